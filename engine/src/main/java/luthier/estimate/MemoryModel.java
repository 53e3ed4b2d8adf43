package luthier.estimate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Predicts the peak resident memory of a run: for each part of it the sum of what it holds, and
/// the largest of these sums.
///
/// In the formulas: P parameters, T trained ones, L layers, D width, V vocabulary, W workers, s
/// bytes of an element (2 or 4), N tokens of a pass, H query heads; O outputs of all linear layers
/// of one layer for a token, A and K the widths of queries and of keys, F the width of the
/// feed-forward's middle, C what else a layer keeps, r the ranks of a layer's additions. Of a
/// mixture O, F and r are what a token meets on its way through the experts of its choice. What an
/// operation of plain libtorch needs for the moment (gates other than SiLU, layer norms, caps) is
/// not counted one by one.
///
/// @param setup of the run
/// @param heap Java heap that is touched before the first collection, in bytes
public record MemoryModel(Setup setup, long heap) {

  private static final String LIBRARIES = "Java and native libraries";
  private static final String HEAP = "Java heap";

  /// JVM, libtorch and tokenizer, code and tables, without the Java heap; measured on Linux.
  static final long PROCESS = 300L << 20;

  /// Rows of logits that exist at once (`Ops.headLoss`).
  private static final long HEAD_ROWS = 512;

  /// Queries of a block of attention (`QueryBlock.MOST`).
  private static final long QUERIES = 256;

  /// Logits that a certificate compares (`Comparison`): sequences, and numbers of each at most.
  private static final long COMPARED = 4;

  private static final long MOST_LOGITS = 8_000_000;
  private static final long MOST_TOKENS = 512;

  /// What the allocator holds beyond the tensors that live, as a share of them.
  private static final double SLACK = 0.25;

  /// The part of the run that needs the most.
  public MemoryEstimate peak() {
    return Stream.of(loading(), training(), evaluation(), certificate())
        .max(Comparator.comparingLong(MemoryEstimate::bytes))
        .orElseThrow();
  }

  /// Reading the base: the largest tensor exists as float32 twice (`8 x` its weights), beside the
  /// weights.
  MemoryEstimate loading() {
    return estimate(
        "while the base is read",
        Stream.concat(
            always(), Stream.of(term("a tensor being read", 8 * setup.model().largestTensor()))));
  }

  /// A step: everything that is trained, and the passes of all workers.
  MemoryEstimate training() {
    return estimate(
        "in a training step",
        Stream.of(
                always(),
                learned(),
                optimizer(),
                packed(2),
                Stream.of(
                    term(
                        setup.checkpointed()
                            ? "inputs of the layers, kept for the way back"
                            : "activations, kept for the way back",
                        kept()),
                    term("tensors of the moment, forward and back", moment())))
            .flatMap(s -> s));
  }

  /// A validation, when the optimizer is there, or the measuring before and after: every worker has
  /// one layer's tensors of a pass, and logits.
  MemoryEstimate evaluation() {
    long tokens = setup.evaluatedTokens();
    long rows = Math.min(HEAD_ROWS, tokens);
    long each =
        tokens * layer() + attentionBlocks(1) + logits(rows) + 2L * s() * tokens * model().width();
    return estimate(
        "in a validation",
        Stream.of(
                always(),
                learned(),
                optimizer(),
                packed(2),
                Stream.of(term("passes of the held-out examples", setup.workers() * each)))
            .flatMap(s -> s));
  }

  /// The end: the export is read back into a second model (`s P` and its reordered weights), and
  /// three models' logits are compared, on the Java heap and for a moment beside it.
  MemoryEstimate certificate() {
    long tokens =
        Math.min(setup.longest(), Math.clamp(MOST_LOGITS / model().vocabulary(), 16L, MOST_TOKENS));
    long logits = 4 * tokens * model().vocabulary();
    return estimate(
        "when the export is compared",
        Stream.of(
                always(),
                learned(),
                Stream.of(
                    term("the export, read back", s() * model().parameters()),
                    term(HEAP, 3 * COMPARED * logits),
                    term("logits, before they are copied to it", 2 * logits)),
                packed(1))
            .flatMap(s -> s));
  }

  /// Process and heap; weights `s P`; float32 values of trained weights, `4 T`, where the model
  /// computes with bfloat16; the adapter's own weights.
  private Stream<MemoryEstimate.Term> always() {
    long masters = setup.bfloat16() ? 4 * setup.trained() : 0;
    long adapter = setup.full() ? 0 : s() * setup.adapterWeights();
    return Stream.of(
        term(LIBRARIES, PROCESS),
        term(HEAP, heap),
        term("weights", s() * model().parameters() + adapter),
        term("float32 values of trained weights", masters));
  }

  /// One gradient for each worker, `4 T W`.
  private Stream<MemoryEstimate.Term> learned() {
    return Stream.of(term("gradients, of each worker", 4 * setup.trained() * setup.workers()));
  }

