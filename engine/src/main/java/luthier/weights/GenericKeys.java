package luthier.weights;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The keys that Hugging Face tools write into the `config.json` of any model and that do not
/// change what a model computes, or only when they are set.
///
/// Source: what `PretrainedConfig` of transformers 4.57 and 5.18 writes, and the keys of earlier
/// releases that hub checkpoints still carry. A model that uses one of them simply reads it.
final class GenericKeys {

  /// Never of importance to the computation: provenance, output options of Python functions,
  /// labels, token ids (used by generation, which asks for them), defaults for generation, training
  /// history.
  private static final Set<String> HARMLESS =
      Set.of(
          // where the file comes from
          "_name_or_path",
          "name_or_path",
          "_commit_hash",
          "transformers_version",
          "_from_model_config",
          "_auto_class",
          "architectures",
          "model_type",
          "finetuning_task",
          "task_specific_params",
          "tokenizer_class",
          "processor_class",
          "prefix",
          // how Python code returns and computes
          "dtype",
          "torch_dtype",
          "use_bfloat16",
          "torchscript",
          "return_dict",
          "output_attentions",
          "output_hidden_states",
          "use_cache",
          "chunk_size_feed_forward",
          "tf_legacy_loss",
          "xla_device",
          "attn_implementation",
          "_attn_implementation",
          "_attn_implementation_autoset",
          "_attn_implementation_internal",
          "experts_implementation",
          "_flash_attn_2_enabled",
          "use_flash_attention",
          "gradient_checkpointing",
          "unsloth_fixed",
          "unsloth_version",
          "ignore_keys_at_rope_validation",
          // how weights were drawn, and labels of a head that is read by the task that has one
          "initializer_range",
          "id2label",
          "label2id",
          "luthier", // what predictions need, see LabelFiles
          "num_labels",
          "problem_type",
          // ids of special tokens
          "bos_token_id",
          "eos_token_id",
          "pad_token_id",
          "sep_token_id",
          "cls_token_id",
          "mask_token_id",
          "unk_token_id",
          "decoder_start_token_id",
          // defaults for generation, which belong into generation_config.json
          "assistant_confidence_threshold",
          "assistant_lookbehind",
          "bad_words_ids",
          "begin_suppress_tokens",
          "diversity_penalty",
          "do_sample",
          "early_stopping",
          "encoder_no_repeat_ngram_size",
          "encoder_repetition_penalty",
          "epsilon_cutoff",
          "eta_cutoff",
          "exponential_decay_length_penalty",
          "forced_bos_token_id",
          "forced_eos_token_id",
          "length_penalty",
          "max_length",
          "max_new_tokens",
          "min_length",
          "no_repeat_ngram_size",
          "num_assistant_tokens",
          "num_assistant_tokens_schedule",
          "num_beam_groups",
          "num_beams",
          "num_return_sequences",
          "output_scores",
          "remove_invalid_values",
          "repetition_penalty",
          "return_dict_in_generate",
          "suppress_tokens",
          "target_lookbehind",
          "temperature",
          "top_k",
          "top_p",
          "typical_p");

  /// Harmless only with this value, in JSON.
  private static final Map<String, String> HARMLESS_AS =
      Map.of(
          "is_encoder_decoder", "false",
          "is_decoder", "false",
          "add_cross_attention", "false",
          "tie_encoder_decoder", "false",
          "pruned_heads", "{}",
          "auto_map", "{}");

  /// Why a key is refused, where more can be said than that it is unknown.
  private static final Map<String, String> REFUSED =
      Map.of(
          "quantization_config",
          "the checkpoint is quantized; take the one with F32, F16 or BF16 weights",
          "compression_config",
          "the checkpoint is compressed; take the one with F32, F16 or BF16 weights",
          "per_layer_config",
          "layers of different kinds are not supported");

  private GenericKeys() {}

  static boolean isHarmless(String key, JsonNode value) {
    return HARMLESS.contains(key) || value.toString().equals(HARMLESS_AS.get(key));
  }

  static String whyRefused(String key, JsonNode value) {
    String known = REFUSED.get(key);
    return known != null
        ? known
        : "Luthier does not know this setting (" + Excerpt.of(value.toString()) + ")";
  }
}
