package luthier.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import luthier.adapter.Adapter;
import luthier.adapter.AdapterFiles;
import luthier.export.Comparison;
import luthier.export.ModelFiles;
import luthier.kernel.StockKernels;
import luthier.model.LanguageModel;
import luthier.model.Models;
import luthier.recipe.Method;
import luthier.recipe.Recipe;
import luthier.run.FineTune;
import luthier.runlog.RunListener;
import luthier.tensor.LibTorch;
import luthier.tokenizer.TokenizedExample;
import luthier.weights.StoredType;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Files of Luthier in PEFT and transformers themselves, and theirs in Luthier: `mvn -Pinterop test
/// -Dluthier.python=/path/to/python`. What the build can hold without a Python is in
/// [PeftAdapterTest].
@Tag("interop")
class InteropTest {

  private static final double LIMIT = 1e-4;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Recipe's `method` of the adapters that we make, by name; the base is a golden family.
  private static final Map<String, String> OURS =
      cases(
          "all_linear | llama | r: 4, alpha: 8",
          "names | mistral | r: 4, alpha: 8, target_modules: [q_proj, v_proj, down_proj]",
          "pattern | llama | r: 4, alpha: 8, rank_pattern: {q_proj: 2, 'layers.1.mlp.down_proj':"
              + " 6}, alpha_pattern: {q_proj: 16}",
          "regular_expression | qwen3 | r: 3, alpha: 8, target_modules: ['.*[.]1[.].*_proj']",
          "bias_lora_only | llama_bias_headdim | r: 4, alpha: 8, bias: lora_only,"
              + " target_modules: [q_proj, v_proj, down_proj]",
          "bias_all | qwen2 | r: 4, alpha: 8, bias: all, target_modules: [q_proj, up_proj]",
          "rslora | llama_tied | r: 4, alpha: 8, use_rslora: true",
          "layers_to_transform | llama_rope_llama3 | r: 4, alpha: 8, layers_to_transform: [1]",
          "gaussian | qwen2_yarn | r: 4, alpha: 8, init: gaussian, dropout: 0.1",
          "transposed | gpt2 | r: 4, alpha: 8",
          "head_by_head | gpt_neox | r: 4, alpha: 8",
          "fused | phi3 | r: 4, alpha: 8",
          "around_one | gemma3_text | r: 4, alpha: 8",
          "biases | starcoder2 | r: 4, alpha: 8, bias: lora_only",
          "experts | mixtral | r: 4, alpha: 8",
          "beside_experts | mixtral | r: 4, alpha: 8, target_modules: [q_proj, v_proj, o_proj]",
          "shared_expert | qwen2_moe | r: 4, alpha: 8, target_modules:"
              + " ['.*shared_expert[.](gate|up|down)_proj', '.*[.][qv]_proj']");

  /// Settings of PEFT's `LoraConfig`, likewise.
  private static final Map<String, String> THEIRS =
      cases(
          "all_linear | llama | {\"r\": 4, \"lora_alpha\": 8, \"target_modules\": \"all-linear\"}",
          "names | mistral | {\"r\": 4, \"lora_alpha\": 8,"
              + " \"target_modules\": [\"q_proj\", \"v_proj\", \"down_proj\"]}",
          "pattern | llama | {\"r\": 4, \"lora_alpha\": 8, \"target_modules\": \"all-linear\","
              + " \"rank_pattern\": {\"q_proj\": 2, \"layers.1.mlp.down_proj\": 6},"
              + " \"alpha_pattern\": {\"q_proj\": 16}}",
          "regular_expression | qwen3 | {\"r\": 3, \"lora_alpha\": 8,"
              + " \"target_modules\": \".*[.]1[.].*_proj\"}",
          "bias_lora_only | llama_bias_headdim | {\"r\": 4, \"lora_alpha\": 8, \"bias\":"
              + " \"lora_only\", \"target_modules\": [\"q_proj\", \"v_proj\", \"down_proj\"]}",
          "bias_all | qwen2 | {\"r\": 4, \"lora_alpha\": 8, \"bias\": \"all\","
              + " \"target_modules\": [\"q_proj\", \"up_proj\"]}",
          "rslora | llama_tied | {\"r\": 4, \"lora_alpha\": 8, \"use_rslora\": true,"
              + " \"target_modules\": \"all-linear\"}",
          "layers_to_transform | llama_rope_llama3 | {\"r\": 4, \"lora_alpha\": 8,"
              + " \"target_modules\": [\"q_proj\", \"v_proj\"], \"layers_to_transform\": [1],"
              + " \"layers_pattern\": \"layers\"}",
          "gaussian | qwen2_yarn | {\"r\": 4, \"lora_alpha\": 8, \"lora_dropout\": 0.1,"
              + " \"init_lora_weights\": \"gaussian\", \"target_modules\": \"all-linear\"}",
          "transposed | gpt2 | {\"r\": 4, \"lora_alpha\": 8, \"target_modules\": \"all-linear\"}",
          "head_by_head | gpt_neox | {\"r\": 4, \"lora_alpha\": 8,"
              + " \"target_modules\": \"all-linear\"}",
          "fused | phi3 | {\"r\": 4, \"lora_alpha\": 8, \"target_modules\": \"all-linear\"}",
          "around_one | gemma3_text | {\"r\": 4, \"lora_alpha\": 8,"
              + " \"target_modules\": \"all-linear\"}",
          "biases | starcoder2 | {\"r\": 4, \"lora_alpha\": 8, \"bias\": \"lora_only\","
              + " \"target_modules\": \"all-linear\"}",
          "beside_experts | mixtral | {\"r\": 4, \"lora_alpha\": 8,"
              + " \"target_modules\": [\"q_proj\", \"v_proj\", \"o_proj\"]}",
          "shared_expert | qwen2_moe | {\"r\": 4, \"lora_alpha\": 8, \"target_modules\":"
              + " \".*(shared_expert[.](gate|up|down)_proj|[.][qv]_proj)\"}");

