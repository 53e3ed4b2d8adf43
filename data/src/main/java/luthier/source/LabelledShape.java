package luthier.source;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import luthier.Excerpt;
import luthier.InvalidInputException;
import luthier.example.Example;
import luthier.example.MessageReader;
import luthier.example.Origin;
import luthier.example.Target;
import luthier.recipe.Task;

/// Rows of tasks with labels: a text, or its tokens, and what is to be predicted of it.
final class LabelledShape {

  private static final List<String> TEXTS =
      List.of(
          "text",
          "sentence",
          "sentence1",
          "question1",
          "premise",
          "query",
          "message",
          "content",
          "body",
          "review",
          "comment",
          "utterance",
          "document",
          "description",
          "question",
          "input");
  private static final List<String> WORDS = List.of("tokens", "words");
  private static final List<String> PAIRS =
      List.of("text_pair", "sentence2", "question2", "hypothesis", "passage");
  private static final List<String> LABEL =
      List.of("label", "intent", "class", "category", "labels", "sentiment", "topic", "target");
  private static final List<String> LABELS = List.of("labels", "tags", "topics", "categories");
  private static final List<String> TARGET =
      List.of("target", "value", "score", "label", "rating", "y");
  private static final List<String> SPANS =
      List.of("spans", "entities", "ner_tags", "tags", "labels");

  private final SourceOptions options;
  private final FoundFields found;
  private Optional<Boolean> pairs = Optional.empty(); // whether the rows before had a second text

  LabelledShape(SourceOptions options, FoundFields found) {
    this.options = options;
    this.found = found;
  }

  /// @param folder of the file, which is the label of a plain text; empty for other files
  Example.Labelled read(RowFields row, Origin origin, Optional<String> folder) {
    if (row.has("input_ids")) {
      Example.TokenRow tokens = TokenShape.read(row, origin);
      return new Example.Labelled(
          origin, new Example.Input.Tokens(tokens.inputIds()), target(row, folder));
    }
    if (options.task() == Task.TOKEN_CLASSIFICATION) {
      return passages(row, origin);
    }
    String field = field(row, options.columns().text(), TEXTS, "data.text");
    String text = filled(field, row.text(field));
    return new Example.Labelled(
        origin, new Example.Input.Text(text, pair(row)), target(row, folder));
  }

  private Optional<String> pair(RowFields row) {
    Optional<String> field = options.columns().textPair();
    if (field.isEmpty()) {
      field = PAIRS.stream().filter(row::names).findFirst();
      field.ifPresent(name -> found.add("data.text_pair", name));
    }
    if (pairs.isPresent() && pairs.get() != field.isPresent()) {
      throw new InvalidInputException(
          field.isPresent()
              ? "has a second text in '" + field.get() + "', which the rows before have not"
              : "has no second text, which the rows before have; expected one of "
                  + String.join(", ", PAIRS));
    }
    pairs = Optional.of(field.isPresent());
    return field.map(name -> filled(name, row.text(name)));
  }

  private static String filled(String field, String text) {
    if (text.isBlank()) {
      throw new InvalidInputException("has an empty '" + field + "'");
    }
    return text;
  }

  private Target target(RowFields row, Optional<String> folder) {
    if (!options.targets()) {
      return new Target.Unknown();
    }
    return switch (options.task()) {
      case CLASSIFICATION -> {
        if (folder.isPresent() && options.columns().label().isEmpty()) {
          yield new Target.Label(folder.get());
        }
        String field = field(row, options.columns().label(), LABEL, "data.label");
        yield new Target.Label(label(field, row.required(field)));
      }
      case MULTI_LABEL -> labels(row);
      case REGRESSION -> numbers(row);
      case TOKEN_CLASSIFICATION ->
          throw new InvalidInputException(
              "has 'input_ids'; task token_classification needs the text, as spans are places in"
                  + " it");
      case CHAT, COMPLETION, TEXT, MASKED_TEXT ->
          throw new IllegalStateException("no labels in this task");
    };
  }

