package luthier.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import luthier.model.LinearShape.Projection;
import luthier.operation.Activation;
import luthier.operation.Attention;
import luthier.operation.Reach;
import luthier.weights.ConfigSection;
import org.jspecify.annotations.Nullable;

/// What an encoder consists of, while its `config.json` is being read. It begins as a BERT without
/// heads; an architecture's file says what is otherwise.
final class EncoderPlan {

  /// Keys of the sizes in `config.json`.
  record SizeKeys(String layers, String width, String heads, String inner) {}

  static final SizeKeys SIZES =
      new SizeKeys("num_hidden_layers", "hidden_size", "num_attention_heads", "intermediate_size");

  /// Names of the embeddings' parts, after the body's prefix; null where there is none.
  record TableNames(
      String tokens, @Nullable String positions, @Nullable String segments, String norm) {}

  /// Where norms stand, by the names of their modules inside a layer; null where there is none.
  record NormPlaces(
      @Nullable String beforeAttention,
      @Nullable String afterAttention,
      @Nullable String beforeFeedForward,
      @Nullable String afterFeedForward) {}

  /// Names of the projections inside a layer.
  ///
  /// @param queryKeyValue of one projection, or of three
  record LinearNames(List<String> queryKeyValue, String attentionOutput, String up, String down) {}

  private final ConfigSection config;
  private final EncoderShape.Sizes sizes;
  private final String prefix;

  private TableNames tables =
      new TableNames(
          "embeddings.word_embeddings",
          "embeddings.position_embeddings",
          "embeddings.token_type_embeddings",
          "embeddings.LayerNorm");
  private int firstPosition;
  private String layers = "encoder.layer.";
  private LinearNames linears =
      new LinearNames(
          List.of("attention.self.query", "attention.self.key", "attention.self.value"),
          "attention.output.dense",
          "intermediate.dense",
          "output.dense");
  private NormPlaces norms =
      new NormPlaces(null, "attention.output.LayerNorm", null, "output.LayerNorm");
  private NormShape.Kind norm = NormShape.Kind.LAYER;
  private double epsilon;
  private @Nullable Activation activation;
  private boolean attentionBias = true;
  private boolean feedForwardBias = true;
  private boolean gated;
  private boolean normless; // the first layer's attention reads its input as it is
  private Reach[] reaches;
  private List<Optional<Rope>> ropes;
  private @Nullable String finalNorm;
  private EncoderShape.@Nullable Relative relative;
  private DropoutShape dropout = DropoutShape.NONE;

  /// @param prefix of the body's names, such as `bert.`
  EncoderPlan(ConfigSection config, String prefix, SizeKeys keys) {
    this.config = config;
    this.prefix = prefix;
    int width = config.integer(keys.width);
    int heads = config.integer(keys.heads);
    config.requireMultiple(keys.width, width, keys.heads, heads);
    this.sizes =
        new EncoderShape.Sizes(
            config.integer(keys.layers),
            width,
            heads,
            config.integer(keys.inner),
            config.integer("vocab_size"),
            config.integer("max_position_embeddings", 512));
    this.reaches = new Reach[sizes.layers()];
    Arrays.fill(reaches, Reach.ALL);
    this.ropes = Collections.nCopies(sizes.layers(), Optional.empty());
  }

  EncoderShape.Sizes sizes() {
    return sizes;
  }

  EncoderPlan tables(TableNames given) {
    tables = given;
    return this;
  }

  /// The row of a document's first token in the table of positions.
  EncoderPlan firstPosition(int row) {
    firstPosition = row;
    return this;
  }

  EncoderPlan layers(String name, LinearNames names, NormPlaces places) {
    layers = name;
    linears = names;
    norms = places;
    return this;
  }

  EncoderPlan norm(NormShape.Kind kind, double of) {
    norm = kind;
    epsilon = of;
    return this;
  }

  EncoderPlan activation(Activation given) {
    activation = given;
    return this;
  }

  EncoderPlan biases(boolean ofAttention, boolean ofFeedForward) {
    attentionBias = ofAttention;
    feedForwardBias = ofFeedForward;
    return this;
  }

  /// A gated feed-forward, of which one projection makes gate and rest.
  EncoderPlan gated() {
    gated = true;
    return this;
  }

  EncoderPlan firstLayerWithoutNorm() {
    normless = true;
    return this;
  }

  /// How far each layer sees, and the rope it turns by.
  EncoderPlan positions(Reach[] reachOfLayers, List<Optional<Rope>> ropeOfLayers) {
    reaches = reachOfLayers.clone();
    ropes = ropeOfLayers;
    return this;
  }

  EncoderPlan finalNorm(String name) {
    finalNorm = name;
    return this;
  }

