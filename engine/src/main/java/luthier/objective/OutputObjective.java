package luthier.objective;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import luthier.batch.MicroBatch;
import luthier.kernel.Kernels;
import luthier.model.TaskHead;
import luthier.model.TaskModel;
import luthier.operation.Documents;
import luthier.operation.Dropout;
import luthier.operation.GradientSink;
import luthier.operation.Ops;
import luthier.operation.Tape;
import luthier.operation.Value;
import luthier.profile.Lane;
import luthier.profile.Recorder;
import luthier.tensor.Native;
import luthier.tokenizer.TokenizedExample;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// The loss of a task with labels: of one row of outputs for each example, or for each labelled
/// token.
///
/// @param checkpointed whether activations are computed a second time instead of kept
/// @param rDropAlpha weight of the distance between two passes, see [Divergence]; 0 for one pass
/// @param recorder told where the time goes
public record OutputObjective(
    TaskModel model, OutputLoss loss, boolean checkpointed, double rDropAlpha, Recorder recorder)
    implements Objective {

  /// One pass.
  public OutputObjective(
      TaskModel model, OutputLoss loss, boolean checkpointed, Recorder recorder) {
    this(model, loss, checkpointed, 0, recorder);
  }

  @Override
  public double normaliser(List<TokenizedExample> examples) {
    return examples.stream()
        .flatMap(example -> Arrays.stream(targets(example)))
        .mapToDouble(loss::weight)
        .sum();
  }

  /// The targets of the rows of outputs that carry the loss.
  private static double[][] targets(TokenizedExample example) {
    return switch (example.supervision()) {
      case SEQUENCE ->
          example.targets().length == 0 ? new double[0][] : new double[][] {example.targets()};
      case TOKEN ->
          Arrays.stream(example.labels())
              .filter(label -> label != MicroBatch.IGNORED)
              .mapToObj(label -> new double[] {label})
              .toArray(double[][]::new);
      case NEXT_TOKEN, MASKED -> throw new IllegalArgumentException("no labels: " + example.id());
    };
  }

  @Override
  public double lossAndGradients(
      Kernels kernels,
      int worker,
      GradientSink sink,
      MicroBatch batch,
      double normaliser,
      DropoutSource dropout) {
    if (batch.supervised() == 0) {
      return 0;
    }
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(true, recorder.worker(worker))) {
      Documents documents = new Documents(batch.lengths(), batch.keys());
      Ops ops = new Ops(kernels, tape, worker, dropout.of(documents), sink);
      double part;
      try (Lane.Span _ = recorder.worker(worker).begin("forward")) {
        part =
            rDropAlpha == 0
                ? loss(ops, documents, batch, loss, normaliser)
                : twice(ops, documents, batch, normaliser, dropout);
      }
      try (Lane.Span _ = recorder.worker(worker).begin("backward")) {
        tape.backward();
      }
      return part;
    }
  }

  @Override
  public double sum(Kernels kernels, MicroBatch batch) {
    if (batch.supervised() == 0) {
      return 0;
    }
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(false)) {
      Documents documents = new Documents(batch.lengths(), batch.keys());
      Ops ops = new Ops(kernels, tape, 0, Dropout.none(documents), GradientSink.ACCUMULATE);
      return loss(ops, documents, batch, loss.plain(), 1);
    }
  }

  /// R-Drop: the mean loss of two passes, and a quarter of alpha times what they are apart.
  private double twice(
      Ops ops, Documents documents, MicroBatch batch, double normaliser, DropoutSource dropout) {
    List<Value> views =
        IntStream.range(0, 2)
            .mapToObj(view -> ops.withDropout(dropout.of(documents, view)))
            .map(pass -> outputs(model, pass, documents, batch, checkpointed))
            .toList();
    double[][] targets = targets(batch);
    long[] rows = rows(batch);
    return ops.loss(
        views,
        all -> {
          Tensor one = all[0].index_select(0, Native.longs(rows));
          Tensor other = all[1].index_select(0, Native.longs(rows));
          Tensor nats = loss.sum(one, targets).add(loss.sum(other, targets));
          return nats.mul(Native.scalar(0.5 / normaliser))
              .add(loss.apart(one, other, targets).mul(Native.scalar(rDropAlpha / 4 / normaliser)));
        });
  }

  private static double[][] targets(MicroBatch batch) {
    return batch.examples().stream()
        .flatMap(example -> Arrays.stream(targets(example)))
        .toArray(double[][]::new);
  }

  private double loss(
      Ops ops, Documents documents, MicroBatch batch, OutputLoss of, double normaliser) {
    Value outputs = outputs(model, ops, documents, batch, checkpointed);
    double[][] targets = targets(batch);
    long[] rows = rows(batch);
    return ops.loss(
        outputs,
        all -> {
          Tensor chosen = all.index_select(0, Native.longs(rows));
          return of.sum(chosen, targets).mul(Native.scalar(1 / normaliser));
        });
  }

  /// The rows of outputs that carry the loss.
  private long[] rows(MicroBatch batch) {
    if (model.head().kind() == TaskHead.Kind.TOKEN) {
      return batch.rows();
    }
    return IntStream.range(0, batch.examples().size())
        .filter(i -> batch.examples().get(i).supervised() > 0)
        .asLongStream()
        .toArray();
  }

  /// The outputs of a pass: a row for each document, the filler's last, or for each token.
  public static Value outputs(
      TaskModel model, Ops ops, Documents documents, MicroBatch batch, boolean checkpointed) {
    Tensor segments = batch.segments().length == 0 ? null : Native.longs(batch.segments());
    Value hidden =
        model.body().hidden(ops, Native.longs(batch.ids()), segments, documents, checkpointed);
    return model.head().outputs(ops, hidden, documents);
  }
}
