package luthier.dataset;

import luthier.example.Example;

/// An example with its identity.
///
/// @param id hash of the example's content, see [ExampleId]; equal content has equal ids
/// @param group examples of one group are never in two sets
public record IdentifiedExample(String id, String group, Example example) {}
