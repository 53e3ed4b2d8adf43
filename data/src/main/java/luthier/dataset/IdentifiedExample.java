package luthier.dataset;

import luthier.example.Example;

/// @param id hash of the example's content, 32 hexadecimal digits; equal content has equal ids
/// @param group examples of one group are never in two sets
public record IdentifiedExample(String id, String group, Example example) {}
