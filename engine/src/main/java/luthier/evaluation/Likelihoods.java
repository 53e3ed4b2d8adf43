package luthier.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import luthier.InvalidInputException;
import luthier.kernel.Kernels;
import luthier.model.LanguageModel;
import luthier.operation.Documents;
import luthier.operation.Dropout;
import luthier.operation.GradientSink;
import luthier.operation.Ops;
import luthier.operation.Tape;
import luthier.tensor.Native;
import luthier.tensor.Workers;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Log-likelihoods of many continuations. They are packed into passes as documents that do not see
/// each other; a sequence that is the beginning of another one is read off that one's pass, so that
/// e.g. choices of one token cost one document together.
///
/// @param kernels one for each worker
/// @param tokensPerPass passes are filled up to this
public record Likelihoods(
    LanguageModel model, Workers workers, List<Kernels> kernels, int tokensPerPass) {

  /// Rows whose logits exist at once.
  private static final int ROWS = 256;

  /// @param context at least one token
  /// @param continuation at least one token
  public record Request(int[] context, int[] continuation) {

    /// What the model reads: all but the last token, which it only has to expect; of what is longer
    /// than the model's positions the end.
    int[] read(int positions) {
      int length = context.length + continuation.length - 1;
      int[] all = Arrays.copyOf(context, length);
      System.arraycopy(continuation, 0, all, context.length, continuation.length - 1);
      return length <= positions ? all : Arrays.copyOfRange(all, length - positions, length);
    }
  }

  /// A document of a pass with the requests that are read off it.
  private record Shared(int[] ids, List<Integer> requests) {}

  /// The sum of the natural log-probabilities of each continuation's tokens. A context that does
  /// not fit loses its beginning.
  ///
  /// @throws InvalidInputException for an id outside the vocabulary, or a continuation that is
  ///   longer than the model's positions
  public double[] of(List<Request> requests) {
    requests.forEach(this::require);
    List<List<Shared>> passes = passes(shared(requests));
    double[] sums = new double[requests.size()];
    workers.sum(worker -> {
      for (int i = worker; i < passes.size(); i += workers.count()) {
        pass(passes.get(i), requests, kernels.get(worker), sums);
      }
      return 0;
    });
    return sums;
  }

  private void require(Request request) {
    int length = request.continuation().length;
    if (length > model.maxPositions()) {
      throw new InvalidInputException(
          "a continuation has "
              + length
              + " tokens, expected at most "
              + model.maxPositions()
              + " (the model's positions)");
    }
    IntStream.concat(Arrays.stream(request.context()), Arrays.stream(request.continuation()))
        .filter(id -> id < 0 || id >= model.vocabulary())
        .findFirst()
        .ifPresent(id -> {
          throw new InvalidInputException(
              "a token has id "
                  + id
                  + ", expected 0 to "
                  + (model.vocabulary() - 1)
                  + " (the model's vocabulary); does the tokenizer belong to this model?");
        });
  }

  /// In the order of the ids what begins another sequence stands in front of it.
  private List<Shared> shared(List<Request> requests) {
    int positions = model.maxPositions();
    List<int[]> read = requests.stream().map(request -> request.read(positions)).toList();
    List<Integer> order =
        IntStream.range(0, read.size())
            .boxed()
            .sorted((a, b) -> Arrays.compare(read.get(b), read.get(a)))
            .toList();
    List<Shared> all = new ArrayList<>();
    for (int i : order) {
      int[] ids = read.get(i);
      if (all.isEmpty() || !begins(ids, all.getLast().ids())) {
        all.add(new Shared(ids, new ArrayList<>()));
      }
      all.getLast().requests().add(i);
    }
    return all;
  }

  private static boolean begins(int[] ids, int[] longer) {
    return ids.length <= longer.length && Arrays.equals(ids, 0, ids.length, longer, 0, ids.length);
  }

  private List<List<Shared>> passes(List<Shared> documents) {
    List<Shared> byLength = new ArrayList<>(documents);
    byLength.sort(Comparator.comparingInt(d -> -d.ids().length));
    List<List<Shared>> passes = new ArrayList<>();
    long filled = Integer.MAX_VALUE;
    for (Shared document : byLength) {
      if (filled + document.ids().length > tokensPerPass) {
        passes.add(new ArrayList<>());
        filled = 0;
      }
      passes.getLast().add(document);
      filled += document.ids().length;
    }
    return passes;
  }

  private void pass(List<Shared> pass, List<Request> requests, Kernels with, double[] sums) {
    List<Integer> owners = new ArrayList<>(); // of each predicted token
    List<Long> rows = new ArrayList<>();
    List<Long> targets = new ArrayList<>();
    long begin = 0;
    for (Shared document : pass) {
      for (int i : document.requests()) {
        int[] continuation = requests.get(i).continuation();
        int read = requests.get(i).read(model.maxPositions()).length;
        for (int t = 0; t < continuation.length; t++) {
          owners.add(i);
          rows.add(begin + read - continuation.length + t);
          targets.add((long) continuation[t]);
        }
      }
      begin += document.ids().length;
    }
    double[] found = logProbabilities(pass, rows, targets, with);
    for (int i = 0; i < found.length; i++) {
      sums[owners.get(i)] += found[i];
    }
  }

  private double[] logProbabilities(
      List<Shared> pass, List<Long> rows, List<Long> targets, Kernels with) {
    double[] found = new double[rows.size()];
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(false)) {
      int[] lengths = pass.stream().mapToInt(document -> document.ids().length).toArray();
      long[] ids = pass.stream().flatMapToInt(d -> Arrays.stream(d.ids())).asLongStream().toArray();
      Documents documents = Documents.of(lengths);
      Ops ops = new Ops(with, tape, 0, Dropout.none(documents), GradientSink.ACCUMULATE);
      Tensor hidden = model.hidden(ops, Native.longs(ids), documents, false).data();
      for (int from = 0; from < found.length; from += ROWS) {
        int to = Math.min(from + ROWS, found.length);
        try (PointerScope _ = new PointerScope()) {
          Tensor wanted = Native.longs(longs(targets, from, to)).unsqueeze(1);
          Tensor chosen = hidden.index_select(0, Native.longs(longs(rows, from, to)));
          Tensor logits = ops.logits(chosen, model.head());
          float[] values =
              Native.toFloats(torch.log_softmax(logits, -1).gather(1, wanted).view(-1));
          for (int i = 0; i < values.length; i++) {
            found[from + i] = values[i];
          }
        }
      }
    }
    return found;
  }

  private static long[] longs(List<Long> all, int from, int to) {
    return all.subList(from, to).stream().mapToLong(Long::longValue).toArray();
  }
}
