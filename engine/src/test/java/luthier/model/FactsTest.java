package luthier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is known of a model before it is loaded; estimates of memory and time follow from it.
class FactsTest {

  @TempDir private Path folder = Path.of("");

  private Models.Facts facts(String family, String more) throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"model_type":"%s","vocab_size":100,"hidden_size":32,"intermediate_size":48,
         "num_hidden_layers":2,"num_attention_heads":4,"num_key_value_heads":2,
         "tie_word_embeddings":true%s}
        """
            .formatted(family, more));
    return Models.inspect(folder, false);
  }

  /// Queries, keys and values of a token are 4 + 2 + 2 heads of 8 elements.
  @ParameterizedTest
  @CsvSource({
    "llama, '', 48, 0",
    "qwen3, ', \"head_dim\": 8', 48, 64",
    "olmo2, '', 48, 64 + 32 + 32",
    "gemma2, ', \"head_dim\": 8', 48, 32 + 32",
    "gemma3_text, ', \"head_dim\": 8', 48, 64 + 32 + 32",
    "granite, ', \"residual_multiplier\": 0.5', 48, 32 + 32",
    "stablelm, ', \"partial_rotary_factor\": 0.5', 48, 0",
    "mixtral, '', 2 * 48, 32",
    "qwen3_moe, ', \"head_dim\": 8, \"moe_intermediate_size\": 16', 8 * 16, 64 + 32",
    "qwen2_moe, ', \"moe_intermediate_size\": 16, \"shared_expert_intermediate_size\": 24',"
        + " 4 * 16 + 24, 2 * 32"
  })
  void widthOfTheMiddleAndCopies(String family, String more, String inner, String copies)
      throws IOException {
    Models.Facts facts = facts(family, more);
    assertThat(facts.keyHeads()).isEqualTo(2);
    assertThat(facts.headSize()).isEqualTo(8);
    assertThat(facts.inner()).isEqualTo((int) sum(inner));
    assertThat(facts.copies()).isEqualTo(sum(copies));
  }

  /// Such as `4 * 16 + 24`.
  private static long sum(String text) {
    long sum = 0;
    for (String term : text.split("\\+")) {
      long product = 1;
      for (String factor : term.split("\\*")) {
        product *= Long.parseLong(factor.strip());
      }
      sum += product;
    }
    return sum;
  }

  @Test
  void aShareOfTheTokensGoesThroughEachExpert() throws IOException {
    facts("mixtral", ", \"num_local_experts\": 8, \"num_experts_per_tok\": 2");
    Set<String> experts = Models.shares(folder).keySet();
    assertThat(experts).hasSize(2 * 8 * 3).isSubsetOf(Models.linears(folder).keySet());
    assertThat(experts).allMatch(name -> name.contains(".experts."));
    assertThat(Models.shares(folder).values()).containsOnly(0.25);
    facts("llama", "");
    assertThat(Models.shares(folder)).isEmpty();
  }

  @Test
  void linearLayersWithABias() throws IOException {
    facts("qwen2", "");
    assertThat(Models.biased(folder))
        .containsExactlyInAnyOrder(
            "model.layers.0.self_attn.q_proj",
            "model.layers.0.self_attn.k_proj",
            "model.layers.0.self_attn.v_proj",
            "model.layers.1.self_attn.q_proj",
            "model.layers.1.self_attn.k_proj",
            "model.layers.1.self_attn.v_proj");
  }
}
