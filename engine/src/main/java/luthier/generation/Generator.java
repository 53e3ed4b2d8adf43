package luthier.generation;

import java.util.Arrays;
import java.util.Set;
import java.util.function.IntConsumer;
import luthier.InvalidInputException;
import luthier.kernel.Kernels;
import luthier.model.LanguageModel;
import luthier.operation.Documents;
import luthier.operation.Dropout;
import luthier.operation.GradientSink;
import luthier.operation.KeyValueCache;
import luthier.operation.Ops;
import luthier.operation.Tape;
import luthier.operation.Value;
import luthier.tensor.Native;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Writes on from a prompt.
///
/// @param kernels of the calling thread
/// @param stop ids that end a text; they are not part of it
public record Generator(LanguageModel model, Kernels kernels, Set<Integer> stop) {

  /// @param prompt at least one token
  /// @param maxNewTokens at most; fewer where the model's positions end
  /// @param sampling how the next token is chosen
  /// @param each hears every new token at once
  /// @return the new tokens, without the one that ended them
  public int[] generate(int[] prompt, int maxNewTokens, Sampling sampling, IntConsumer each) {
    int room = Math.min(maxNewTokens, model.maxPositions() - prompt.length);
    if (prompt.length == 0 || room < 1) {
      throw new InvalidInputException(
          "the prompt has "
              + prompt.length
              + " tokens, expected 1 to "
              + (model.maxPositions() - 1)
              + " (the model's positions)");
    }
    int[] written = new int[room];
    int count = 0;
    try (KeyValueCache cache = model.newCache(prompt.length + room)) {
      float[] logits = step(prompt, cache);
      while (count < room) {
        int next = sampling.choose(logits, count);
        if (stop.contains(next)) {
          break;
        }
        written[count++] = next;
        each.accept(next);
        if (count < room) {
          logits = step(new int[] {next}, cache);
        }
      }
    }
    return Arrays.copyOf(written, count);
  }

  /// The logits after the last of the new tokens.
  private float[] step(int[] ids, KeyValueCache cache) {
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(false)) {
      long[] wide = Arrays.stream(ids).asLongStream().toArray();
      Dropout none = Dropout.none(Documents.of(ids.length));
      Ops ops = new Ops(kernels, tape, 0, none, GradientSink.ACCUMULATE);
      Value hidden = model.hidden(ops, Native.longs(wide), cache);
      Tensor last = hidden.data().narrow(0, ids.length - 1L, 1);
      return Native.toFloats(torch.linear(last, model.head().data()));
    }
  }
}
