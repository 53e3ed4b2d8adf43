package luthier.monitor;

import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import luthier.runlog.Json;
import luthier.runlog.RunEvent;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Posts a JSON document at the start of the training, at each validation, with each verdict on the
/// curves, and at the end.
///
/// ```
/// {"event":"validation","run":"support","time":"2026-03-04T05:06:07Z",
///  "text":"Step 50: validation loss 2.4000.","step":50,"epoch":1.0,"loss":2.4,"scores":{…}}
/// ```
final class Webhook implements Monitor {

  private final URI address;
  private final String run;
  private final InstantSource clock;
  private final Outbox outbox;

  Webhook(URI address, String run, InstantSource clock) {
    this.address = address;
    this.run = run;
    this.clock = clock;
    this.outbox = new Outbox("monitoring.webhook", Optional.empty());
  }

  @Override
  public void on(RunEvent event) {
    switch (event) {
      case RunEvent.TrainingStarted(int first, int total) ->
          post("started", event, json -> json.put("first_step", first).put("total_steps", total));
      case RunEvent.Evaluated evaluated ->
          post("validation", event, json -> addScores(json, evaluated));
      case RunEvent.CurveJudged judged -> post("verdict", event, json -> addVerdict(json, judged));
      case RunEvent.Finished(double seconds) ->
          post("finished", event, json -> Json.put(json, "seconds", seconds));
      case RunEvent.Failed(String error) -> post("failed", event, json -> json.put("error", error));
      case RunEvent.Interrupted(int step) ->
          post("interrupted", event, json -> json.put("step", step));
      default -> {}
    }
  }

  private interface Details {
    void addTo(ObjectNode json);
  }

  private void post(String name, RunEvent event, Details details) {
    ObjectNode json = Json.object();
    json.put("event", name).put("run", run).put("time", clock.instant().toString());
    json.put("text", event.text());
    details.addTo(json);
    outbox.later(() -> outbox.tell(address, json));
  }

  private static void addScores(ObjectNode json, RunEvent.Evaluated evaluated) {
    json.put("step", evaluated.step());
    Json.put(json, "epoch", evaluated.epoch());
    Json.put(json, "loss", evaluated.lossNatsPerToken());
    ObjectNode scores = json.putObject("scores");
    evaluated.scores().forEach((score, value) -> Json.put(scores, score, value));
  }

  private static void addVerdict(ObjectNode json, RunEvent.CurveJudged judged) {
    json.put("step", judged.step()).put("best_step", judged.bestStep());
    ArrayNode verdicts = json.putArray("verdicts");
    judged.verdicts().forEach(verdicts::add);
  }

  @Override
  public Optional<String> trouble() {
    return outbox.trouble();
  }

  @Override
  public void close() {
    outbox.close();
  }
}