  /// AdamW's two moments, `8 T`; what regularisation holds, `4 T` each, and the base, `s P`.
  private Stream<MemoryEstimate.Term> optimizer() {
    return Stream.of(
        term("optimizer state", 8 * setup.trained()),
        term("averages and starting weights", 4 * setup.besides().copies() * setup.trained()),
        term("the frozen base", setup.besides().base() ? s() * model().parameters() : 0));
  }

  /// Weights in oneDNN's own layout, in bfloat16 only: a copy for each direction, `2 s` for each
  /// weight of a linear layer.
  private Stream<MemoryEstimate.Term> packed(int copies) {
    long bytes = setup.bfloat16() ? copies * s() * model().linearWeights() : 0;
    return Stream.of(term("weights in oneDNN's layout", bytes));
  }

  /// What all workers' passes keep for the way back, for each token: `L (s (O + A + C + r) + 4 (H +
  /// 2))`, with the log-sums of attention and the norms in float32; with checkpointing `L s D`; and
  /// embedding and last norm, `2 s D`.
  private long kept() {
    long ofALayer =
        setup.checkpointed()
            ? s() * model().width()
            : s()
                    * (model().outputsOfALayer()
                        + model().attended()
                        + model().copies()
                        + setup.ranksOfALayer())
                + 4L * (model().heads().queries() + 2);
    return setup.besides().views()
        * setup.togetherTokens()
        * (model().layers() * ofALayer + 2 * s() * model().width());
  }

  /// What exists beside that at the worst moment: either the head's, or a layer's way back, the
  /// larger of its feed-forward and its attention; with checkpointing besides the layer that is run
  /// again.
  private long moment() {
    long n = setup.passTokens();
    long again = setup.checkpointed() ? n * layer() : 0;
    long d = model().width();
    long f = model().inner();
    long feedForward = n * s() * (setup.checkpointed() ? f + 2 * d : 2 * f + 2 * d);
    long attention = n * s() * (4 * model().attended() + 6 * model().keys()) + attentionBlocks(2);
    long masks = setup.dropout() ? n * (4 + 3 * s()) * Math.max(f, 3 * d) : 0;
    long product = setup.full() && setup.bfloat16() ? 2L * s() * model().inner() * d : 0;
    long back = again + Math.max(feedForward, attention) + masks + product;
    return setup.workers() * Math.max(back, head(n));
  }

  /// Logits of a chunk of rows, hidden states and their gradients `3 s N D`; where the head is
  /// trained in bfloat16, the product that is its gradient, `s V D`.
  private long head(long tokens) {
    long trained = setup.full() && setup.bfloat16() ? s() * model().headWeights() : 0;
    return logits(Math.min(HEAD_ROWS, tokens)) + 3 * s() * tokens * model().width() + trained;
  }

  /// Logits of so many rows and what the cross-entropy makes of them: in place with the kernels for
  /// bfloat16 (`2 V` a row), else logarithms and gradient beside them (`12 V`).
  private long logits(long rows) {
    return rows * model().vocabulary() * (setup.bfloat16() ? 2 : 12);
  }

  /// Everything that one layer computes, for a token: `s (O + A + C + 2 D + F + r) + 4 (H + 2)`,
  /// and the copies of queries, keys and values, `s (A + 2 K)`.
  private long layer() {
    return s()
            * (model().outputsOfALayer()
                + 2 * model().attended()
                + 2 * model().keys()
                + model().copies()
                + 2L * model().width()
                + model().inner()
                + setup.ranksOfALayer())
        + 4L * (model().heads().queries() + 2);
  }

  /// Scores of a block of queries against the keys of a document; in float32 the kernels need three
  /// more of them.
  private long attentionBlocks(int tensors) {
    long keys = Math.max(QUERIES, setup.longest());
    long block = model().heads().queries() * QUERIES * keys;
    return block * (setup.bfloat16() ? 2L * tensors : 4L * (tensors + 3));
  }

  private long s() {
    return setup.bytes();
  }

  private ModelSize model() {
    return setup.model();
  }

  private static MemoryEstimate.Term term(String name, long bytes) {
    return new MemoryEstimate.Term(name, bytes);
  }

  /// The terms, those of one name together, and what the allocator adds to the tensors.
  private MemoryEstimate estimate(String phase, Stream<MemoryEstimate.Term> all) {
    List<MemoryEstimate.Term> terms = new ArrayList<>();
    long tensors = 0;
    for (MemoryEstimate.Term each : all.toList()) {
      boolean tensor = !each.name().equals(LIBRARIES) && !each.name().equals(HEAP);
      tensors += tensor ? each.bytes() : 0;
      int same = terms.stream().map(MemoryEstimate.Term::name).toList().indexOf(each.name());
      if (same >= 0) {
        terms.set(same, term(each.name(), terms.get(same).bytes() + each.bytes()));
      } else {
        terms.add(each);
      }
    }
    terms.add(term("what the allocator holds besides", (long) (SLACK * tensors)));
    return new MemoryEstimate(phase, terms);
  }
}
