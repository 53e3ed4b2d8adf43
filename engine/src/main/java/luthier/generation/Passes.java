package luthier.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import luthier.kernel.Kernels;
import luthier.model.LanguageModel;
import luthier.operation.CachedBatch;
import luthier.operation.Dropout;
import luthier.operation.GradientSink;
import luthier.operation.Ops;
import luthier.operation.Tape;
import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// The model's passes over texts that are being written.
record Passes(LanguageModel model, Kernels kernels) {

  /// Tokens of a pass at most, unless one text alone has more.
  private static final int TOKENS = 2048;

  /// The logits after the last token of each text, [vocabulary] each. Texts of which one token is
  /// new go through the model together, then those of which more are new.
  List<float[]> logits(List<Text> texts) {
    float[][] logits = new float[texts.size()][];
    texts.forEach(text -> text.dropWhatDoesNotHold(model));
    List<List<Integer>> passes = new ArrayList<>();
    passes.add(new ArrayList<>());
    int tokens = 0;
    List<Integer> longer = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      (texts.get(i).uncached().length == 1 ? passes.getFirst() : longer).add(i);
    }
    for (int i : longer) {
      int more = texts.get(i).uncached().length;
      if (passes.size() == 1 || tokens + more > TOKENS) {
        passes.add(new ArrayList<>());
        tokens = 0;
      }
      passes.getLast().add(i);
      tokens += more;
    }
    for (List<Integer> pass : passes) {
      if (!pass.isEmpty()) {
        run(pass, texts, logits);
      }
    }
    return Arrays.asList(logits);
  }

  private void run(List<Integer> places, List<Text> texts, float[][] logits) {
    int[][] fresh = places.stream().map(i -> texts.get(i).uncached()).toArray(int[][]::new);
    int[] counts = Arrays.stream(fresh).mapToInt(ids -> ids.length).toArray();
    long[] ids = Arrays.stream(fresh).flatMapToInt(Arrays::stream).asLongStream().toArray();
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(false)) {
      CachedBatch batch =
          new CachedBatch(places.stream().map(i -> texts.get(i).cache()).toList(), counts);
      Dropout none = Dropout.none(batch.documents());
      Ops ops = new Ops(kernels, tape, 0, none, GradientSink.ACCUMULATE);
      Tensor hidden = model.hidden(ops, Native.longs(ids), batch).data();
      Tensor last = ids.length == counts.length ? hidden : lastOf(hidden, counts);
      float[] all = Native.toFloats(ops.logits(last, model.head()));
      int vocabulary = all.length / counts.length;
      IntStream.range(0, counts.length)
          .forEach(i ->
              logits[places.get(i)] =
                  Arrays.copyOfRange(all, i * vocabulary, (i + 1) * vocabulary));
    }
  }

  /// The rows of the last token of each text.
  private static Tensor lastOf(Tensor hidden, int[] counts) {
    long[] rows = new long[counts.length];
    long end = 0;
    for (int i = 0; i < counts.length; i++) {
      end += counts[i];
      rows[i] = end - 1;
    }
    return hidden.index_select(0, Native.longs(rows));
  }
}
