package luthier.model;

import java.util.Optional;
import luthier.operation.Activation;

/// What stands between hidden states and the outputs of a head: `norm(activation(dense x))`.
///
/// @param module that it is saved with, such as `bert.pooler`
record TransformShape(
    String module, LinearShape dense, Activation activation, Optional<NormShape> norm) {}
