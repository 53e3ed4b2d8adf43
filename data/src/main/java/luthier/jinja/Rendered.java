package luthier.jinja;

import java.util.List;

/// The output of a template, and where each of its characters came from.
///
/// @param text the output
/// @param marks one for each UTF-16 unit of the text
/// @param iterationItem for each iteration number of the outermost loops the index of the traced
///   item that the loop was at, -1 for none; number 0 is outside of loops
public record Rendered(String text, List<Mark> marks, List<Integer> iterationItem) {}