  EncoderPlan relative(EncoderShape.Relative given) {
    relative = given;
    return this;
  }

  EncoderPlan dropout(DropoutShape given) {
    dropout = given;
    return this;
  }

  NormShape normOf(String name) {
    return new NormShape(name, norm, sizes.width(), epsilon);
  }

  /// `norm(activation(dense x))` of the width of the hidden states.
  ///
  /// @param module that it is saved with
  TransformShape transform(
      String module, String dense, boolean bias, Activation of, @Nullable String normName) {
    return new TransformShape(
        module,
        LinearShape.of(sizes.width(), new Projection(dense, sizes.width(), bias)),
        of,
        Optional.ofNullable(normName).map(this::normOf));
  }

  /// A head whose outputs are made by a projection with a bias.
  TaskHeadShape head(
      TaskHeadShape.Pooling pooling,
      String module,
      String projection,
      TransformShape... transforms) {
    return new TaskHeadShape(
        pooling, List.of(transforms), module, new Projection(projection, 0, true), sizes.width());
  }

  /// Ends the reading.
  ///
  /// @throws luthier.LuthierException with everything that is wrong in the configuration
  EncoderShape shape(EncoderShape.Heads heads) {
    Activation of =
        activation == null ? DecoderConfig.activation(config, "hidden_act", "gelu") : activation;
    List<EncoderShape.Layer> all = new ArrayList<>();
    for (int i = 0; i < sizes.layers(); i++) {
      all.add(layer(i, of));
    }
    int unused = tables.positions == null ? 0 : firstPosition;
    EncoderShape.Sizes usable =
        new EncoderShape.Sizes(
            sizes.layers(),
            sizes.width(),
            sizes.heads(),
            sizes.inner(),
            sizes.vocabulary(),
            sizes.maxPositions() - unused);
    EncoderShape shape =
        new EncoderShape(
            usable,
            embeddings(),
            Optional.ofNullable(relative),
            all,
            Optional.ofNullable(finalNorm).map(name -> normOf(prefix + name)),
            heads,
            dropout,
            config.positive("initializer_range", 0.02));
    config.refuseUnread();
    return shape;
  }

  private EncoderShape.Embeddings embeddings() {
    Optional<EncoderShape.Table> segments =
        Optional.ofNullable(tables.segments)
            .map(name -> table(name, config.count("type_vocab_size", 2)))
            .filter(table -> table.rows() > 0);
    return new EncoderShape.Embeddings(
        prefix + tables.tokens + ".weight",
        Optional.ofNullable(tables.positions).map(name -> table(name, sizes.maxPositions())),
        firstPosition,
        segments,
        normOf(prefix + tables.norm));
  }

  private EncoderShape.Table table(String name, int rows) {
    return new EncoderShape.Table(prefix + name + ".weight", rows);
  }

  private EncoderShape.Layer layer(int index, Activation of) {
    String in = prefix + layers + index + ".";
    return new EncoderShape.Layer(
        norm(in, normless && index == 0 ? null : norms.beforeAttention),
        attention(index, in),
        norm(in, norms.afterAttention),
        norm(in, norms.beforeFeedForward),
        feedForward(in, of),
        norm(in, norms.afterFeedForward));
  }

  private Optional<NormShape> norm(String in, @Nullable String name) {
    return Optional.ofNullable(name).map(n -> normOf(in + n));
  }

  private AttentionShape attention(int index, String in) {
    int width = sizes.width();
    int size = Math.max(1, width / Math.max(1, sizes.heads()));
    long outputs = linears.queryKeyValue.size() == 1 ? 3L * width : width;
    Projection[] projections =
        linears.queryKeyValue.stream()
            .map(name -> new Projection(in + name, outputs, attentionBias))
            .toArray(Projection[]::new);
    return new AttentionShape(
        LinearShape.of(width, projections),
        false,
        Optional.empty(),
        Optional.empty(),
        ropes.get(index),
        size,
        new Attention(sizes.heads(), sizes.heads(), size, reaches[index], 1 / Math.sqrt(size), 0),
        LinearShape.of(width, new Projection(in + linears.attentionOutput, width, attentionBias)));
  }

  private FeedForwardShape feedForward(String in, Activation of) {
    int inner = sizes.inner();
    LinearShape up =
        LinearShape.of(
            sizes.width(),
            new Projection(in + linears.up, gated ? 2L * inner : inner, feedForwardBias));
    LinearShape down =
        LinearShape.of(inner, new Projection(in + linears.down, sizes.width(), feedForwardBias));
    return gated
        ? new FeedForwardShape.Gated(up, down, of)
        : new FeedForwardShape.Plain(up, down, of);
  }
}