  @TempDir Path folder;

  @BeforeAll
  static void load() {
    LibTorch.load();
    torch.set_num_threads(1);
  }

  /// "name | base | settings" by name.
  private static Map<String, String> cases(String... lines) {
    Map<String, String> cases = new LinkedHashMap<>();
    for (String line : lines) {
      String[] parts = line.split(" [|] ", 3);
      cases.put(parts[0], parts[1] + " | " + parts[2]);
    }
    return cases;
  }

  private static Path base(String value) {
    return Golden.family(value.substring(0, value.indexOf(" | ")));
  }

  private static String settings(String value) {
    return value.substring(value.indexOf(" | ") + 3);
  }

  @Test
  void peftLoadsOurAdapters() throws IOException, InterruptedException {
    Peer peer = new Peer(folder);
    List<Comparison> live = new ArrayList<>();
    for (Map.Entry<String, String> each : OURS.entrySet()) {
      Path base = base(each.getValue());
      Path written = folder.resolve(each.getKey());
      try (LanguageModel model = Models.load(base, ScalarType.Float, false)) {
        Comparison before = logits(model);
        try (Adapter adapter =
            Adapter.fresh(model, lora(settings(each.getValue())), 3, ScalarType.Float)) {
          Steps.take(5, model, adapter.parameters(), rows(base));
          live.add(logits(model));
          assertThat(live.getLast().largestDifference(before)).as(each.getKey()).isGreaterThan(0.1);
          AdapterFiles.write(adapter, written, base.toString());
        }
      }
      peer.logits(base, written, sequences());
    }
    requireEqual("our adapter in PEFT", OURS, live, peer.ask());
  }

  @Test
  void weLoadPeftsAdapters() throws IOException, InterruptedException {
    Peer peer = new Peer(folder);
    for (Map.Entry<String, String> each : THEIRS.entrySet()) {
      Path base = base(each.getValue());
      JsonNode settings = JSON.readTree(settings(each.getValue()));
      List<int[]> rows = rows(base).stream().map(TokenizedExample::ids).toList();
      peer.adapter(base, settings, rows, 5, folder.resolve(each.getKey()), sequences());
    }
    Peer.Answers answers = peer.ask();
    List<Comparison> ours = new ArrayList<>();
    for (Map.Entry<String, String> each : THEIRS.entrySet()) {
      ours.add(logits(base(each.getValue()), Optional.of(folder.resolve(each.getKey()))));
    }
    requireEqual("PEFT's adapter in Luthier", THEIRS, ours, answers);
  }

  @Test
  void transformersLoadsOurModels() throws IOException, InterruptedException {
    Peer peer = new Peer(folder);
    List<Comparison> live = new ArrayList<>();
    Map<String, String> names = new LinkedHashMap<>();
    for (String family : FamiliesTest.unsharded()) {
      for (boolean sharded : List.of(false, true)) {
        Path base = Golden.family(family);
        Path written = folder.resolve(family + (sharded ? "_sharded" : ""));
        names.put(written.getFileName().toString(), family);
        try (LanguageModel model = Models.load(base, ScalarType.Float, true)) {
          Steps.take(3, model, model.parameters(), rows(base));
          live.add(logits(model));
          ModelFiles.write(
              model,
              Optional.empty(),
              base,
              written,
              StoredType.F32,
              sharded ? 20_000 : Long.MAX_VALUE);
        }
        assertThat(Files.exists(written.resolve("model.safetensors.index.json")))
            .isEqualTo(sharded);
        peer.logits(written, null, sequences());
      }
    }
    names.put("merged", "mistral");
    live.add(mergedModel(folder.resolve("merged")));
    peer.logits(folder.resolve("merged"), null, sequences());
    names.put("bfloat16", "qwen3");
    live.add(roundedModel(folder.resolve("bfloat16")));
    peer.logits(folder.resolve("bfloat16"), null, sequences());
    requireEqual("our model in transformers", names, live, peer.ask());
  }

