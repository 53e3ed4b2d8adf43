package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import luthier.base.BaseRequest;
import luthier.kernel.Kernels;
import luthier.kernel.StockKernels;
import luthier.kernel.Team;
import luthier.model.Models;
import luthier.model.TaskHead;
import luthier.model.TaskModel;
import luthier.operation.Documents;
import luthier.operation.Dropout;
import luthier.operation.GradientSink;
import luthier.operation.Ops;
import luthier.operation.Tape;
import luthier.run.Bases;
import luthier.tensor.LibTorch;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The built-in encoder against the ONNX file that it was made from: `hidden.json` holds what that
/// file computes (see the README beside it).
class MinilmTest {

  private static final double LIMIT = 5e-5;
  private static final Path FIXTURE =
      Path.of("../minilm/src/test/resources/luthier/minilm/hidden.json").toAbsolutePath();

  @TempDir private Path cache = Path.of("");

  @Test
  void hiddenStatesOfTheOnnxFile() {
    LibTorch.load();
    Path base =
        Bases.resolve(
            "minilm", new BaseRequest(Map.of("LUTHIER_CACHE", cache.toString()), cache, _ -> {}));
    TaskHead.Wanted wanted = new TaskHead.Wanted(TaskHead.Kind.SEQUENCE, 2);
    try (TaskModel model = Models.loadTask(base, wanted, ScalarType.Float, true, 42);
        Team team = new Team(1)) {
      for (JsonNode each : Golden.json(FIXTURE)) {
        assertThat(worst(each, hidden(model, new StockKernels(), each))).isLessThan(LIMIT);
        assertThat(worst(each, hidden(model, Kernels.fastest(team), each))).isLessThan(LIMIT);
      }
    }
  }

  private static float[][] hidden(TaskModel model, Kernels kernels, JsonNode text) {
    ObjectNode inputs = JsonMapper.builder().build().createObjectNode();
    inputs.putArray("input_ids").add(text.get("input_ids"));
    inputs.putArray("attention_mask").add(text.get("attention_mask"));
    inputs.putArray("labels").add(0);
    TaskBatch batch = TaskBatch.of(inputs);
    try (NoGradGuard _ = new NoGradGuard();
        PointerScope _ = new PointerScope();
        Tape tape = new Tape(false)) {
      Documents documents = batch.documents();
      Ops ops = new Ops(kernels, tape, 0, Dropout.none(documents), GradientSink.ACCUMULATE);
      return TaskBatch.rows(batch.hidden(model.body(), ops, false).data());
    }
  }

  /// The largest difference of the first values, the mean and the root of the mean square.
  private static double worst(JsonNode text, float[][] hidden) {
    assertThat(hidden).hasNumberOfRows(text.get("first").size());
    double worst = 0;
    for (int t = 0; t < hidden.length; t++) {
      double sum = 0;
      double squares = 0;
      for (float value : hidden[t]) {
        sum += value;
        squares += value * value;
      }
      int width = hidden[t].length;
      worst = max(worst, sum / width - text.get("mean").get(t).asDouble());
      worst = max(worst, Math.sqrt(squares / width) - text.get("rms").get(t).asDouble());
      JsonNode first = text.get("first").get(t);
      for (int i = 0; i < first.size(); i++) {
        worst = max(worst, hidden[t][i] - first.get(i).asDouble());
      }
    }
    return worst;
  }

  /// NaN stays: it must fail.
  private static double max(double worst, double difference) {
    return Math.max(worst, Math.abs(difference));
  }
}
