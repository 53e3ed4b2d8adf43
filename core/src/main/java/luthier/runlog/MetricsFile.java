package luthier.runlog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/// Writes `metrics.jsonl`: one line per optimizer step and one per validation, each flushed when it
/// is made. Two equal runs write the same bytes but for the fields whose name holds `time`,
/// `seconds`, `tokens_per_second` or `memory`.
///
/// ```
/// {"type":"step","step":1,"epoch":0.02,"loss":3.1,"learning_rate":2.0E-4,"grad_norm":1.2,
///  "supervised_tokens":96,"tokens":410,"tokens_per_second":5120.0, …further}
/// {"type":"eval","step":50,"epoch":1.0,"loss":2.4, …scores,"seconds":0.8}
/// ```
public final class MetricsFile implements RunListener, Closeable {

  private final LineFile file;

  private MetricsFile(LineFile file) {
    this.file = file;
  }

  /// Makes a new file.
  public static MetricsFile create(Path path) throws IOException {
    return new MetricsFile(LineFile.create(path));
  }

  /// Opens the file and keeps what is complete.
  public static MetricsFile append(Path path) throws IOException {
    return new MetricsFile(LineFile.append(path));
  }

  /// Opens the file cut back to what it held when [#lines()] gave `lines`; a torn last line goes
  /// too.
  ///
  /// @throws luthier.InvalidInputException when it has fewer complete lines
  public static MetricsFile cutBackTo(Path path, long lines) throws IOException {
    return new MetricsFile(LineFile.cutBackTo(path, lines));
  }

  /// How many lines the file holds: what a checkpoint stores. Lines and not bytes, because the
  /// bytes of two equal runs differ by their times.
  public long lines() {
    return file.lines();
  }

  @Override
  public void on(RunEvent event) {
    switch (event) {
      case RunEvent.StepDone step -> file.add(Json.line(json(step)));
      case RunEvent.Evaluated evaluated -> file.add(Json.line(json(evaluated)));
      // the story is told in events.jsonl
      case RunEvent.StageStarted _,
          RunEvent.StageDone _,
          RunEvent.Decision _,
          RunEvent.Note _,
          RunEvent.Warning _,
          RunEvent.TrainingStarted _,
          RunEvent.CurveJudged _,
          RunEvent.CheckpointSaved _,
          RunEvent.SampleGenerated _,
          RunEvent.Resumed _,
          RunEvent.Interrupted _,
          RunEvent.MemoryPeak _,
          RunEvent.Finished _,
          RunEvent.Failed _ -> {}
    }
  }

  private static ObjectNode json(RunEvent.StepDone step) {
    ObjectNode json = Json.object();
    json.put("type", "step").put("step", step.step());
    Json.put(json, "epoch", step.epoch());
    Json.put(json, "loss", step.lossNatsPerToken());
    Json.put(json, "learning_rate", step.learningRate());
    Json.put(json, "grad_norm", step.gradNorm());
    json.put("supervised_tokens", step.supervisedTokens()).put("tokens", step.tokens());
    Json.put(json, "tokens_per_second", step.tokensPerSecond());
    step.further().forEach((name, value) -> Json.put(json, name, value));
    return json;
  }

  private static ObjectNode json(RunEvent.Evaluated evaluated) {
    ObjectNode json = Json.object();
    json.put("type", "eval").put("step", evaluated.step());
    Json.put(json, "epoch", evaluated.epoch());
    Json.put(json, "loss", evaluated.lossNatsPerToken());
    evaluated.scores().forEach((name, value) -> Json.put(json, name, value));
    Json.put(json, "seconds", evaluated.seconds());
    return json;
  }

  /// Forces the lines to disk; to be called before a checkpoint that stores [#lines()] is
  /// published.
  public void sync() {
    file.sync();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
