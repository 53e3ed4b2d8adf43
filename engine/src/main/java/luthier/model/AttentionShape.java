package luthier.model;

import java.util.Optional;
import luthier.operation.Attention;

/// The attention of one layer.
///
/// @param queryKeyValue its outputs are the query heads, the key heads and the value heads
/// @param headByHead whether they come instead as query, key and value of each head, as in GPT-NeoX
/// @param queryNorm over each query head, or over all together where its size says so
/// @param rope the positions of this layer, if it turns at all
/// @param turned how many elements of a head turn
record AttentionShape(
    LinearShape queryKeyValue,
    boolean headByHead,
    Optional<NormShape> queryNorm,
    Optional<NormShape> keyNorm,
    Optional<Rope> rope,
    int turned,
    Attention attention,
    LinearShape output) {}
