package luthier.source;

import java.util.Optional;
import luthier.example.Example;

/// One accepted row.
///
/// @param group value of the field that `data.group_by` names; empty when the recipe names none
public record SourceRow(Example example, Optional<String> group) {}