  private static String label(String field, Object value) {
    String label =
        switch (value) {
          case String text -> text;
          case Long number -> number.toString();
          case Boolean flag -> flag.toString();
          default ->
              throw new InvalidInputException(
                  "has in '"
                      + field
                      + "' "
                      + MessageReader.kind(value)
                      + ", expected one label: a text, a whole number, true or false");
        };
    if (label.isBlank()) {
      throw new InvalidInputException("has an empty label in '" + field + "'");
    }
    return label.strip();
  }

  private Target labels(RowFields row) {
    String field = field(row, options.columns().labels(), LABELS, "data.labels");
    Set<String> names = new LinkedHashSet<>();
    switch (row.required(field)) {
      case List<?> list -> {
        for (Object each : list) {
          if (each == null) {
            throw new InvalidInputException("has null among the labels in '" + field + "'");
          }
          names.add(label(field, each));
        }
      }
      case String text when options.columns().separator().isPresent() -> {
        String separator = Pattern.quote(options.columns().separator().get());
        for (String each : text.split(separator, -1)) {
          if (!each.isBlank()) {
            names.add(each.strip());
          }
        }
      }
      default ->
          throw new InvalidInputException(
              "has in '"
                  + field
                  + "' no list of labels; where labels stand in one text, data.separator says what"
                  + " is between them");
    }
    return new Target.Labels(List.copyOf(names));
  }

  private Target numbers(RowFields row) {
    List<String> fields = options.columns().targets();
    if (fields.isEmpty()) {
      fields = List.of(field(row, Optional.empty(), TARGET, "data.target"));
    }
    List<Double> values = new ArrayList<>();
    for (String field : fields) {
      values.add(number(field, row.required(field)));
    }
    return new Target.Numbers(values);
  }

  private static double number(String field, Object value) {
    double number =
        switch (value) {
          case Number given -> given.doubleValue();
          case String text -> parsed(text);
          default -> Double.NaN;
        };
    if (!Double.isFinite(number)) {
      throw new InvalidInputException(
          "has in '"
              + field
              + "' "
              + (value instanceof String text ? Excerpt.of(text) : MessageReader.kind(value))
              + ", expected a finite number such as 3.5");
    }
    return number;
  }

  private static double parsed(String text) {
    try {
      return new BigDecimal(text.strip()).doubleValue();
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /// A text with spans, or words with their tags.
  private Example.Labelled passages(RowFields row, Origin origin) {
    List<String> texts = new ArrayList<>(WORDS);
    texts.addAll(TEXTS);
    String field = field(row, options.columns().text(), texts, "data.text");
    if (!(row.required(field) instanceof List<?> words)) {
      String text = filled(field, row.text(field));
      return new Example.Labelled(
          origin,
          new Example.Input.Text(text, Optional.empty()),
          SpanShape.spans(text, given(row)));
    }
    SpanShape.Tagged tagged = SpanShape.tagged(field, words, given(row));
    return new Example.Labelled(
        origin, new Example.Input.Text(tagged.text(), Optional.empty()), tagged.target());
  }

  private Optional<SpanShape.Given> given(RowFields row) {
    if (!options.targets()) {
      return Optional.empty();
    }
    String field = field(row, options.columns().spans(), SPANS, "data.spans");
    return Optional.of(new SpanShape.Given(field, row.required(field)));
  }

  /// The field that the recipe names, or the first usual one that the row has.
  private String field(RowFields row, Optional<String> named, List<String> usual, String key) {
    if (named.isPresent()) {
      return named.get();
    }
    String name =
        usual.stream()
            .filter(row::has)
            .findFirst()
            .orElseThrow(() ->
                new InvalidInputException(
                    "has none of the fields "
                        + String.join(", ", usual)
                        + "; found "
                        + row.shownNames()
                        + ". "
                        + key
                        + " names the field"));
    found.add(key, name);
    return name;
  }
}