  /// A model with an adapter merged into it.
  private static Comparison mergedModel(Path written) {
    Path base = Golden.family("mistral");
    try (LanguageModel model = Models.load(base, ScalarType.Float, false);
        Adapter adapter = Adapter.fresh(model, lora("r: 4, alpha: 8"), 3, ScalarType.Float)) {
      Steps.take(5, model, adapter.parameters(), rows(base));
      ModelFiles.write(model, Optional.of(adapter), base, written, StoredType.F32);
      return logits(model);
    }
  }

  /// A model stored with 16 bits; what it computes with is what is stored.
  private static Comparison roundedModel(Path written) {
    Path base = Golden.family("qwen3");
    try (LanguageModel model = Models.load(base, ScalarType.Float, true)) {
      ModelFiles.write(model, Optional.empty(), base, written, StoredType.BF16);
    }
    return logits(written, Optional.empty());
  }

  /// A recipe with `adapter:` goes on with what PEFT made, and PEFT reads the result.
  @Test
  void goesOnWithPeftsAdapter() throws IOException, InterruptedException {
    String settings = String.valueOf(THEIRS.get("pattern"));
    Path base = base(settings);
    Path theirs = folder.resolve("theirs");
    Peer first = new Peer(folder);
    List<int[]> rows = rows(base).stream().map(TokenizedExample::ids).toList();
    first.adapter(base, JSON.readTree(settings(settings)), rows, 5, theirs, sequences());
    Comparison start = first.ask().logits().getFirst();
    StringBuilder data = new StringBuilder();
    rows.forEach(ids -> data.append("{\"input_ids\": %s}\n".formatted(List.of(boxed(ids)))));
    Files.writeString(folder.resolve("rows.jsonl"), data);
    Path out = folder.resolve("run");
    Recipe recipe =
        Recipe.parse(
            "recipe.yaml",
            """
            task: text
            base: %s
            data: {train: rows.jsonl, validation: none}
            method: {adapter: %s}
            training: {max_steps: 4, batch_size: 2, learning_rate: 0.01}
            """
                .formatted(base, theirs),
            folder,
            List.of());
    new FineTune(recipe, folder, RunListener.silent(), () -> false).run(out, false);
    Comparison ours = logits(base, Optional.of(out.resolve("adapter")));
    assertThat(ours.largestDifference(start)).as("it learned").isGreaterThan(0.1);
    JsonNode before = Golden.json(theirs.resolve("adapter_config.json"));
    JsonNode after = Golden.json(out.resolve("adapter/adapter_config.json"));
    for (String key : List.of("r", "rank_pattern", "bias", "use_rslora")) {
      assertThat(after.get(key)).as(key).isEqualTo(before.get(key));
    }
    Peer second = new Peer(folder);
    second.logits(base, out.resolve("adapter"), sequences());
    requireEqual(
        "adapter of PEFT trained on by Luthier, in PEFT",
        Map.of("pattern", "llama"),
        List.of(ours),
        second.ask());
  }

  private static Integer[] boxed(int[] ids) {
    return IntStream.of(ids).boxed().toArray(Integer[]::new);
  }

  private static Method.Lora lora(String settings) {
    Recipe recipe =
        Recipe.parse(
            "recipe.yaml",
            "task: text\nbase: any\ndata: {train: any.jsonl}\nmethod: {" + settings + "}\n",
            Path.of(""),
            List.of());
    return (Method.Lora) recipe.method();
  }

  private static List<TokenizedExample> rows(Path base) {
    return Golden.batch(Golden.json(base.resolve("inputs.json")));
  }

  /// Shorter and longer than the windows and the original lengths of the families.
  private static List<int[]> sequences() {
    return List.of(sequence(5), sequence(20), sequence(60));
  }

  private static int[] sequence(int length) {
    return IntStream.range(0, length).map(i -> (i * 37 + length * 11) % 120 + 3).toArray();
  }

  private static Comparison logits(LanguageModel model) {
    return Comparison.of(model, new StockKernels(), sequences());
  }

  private static Comparison logits(Path directory, Optional<Path> adapter) {
    try (LanguageModel model = Models.load(directory, ScalarType.Float, false)) {
      if (adapter.isEmpty()) {
        return logits(model);
      }
      try (Adapter _ = AdapterFiles.load(model, adapter.get(), ScalarType.Float)) {
        return logits(model);
      }
    }
  }

  private static void requireEqual(
      String what, Map<String, String> names, List<Comparison> ours, Peer.Answers theirs) {
    System.out.println(what + ", with " + theirs.versions());
    int i = 0;
    for (String name : names.keySet()) {
      double difference = ours.get(i).largestDifference(theirs.logits().get(i));
      Parity.record("interoperability", what, name, difference);
      assertThat(difference).as("%s: %s", what, name).isLessThan(LIMIT);
      i++;
    }
    assertThat(theirs.logits()).hasSize(i);
  }
}
