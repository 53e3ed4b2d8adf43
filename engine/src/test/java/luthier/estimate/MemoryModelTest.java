package luthier.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The formulas against sums made by hand, for 2 layers of width 4, 2 heads, 1 key head, middle 8,
/// vocabulary 10.
class MemoryModelTest {

  private static final long LINEAR = 2 * (16 + 8 + 8 + 16 + 3 * 32);
  private static final long PARAMETERS = 40 + LINEAR + 5 * 4;
  private static final long OUTPUTS = 4 + 2 + 2 + 4 + 8 + 8 + 4; // of a layer, for a token

  @Test
  void sizesOfTheModel() {
    ModelSize model = model();
    assertThat(model.linearWeights()).isEqualTo(LINEAR);
    assertThat(model.outputsOfALayer()).isEqualTo(OUTPUTS);
    assertThat(model.attended()).isEqualTo(4);
    assertThat(model.keys()).isEqualTo(2);
    assertThat(model.inner()).isEqualTo(8);
    assertThat(model.largestTensor()).isEqualTo(40);
  }

  @Test
  void aFullStepInFloat32() {
    MemoryEstimate step = new MemoryModel(setup(Map.of(), false, false), 7).training();
    assertThat(bytes(step, "weights")).isEqualTo(4 * PARAMETERS);
    assertThat(bytes(step, "float32 values of trained weights")).isZero();
    assertThat(bytes(step, "gradients, of each worker")).isEqualTo(2 * 4 * PARAMETERS);
    assertThat(bytes(step, "optimizer state")).isEqualTo(8 * PARAMETERS);
    assertThat(bytes(step, "weights in oneDNN's layout")).isZero();
    // 2 layers: outputs and what attention gave in 4 bytes, 2 log-sums and 2 norms; both ends
    long token = 2 * (4 * (OUTPUTS + 4) + 4 * (2 + 2)) + 2 * 4 * 4;
    assertThat(bytes(step, "activations, kept for the way back")).isEqualTo(60 * token);
    assertThat(bytes(step, "Java heap")).isEqualTo(7);
  }

  @Test
  void anAdapterInBfloat16() {
    Map<String, Integer> ranks = Map.of("model.layers.0.self_attn.q_proj", 3);
    MemoryEstimate step = new MemoryModel(setup(ranks, true, false), 0).training();
    long trained = 3 * (4 + 4);
    assertThat(bytes(step, "weights")).isEqualTo(2 * (PARAMETERS + trained));
    assertThat(bytes(step, "float32 values of trained weights")).isEqualTo(4 * trained);
    assertThat(bytes(step, "gradients, of each worker")).isEqualTo(2 * 4 * trained);
    assertThat(bytes(step, "weights in oneDNN's layout")).isEqualTo(2 * 2 * LINEAR);
  }

  @Test
  void checkpointingKeepsTheInputsOfTheLayers() {
    MemoryEstimate step = new MemoryModel(setup(Map.of(), true, true), 0).training();
    assertThat(bytes(step, "inputs of the layers, kept for the way back"))
        .isEqualTo(60 * (2 * 2 * 4 + 2 * 2 * 4));
  }

  /// Two experts of which a token takes one: it meets half of what they give, but all of them are
  /// packed and trained.
  @Test
  void aTokenMeetsOnlyTheExpertsOfItsChoice() {
    Map<String, long[]> linears = Map.of("a.up", new long[] {8, 4}, "b.up", new long[] {8, 4});
    Map<String, Double> shares = Map.of("a.up", 0.5, "b.up", 0.5);
    ModelSize mixture =
        new ModelSize(104, 1, 4, new ModelSize.Heads(2, 1, 2), 8, 6, 10, linears, shares);
    assertThat(mixture.linearWeights()).isEqualTo(64);
    assertThat(mixture.outputsOfALayer()).isEqualTo(8);
    Setup full = new Setup(mixture, Map.of(), 0, false, true, false, 1, 32, 60, 30, 16);
    MemoryEstimate step = new MemoryModel(full, 0).training();
    assertThat(bytes(step, "weights in oneDNN's layout")).isEqualTo(2 * 2 * 64);
    long token = 2 * (8 + 4 + 6) + 4 * (2 + 2) + 2 * 2 * 4;
    assertThat(bytes(step, "activations, kept for the way back")).isEqualTo(60 * token);
    // one token: forward and back to input and weight; one key in attention; no head
    assertThat(new Arithmetic(full).step(new int[] {1}, 0)).isEqualTo(2 * (3 * 32 + 2 * 3 * 4));
    Setup adapted =
        new Setup(mixture, Map.of("a.up", 2, "b.up", 2), 0, false, true, false, 1, 32, 60, 30, 16);
    assertThat(adapted.trained()).isEqualTo(2 * 2 * (8 + 4));
    assertThat(adapted.ranksOfALayer()).isEqualTo(2);
    assertThat(adapted.adapterWeightsOfAToken()).isEqualTo(2 * (8 + 4));
  }

  @Test
  void thePeakIsTheLargestPhase() {
    MemoryModel model = new MemoryModel(setup(Map.of(), false, false), 0);
    assertThat(model.peak().bytes())
        .isEqualTo(
            Math.max(
                Math.max(model.loading().bytes(), model.training().bytes()),
                Math.max(model.evaluation().bytes(), model.certificate().bytes())));
    assertThat(model.peak().text()).contains("needs about", "of it");
  }

  private static long bytes(MemoryEstimate estimate, String name) {
    return estimate.terms().stream()
        .filter(term -> term.name().equals(name))
        .mapToLong(MemoryEstimate.Term::bytes)
        .findFirst()
        .orElseThrow();
  }

  private static Setup setup(Map<String, Integer> adapter, boolean bfloat16, boolean again) {
    return new Setup(model(), adapter, 0, false, bfloat16, again, 2, 32, 60, 30, 16);
  }

  private static ModelSize model() {
    Map<String, long[]> linears = new HashMap<>();
    for (int i = 0; i < 2; i++) {
      String layer = "model.layers." + i + ".";
      linears.put(layer + "self_attn.q_proj", new long[] {4, 4});
      linears.put(layer + "self_attn.k_proj", new long[] {2, 4});
      linears.put(layer + "self_attn.v_proj", new long[] {2, 4});
      linears.put(layer + "self_attn.o_proj", new long[] {4, 4});
      linears.put(layer + "mlp.gate_proj", new long[] {8, 4});
      linears.put(layer + "mlp.up_proj", new long[] {8, 4});
      linears.put(layer + "mlp.down_proj", new long[] {4, 8});
    }
    return new ModelSize(
        PARAMETERS, 2, 4, new ModelSize.Heads(2, 1, 2), 8, 0, 10, linears, Map.of());
  }
}
