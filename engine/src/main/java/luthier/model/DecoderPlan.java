package luthier.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import luthier.model.LinearShape.Projection;
import luthier.operation.Activation;
import luthier.operation.Attention;
import luthier.weights.ConfigSection;
import org.jspecify.annotations.Nullable;

/// What a decoder consists of, while its `config.json` is being read. It begins as a Llama without
/// biases; an architecture's file says what is otherwise.
final class DecoderPlan {

  /// Where norms stand, by the names of their modules inside a layer; null where there is none.
  record NormPlaces(
      @Nullable String beforeAttention,
      @Nullable String afterAttention,
      @Nullable String beforeFeedForward,
      @Nullable String afterFeedForward) {}

  /// Norms of queries and keys.
  ///
  /// @param wholeRow over all heads of a token together instead of each head
  record HeadNorms(String query, String key, boolean wholeRow) {}

  /// Names outside the layers.
  record Names(String embedding, String layers, String finalNorm, String head) {}

  /// @param queryKeyValue names of one projection, or of three
  /// @param headByHead see [AttentionShape#headByHead]
  record AttentionNames(
      String module, List<String> queryKeyValue, boolean headByHead, String output) {}

  /// @param inputs names of the projections of the input: one, or gate and rest
  record FeedForwardNames(String module, List<String> inputs, String output) {}

  /// Makes the feed-forward of a layer whose dense one is given.
  interface Mixing {
    FeedForwardShape of(int layer, String prefix, FeedForwardShape dense);
  }

  private final ConfigSection config;
  private final DecoderShape.Sizes sizes;

  private Names names =
      new Names("model.embed_tokens.weight", "model.layers.", "model.norm", "lm_head.weight");
  private @Nullable String positions;
  private NormShape.Kind norm = NormShape.Kind.RMS;
  private String epsilonKey = "rms_norm_eps";
  private double absentEpsilon = 1e-6;
  private NormPlaces norms =
      new NormPlaces("input_layernorm", null, "post_attention_layernorm", null);
  private boolean parallel;

  private AttentionNames attention =
      new AttentionNames("self_attn", List.of("q_proj", "k_proj", "v_proj"), false, "o_proj");
  private boolean queryKeyValueBias;
  private boolean outputBias;
  private @Nullable HeadNorms headNorms;
  private List<Optional<Rope>> ropes = List.of();
  private double absentTheta = 10_000;
  private int turned;
  private int[] windows;
  private double attentionScale;
  private double attentionCap;

  private FeedForwardNames feedForward =
      new FeedForwardNames("mlp", List.of("gate_proj", "up_proj"), "down_proj");
  private boolean gated = true;
  private boolean feedForwardBias;
  private @Nullable Activation activation;
  private int inner;
  private Mixing mixing = (_, _, dense) -> dense;

  private boolean transposed;
  private boolean tiedIfAbsent;
  private double absentRange = 0.02;
  private boolean repeatsNoDropout;
  private double embeddingScale = 1;
  private double branchScale = 1;
  private double logitScale = 1;
  private double logitCap;

  DecoderPlan(ConfigSection config, DecoderShape.Sizes sizes) {
    this.config = config;
    this.sizes = sizes;
    this.windows = new int[sizes.layers()];
    Arrays.fill(windows, Integer.MAX_VALUE);
    this.turned = sizes.headSize();
    this.attentionScale = 1 / Math.sqrt(sizes.headSize());
  }

  DecoderPlan names(Names given) {
    names = given;
    return this;
  }

  /// A table of learned positions.
  DecoderPlan learnedPositions(String table) {
    positions = table;
    ropes = Collections.nCopies(sizes.layers(), Optional.empty());
    return this;
  }

  /// @param key of the epsilon in `config.json`
  DecoderPlan norm(NormShape.Kind kind, String key, double absent) {
    norm = kind;
    epsilonKey = key;
    absentEpsilon = absent;
    return this;
  }

  DecoderPlan norms(NormPlaces places) {
    norms = places;
    return this;
  }

  /// Both branches read the layer's input.
  DecoderPlan parallel(boolean whether) {
    parallel = whether;
    return this;
  }

  DecoderPlan attention(AttentionNames given) {
    attention = given;
    return this;
  }

  DecoderPlan attentionBias(boolean ofQueryKeyValue, boolean ofOutput) {
    queryKeyValueBias = ofQueryKeyValue;
    outputBias = ofOutput;
    return this;
  }

  DecoderPlan headNorms(HeadNorms given) {
    headNorms = given;
    return this;
  }

  /// The same rope in every layer.
  DecoderPlan rope(RopeConfig.Rotary rotary) {
    turned = rotary.turned();
    return ropes(Collections.nCopies(sizes.layers(), Optional.of(rotary.rope())));
  }

  /// The rope of each layer, or none.
  DecoderPlan ropes(List<Optional<Rope>> given) {
    ropes = given;
    return this;
  }

  /// The base of the rope where the file names none.
  DecoderPlan ropeThetaIfAbsent(double theta) {
    absentTheta = theta;
    return this;
  }

  /// @param given for each layer, how many keys a query sees at most
  DecoderPlan windows(int[] given) {
    windows = given.clone();
    return this;
  }

  /// @param scale of the products of queries and keys
  DecoderPlan attentionScale(double scale) {
    attentionScale = scale;
    return this;
  }

  /// @param cap 0 for none
  DecoderPlan caps(double ofAttention, double ofLogits) {
    attentionCap = ofAttention;
    logitCap = ofLogits;
    return this;
  }

  DecoderPlan feedForward(FeedForwardNames given, boolean isGated) {
    feedForward = given;
    gated = isGated;
    return this;
  }

  DecoderPlan feedForwardBias(boolean whether) {
    feedForwardBias = whether;
    return this;
  }

