package luthier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.TrainingFailedException;
import tools.jackson.databind.node.ObjectNode;

/// Ours and the peer's in turns, so that what else the machine does falls on both.
///
/// @param python with torch, transformers and peft
/// @param script the peer's training
/// @param checkpointing whether ours computes activations again instead of keeping them
/// @param log gets every report as a JSON line
record Comparison(
    String python,
    Path script,
    int pairs,
    int warmup,
    int steps,
    int threads,
    boolean checkpointing,
    Appendable log) {

  static final List<String> COLUMNS =
      List.of(
          "cell",
          "ratio of tokens/s",
          "ratio per CPU-second",
          "ours, tokens/s",
          "peer, tokens/s",
          "ours, per CPU-second",
          "peer, per CPU-second",
          "ours, GB",
          "peer, GB",
          "memory ratio",
          "GEMM share, wall",
          "GEMM share, CPU",
          "GEMM, GFLOP/s",
          "CPU used by others",
          "threads",
          "warm-up + steps",
          "pairs",
          "versions",
          "date");

  private record Pair(ObjectNode ours, ObjectNode peer) {
    double ratio(String figure) {
      return ours.path(figure).asDouble() / peer.path(figure).asDouble();
    }
  }

  /// @return the cells of a row of the results
  List<String> row(Cell cell, String versions, String date) throws IOException {
    requirePython();
    List<Pair> done = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      ObjectNode ours = logged(Child.ours(ours(cell)));
      ObjectNode peer = logged(Child.peer(peer(cell)));
      requireSameWork(ours, peer);
      done.add(new Pair(ours, peer));
    }
    ObjectNode last = done.getLast().peer();
    return List.of(
        checkpointing ? cell + ", ours with checkpointing" : cell.toString(),
        text(done, 2, pair -> pair.ratio("tokens_per_s")),
        text(done, 2, pair -> pair.ratio("tokens_per_cpu_s")),
        ours(done, 0, "tokens_per_s"),
        peer(done, 0, "tokens_per_s"),
        ours(done, 0, "tokens_per_cpu_s"),
        peer(done, 0, "tokens_per_cpu_s"),
        ours(done, 2, "peak_rss_GB"),
        peer(done, 2, "peak_rss_GB"),
        text(done, 2, pair -> pair.ratio("peak_rss_GB")),
        ours(done, 2, "gemm_share"),
        ours(done, 2, "gemm_share_of_cpu_time"),
        ours(done, 0, "gemm_gflops_best"),
        ours(done, 2, "others_cpu_share"),
        String.valueOf(threads),
        warmup + " + " + steps,
        String.valueOf(pairs),
        versions + "; " + last.path("stack").asString(),
        date);
  }

  private List<String> ours(Cell cell) {
    List<String> command = joined(List.of("train", cell.toString()), extent());
    return checkpointing ? joined(command, List.of("--checkpointing")) : command;
  }

  private List<String> peer(Cell cell) {
    List<String> command =
        List.of(
            python,
            script.toString(),
            cell.shape().label(),
            cell.method(),
            cell.dtype(),
            cell.load().label());
    return joined(command, extent());
  }

  private List<String> extent() {
    return List.of(
        "--warmup",
        String.valueOf(warmup),
        "--steps",
        String.valueOf(steps),
        "--threads",
        String.valueOf(threads));
  }

  private static List<String> joined(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private void requirePython() {
    if (!Files.isExecutable(Path.of(python))) {
      throw new InvalidInputException(
          "--python: found '"
              + python
              + "', expected a Python with torch, transformers and peft; make one with: python3 -m"
              + " venv V && V/bin/pip install torch transformers peft");
    }
  }

  private static void requireSameWork(ObjectNode ours, ObjectNode peer) {
    for (String figure : List.of("cell", "real_tokens_per_step")) {
      if (!ours.path(figure).equals(peer.path(figure))) {
        throw new TrainingFailedException(
            figure + ": ours " + ours.path(figure) + ", the peer's " + peer.path(figure));
      }
    }
  }

  private ObjectNode logged(ObjectNode report) throws IOException {
    log.append(report.toString()).append('\n');
    return report;
  }

  private static String ours(List<Pair> pairs, int digits, String figure) {
    return text(pairs, digits, pair -> pair.ours().path(figure).asDouble());
  }

  private static String peer(List<Pair> pairs, int digits, String figure) {
    return text(pairs, digits, pair -> pair.peer().path(figure).asDouble());
  }

  private static String text(List<Pair> pairs, int digits, ToDoubleFunction<Pair> figure) {
    return Spread.of(pairs.stream().map(figure::applyAsDouble).toList()).text(digits);
  }
}
