package luthier.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.ResourceException;
import luthier.recipe.Task;
import luthier.weights.JsonFiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a model's `config.json` says of its labels: as transformers has it (`id2label`, `label2id`,
/// `problem_type`, `architectures`), and in a section `luthier` what that has no place for.
final class LabelFiles {

  private static final String CONFIG = "config.json";
  private static final String OWN = "luthier";

  private LabelFiles() {}

  /// Changes the configuration of a base to that of a model with these labels.
  static void describe(ObjectNode config, Labelling labelling) {
    List<String> outputs = labelling.outputs();
    ObjectNode names = config.putObject("id2label");
    ObjectNode places = config.putObject("label2id");
    for (int i = 0; i < outputs.size(); i++) {
      names.put(String.valueOf(i), outputs.get(i));
      places.put(outputs.get(i), i);
    }
    config.remove("num_labels");
    switch (labelling.task()) {
      case CLASSIFICATION -> config.put("problem_type", "single_label_classification");
      case MULTI_LABEL -> config.put("problem_type", "multi_label_classification");
      case REGRESSION -> config.put("problem_type", "regression");
      case TOKEN_CLASSIFICATION, CHAT, COMPLETION, TEXT, MASKED_TEXT ->
          config.remove("problem_type");
    }
    architecture(config, labelling).ifPresent(name -> config.putArray("architectures").add(name));
    ObjectNode own = config.putObject(OWN);
    own.put("task", labelling.task().name().toLowerCase(Locale.ROOT));
    own.put("max_length", labelling.maxLength());
    ArrayNode labels = own.putArray("labels");
    labelling.names().forEach(labels::add);
    if (!labelling.mean().isEmpty()) {
      ArrayNode mean = own.putArray("target_mean");
      labelling.mean().forEach(mean::add);
      ArrayNode deviation = own.putArray("target_deviation");
      labelling.deviation().forEach(deviation::add);
    }
  }

  /// The class of transformers that has the head, from that of the base.
  private static Optional<String> architecture(ObjectNode config, Labelling labelling) {
    String base = config.path("architectures").path(0).asString("");
    String stem =
        base.replaceFirst(
            "(ForCausalLM|ForMaskedLM|LMHeadModel|ForPreTraining|ForSequenceClassification"
                + "|ForTokenClassification|Model)$",
            "");
    return stem.isEmpty()
        ? Optional.empty()
        : Optional.of(
            stem
                + (labelling.task().kind() == Task.Kind.TOKEN
                    ? "ForTokenClassification"
                    : "ForSequenceClassification"));
  }

  /// Writes the configuration of an adapter's model beside the adapter.
  static void write(Path base, Path directory, Labelling labelling) {
    ObjectNode config = JsonFiles.readObject(base.resolve(CONFIG));
    describe(config, labelling);
    String text =
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(config);
    try {
      Files.writeString(directory.resolve(CONFIG), text + "\n");
    } catch (IOException e) {
      throw new ResourceException(directory + ": could not be written: " + e, e);
    }
  }

  /// What a model directory, or an adapter's, predicts; empty for a language model.
  ///
  /// @throws InvalidInputException when the configuration contradicts itself
  static Optional<Labelling> read(Path directory) {
    Path file = directory.resolve(CONFIG);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    ObjectNode config = JsonFiles.readObject(file);
    JsonNode own = config.path(OWN);
    if (own.isObject()) {
      return Optional.of(ours(file, own));
    }
    String architecture = config.path("architectures").path(0).asString("");
    return architecture.endsWith("ForSequenceClassification")
            || architecture.endsWith("ForTokenClassification")
        ? Optional.of(theirs(file, config, architecture))
        : Optional.empty();
  }

  private static Labelling ours(Path file, JsonNode own) {
    try {
      return new Labelling(
          Task.valueOf(own.path("task").asString("").toUpperCase(Locale.ROOT)),
          own.path("labels").valueStream().map(JsonNode::asString).toList(),
          own.path("target_mean").valueStream().map(JsonNode::asDouble).toList(),
          own.path("target_deviation").valueStream().map(JsonNode::asDouble).toList(),
          own.path("max_length").asInt(512));
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(file + ": the section 'luthier' is damaged: " + own, e);
    }
  }

  /// A model of transformers.
  private static Labelling theirs(Path file, ObjectNode config, String architecture) {
    List<String> outputs = outputs(file, config);
    int length = config.path("max_position_embeddings").asInt(512);
    if (architecture.endsWith("ForTokenClassification")) {
      return new Labelling(
          Task.TOKEN_CLASSIFICATION, labelsOfTags(file, outputs), List.of(), List.of(), length);
    }
    Task task =
        switch (config.path("problem_type").asString("")) {
          case "multi_label_classification" -> Task.MULTI_LABEL;
          case "regression" -> Task.REGRESSION;
          case "single_label_classification" -> Task.CLASSIFICATION;
          default -> outputs.size() == 1 ? Task.REGRESSION : Task.CLASSIFICATION;
        };
    boolean numbers = task == Task.REGRESSION;
    List<String> names = numbers && outputs.size() == 1 ? List.of("value") : outputs;
    return new Labelling(
        task,
        names,
        numbers ? names.stream().map(_ -> 0.0).toList() : List.of(),
        numbers ? names.stream().map(_ -> 1.0).toList() : List.of(),
        length);
  }

  private static List<String> outputs(Path file, ObjectNode config) {
    JsonNode names = config.path("id2label");
    List<String> outputs = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      JsonNode name = names.path(String.valueOf(i));
      if (!name.isString()) {
        throw new InvalidInputException(
            file + ": id2label: found no label " + i + ", expected one for each output from 0 on");
      }
      outputs.add(name.asString());
    }
    return outputs.isEmpty() ? List.of("LABEL_0", "LABEL_1") : outputs;
  }

  /// The labels behind O, B-x, I-x, B-y, I-y …
  private static List<String> labelsOfTags(Path file, List<String> tags) {
    List<String> labels = new ArrayList<>();
    for (int i = 1; i < tags.size(); i += 2) {
      labels.add(tags.get(i).replaceFirst("^B-", ""));
    }
    if (!luthier.tokenizer.Tags.of(labels).equals(tags)) {
      throw new InvalidInputException(
          file
              + ": id2label: found the tags "
              + tags
              + ", expected O and then B- and I- of each label");
    }
    return labels;
  }
}