  DecoderPlan activation(Activation given) {
    activation = given;
    return this;
  }

  /// The inner width, where `intermediate_size` does not say it.
  DecoderPlan inner(int width) {
    inner = width;
    return this;
  }

  /// Experts in place of some dense feed-forwards.
  DecoderPlan mixing(Mixing given) {
    mixing = given;
    return this;
  }

  /// Weights are stored as [inputs, outputs].
  DecoderPlan transposed() {
    transposed = true;
    return this;
  }

  /// Head and embedding are one where `tie_word_embeddings` is absent.
  DecoderPlan tiedIfAbsent() {
    tiedIfAbsent = true;
    return this;
  }

  DecoderPlan initializerRangeIfAbsent(double range) {
    absentRange = range;
    return this;
  }

  /// Keys of the dropout of pre-training, which fine-tuning does not repeat.
  DecoderPlan repeatsNoDropout(String... keys) {
    config.irrelevant(keys);
    repeatsNoDropout = true;
    return this;
  }

  /// What embeddings, branches and logits are multiplied by.
  DecoderPlan scales(double ofEmbedding, double ofBranches, double ofLogits) {
    embeddingScale = ofEmbedding;
    branchScale = ofBranches;
    logitScale = ofLogits;
    return this;
  }

  /// Reads what is left to read.
  ///
  /// @throws luthier.LuthierException with everything that is wrong in the configuration
  DecoderShape shape() {
    if (ropes.isEmpty()) {
      Rope rope = RopeConfig.read(config, sizes.headSize(), sizes.maxPositions(), absentTheta);
      rope(new RopeConfig.Rotary(rope, sizes.headSize()));
    }
    Activation chosen =
        activation == null ? DecoderConfig.activation(config, "hidden_act", "silu") : activation;
    if (inner == 0) {
      inner = config.integer("intermediate_size");
    }
    if (!repeatsNoDropout) {
      config.only("attention_dropout", 0);
    }
    double epsilon = config.positive(epsilonKey, absentEpsilon);
    List<LayerShape> layers = new ArrayList<>();
    for (int i = 0; i < sizes.layers(); i++) {
      layers.add(layer(i, chosen, epsilon));
    }
    boolean tied = config.bool("tie_word_embeddings", tiedIfAbsent);
    DecoderShape shape =
        new DecoderShape(
            sizes.reaching(reach()),
            names.embedding,
            Optional.ofNullable(positions),
            embeddingScale,
            layers,
            new NormShape(names.finalNorm, norm, sizes.width(), epsilon),
            new DecoderShape.HeadShape(names.head, tied, logitScale, logitCap),
            config.positive("initializer_range", absentRange));
    config.refuseUnread();
    return shape;
  }

  private int reach() {
    return ropes.stream()
        .flatMap(Optional::stream)
        .mapToInt(rope -> rope.reach(sizes.maxPositions()))
        .max()
        .orElse(sizes.maxPositions());
  }

  private LayerShape layer(int index, Activation of, double epsilon) {
    String prefix = names.layers + index + ".";
    return new LayerShape(
        norm(prefix, norms.beforeAttention, epsilon),
        attention(index, prefix + attention.module + ".", epsilon),
        norm(prefix, norms.afterAttention, epsilon),
        norm(prefix, norms.beforeFeedForward, epsilon),
        mixing.of(index, prefix, dense(prefix + feedForward.module + ".", of)),
        norm(prefix, norms.afterFeedForward, epsilon),
        parallel,
        branchScale);
  }

  private Optional<NormShape> norm(String prefix, @Nullable String name, double epsilon) {
    return Optional.ofNullable(name)
        .map(n -> new NormShape(prefix + n, norm, sizes.width(), epsilon));
  }

  private AttentionShape attention(int index, String module, double epsilon) {
    int size = sizes.headSize();
    int queries = sizes.heads() * size;
    int keys = sizes.keyHeads() * size;
    List<String> in = attention.queryKeyValue;
    Projection[] projections =
        in.size() == 1
            ? new Projection[] {projection(module, in.getFirst(), queries + 2L * keys)}
            : new Projection[] {
              projection(module, in.get(0), queries),
              projection(module, in.get(1), keys),
              projection(module, in.get(2), keys)
            };
    Optional<HeadNorms> over = Optional.ofNullable(headNorms);
    return new AttentionShape(
        LinearShape.of(sizes.width(), projections).transposed(transposed),
        attention.headByHead,
        over.map(n -> new NormShape(module + n.query, norm, n.wholeRow ? queries : size, epsilon)),
        over.map(n -> new NormShape(module + n.key, norm, n.wholeRow ? keys : size, epsilon)),
        ropes.get(index),
        turned,
        new Attention(
            sizes.heads(), sizes.keyHeads(), size, windows[index], attentionScale, attentionCap),
        LinearShape.of(
                queries, new Projection(module + attention.output, sizes.width(), outputBias))
            .transposed(transposed));
  }

  private Projection projection(String module, String name, long outputs) {
    return new Projection(module + name, outputs, queryKeyValueBias);
  }

  private FeedForwardShape dense(String module, Activation of) {
    LinearShape down =
        LinearShape.of(
                inner, new Projection(module + feedForward.output, sizes.width(), feedForwardBias))
            .transposed(transposed);
    List<String> in = feedForward.inputs;
    long outputs = gated && in.size() == 1 ? 2L * inner : inner;
    LinearShape up =
        LinearShape.of(
                sizes.width(),
                in.stream()
                    .map(name -> new Projection(module + name, outputs, feedForwardBias))
                    .toArray(Projection[]::new))
            .transposed(transposed);
    return gated
        ? new FeedForwardShape.Gated(up, down, of)
        : new FeedForwardShape.Plain(up, down, of);
  }
}
