package luthier.jinja;

import java.util.List;

/// The output of a template, and where each of its characters came from.
///
/// @param text the output
/// @param marks one for each UTF-16 unit of the text
/// @param iterationItem for each iteration number the index of the traced item that the loop was
///   at, -1 for none; number 0 is outside of loops. Iterations are counted of the outermost loop
///   over traced items, of the outermost loop where there is none
public record Rendered(String text, List<Mark> marks, List<Integer> iterationItem) {}
