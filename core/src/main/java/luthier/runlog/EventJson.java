package luthier.runlog;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import luthier.InvalidInputException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The lines of `events.jsonl`.
final class EventJson {

  private EventJson() {}

  static ObjectNode write(Instant time, RunEvent event) {
    ObjectNode json = Json.object();
    json.put("time", time.toString());
    json.put("type", type(event));
    json.put("text", event.text());
    switch (event) {
      case RunEvent.StageStarted(String stage) -> json.put("stage", stage);
      case RunEvent.StageDone(String stage, double seconds) -> {
        json.put("stage", stage);
        Json.put(json, "seconds", seconds);
      }
      case RunEvent.Decision(String key, String value, String why) ->
          json.put("key", key).put("value", value).put("why", why);
      case RunEvent.Note _, RunEvent.Warning _ -> {}
      case RunEvent.TrainingStarted(int first, int total) ->
          json.put("first_step", first).put("total_steps", total);
      case RunEvent.StepDone step -> json.put("step", step.step());
      case RunEvent.Evaluated evaluated -> writeEvaluated(json, evaluated);
      case RunEvent.CurveJudged judged -> writeJudged(json, judged);
      case RunEvent.CheckpointSaved(int step, String path, boolean best) ->
          json.put("step", step).put("path", path).put("best", best);
      case RunEvent.SampleGenerated(int step, String prompt, String answer) ->
          json.put("step", step).put("prompt", prompt).put("answer", answer);
      case RunEvent.Resumed(int step) -> json.put("step", step);
      case RunEvent.Interrupted(int step) -> json.put("step", step);
      case RunEvent.MemoryPeak(long predicted, long measured) ->
          json.put("predicted_memory_bytes", predicted).put("measured_memory_bytes", measured);
      case RunEvent.Finished(double seconds) -> Json.put(json, "seconds", seconds);
      case RunEvent.Failed(String error) -> json.put("error", error);
    }
    return json;
  }

  private static void writeEvaluated(ObjectNode json, RunEvent.Evaluated evaluated) {
    json.put("step", evaluated.step());
    Json.put(json, "epoch", evaluated.epoch());
    Json.put(json, "loss", evaluated.lossNatsPerToken());
    ObjectNode scores = json.putObject("scores");
    evaluated.scores().forEach((name, value) -> Json.put(scores, name, value));
    Json.put(json, "seconds", evaluated.seconds());
  }

  private static void writeJudged(ObjectNode json, RunEvent.CurveJudged judged) {
    json.put("step", judged.step());
    ArrayNode verdicts = json.putArray("verdicts");
    judged.verdicts().forEach(verdicts::add);
    json.put("best_step", judged.bestStep()).put("sentence", judged.sentence());
    json.put("advice", judged.advice());
  }

  private static String type(RunEvent event) {
    return switch (event) {
      case RunEvent.StageStarted _ -> "stage_started";
      case RunEvent.StageDone _ -> "stage_done";
      case RunEvent.Decision _ -> "decision";
      case RunEvent.Note _ -> "note";
      case RunEvent.Warning _ -> "warning";
      case RunEvent.TrainingStarted _ -> "training_started";
      case RunEvent.StepDone _ -> "step_done";
      case RunEvent.Evaluated _ -> "evaluated";
      case RunEvent.CurveJudged _ -> "curve_judged";
      case RunEvent.CheckpointSaved _ -> "checkpoint_saved";
      case RunEvent.SampleGenerated _ -> "sample_generated";
      case RunEvent.Resumed _ -> "resumed";
      case RunEvent.Interrupted _ -> "interrupted";
      case RunEvent.MemoryPeak _ -> "memory_peak";
      case RunEvent.Finished _ -> "finished";
      case RunEvent.Failed _ -> "failed";
    };
  }

  static RunEvent read(JsonView json) {
    return switch (json.text("type")) {
      case "stage_started" -> new RunEvent.StageStarted(json.text("stage"));
      case "stage_done" -> new RunEvent.StageDone(json.text("stage"), json.number("seconds"));
      case "decision" ->
          new RunEvent.Decision(json.text("key"), json.text("value"), json.text("why"));
      case "note" -> new RunEvent.Note(json.text("text"));
      case "warning" -> new RunEvent.Warning(json.text("text"));
      case "training_started" ->
          new RunEvent.TrainingStarted(json.wholeInt("first_step"), json.wholeInt("total_steps"));
      case "evaluated" -> readEvaluated(json);
      case "curve_judged" ->
          new RunEvent.CurveJudged(
              json.wholeInt("step"),
              json.texts("verdicts"),
              json.wholeInt("best_step"),
              json.text("sentence"),
              json.text("advice"));
      case "checkpoint_saved" ->
          new RunEvent.CheckpointSaved(json.wholeInt("step"), json.text("path"), json.flag("best"));
      case "sample_generated" ->
          new RunEvent.SampleGenerated(
              json.wholeInt("step"), json.text("prompt"), json.text("answer"));
      case "resumed" -> new RunEvent.Resumed(json.wholeInt("step"));
      case "interrupted" -> new RunEvent.Interrupted(json.wholeInt("step"));
      case "memory_peak" ->
          new RunEvent.MemoryPeak(
              json.whole("predicted_memory_bytes"), json.whole("measured_memory_bytes"));
      case "finished" -> new RunEvent.Finished(json.number("seconds"));
      case "failed" -> new RunEvent.Failed(json.text("error"));
      default ->
          throw new InvalidInputException(
              json.where()
                  + ": '"
                  + JsonView.shortened(json.text("type"))
                  + "' is no type of event that this version knows; read the run with the version"
                  + " that wrote it, or a newer one");
    };
  }

  private static RunEvent readEvaluated(JsonView json) {
    Map<String, Double> scores =
        new LinkedHashMap<>(json.object("scores").numbersExcept(List.of()));
    return new RunEvent.Evaluated(
        json.wholeInt("step"),
        json.number("epoch"),
        json.number("loss"),
        scores,
        json.number("seconds"));
  }
}
