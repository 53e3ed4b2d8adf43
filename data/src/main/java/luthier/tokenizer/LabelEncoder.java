package luthier.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.example.Example;
import luthier.example.Target;

/// From labelled examples to tokens and targets.
///
/// @param tokenizer empty where the base has none: then rows must be tokens
/// @param labels in the order of the model's outputs; of passages without their tags; empty for
///   numbers
public record LabelEncoder(Optional<Tokenizer> tokenizer, List<String> labels) {

  private static final int IGNORED = -100;
  private static final int[] NONE = {};

  public LabelEncoder {
    labels = List.copyOf(labels);
  }

  /// An example as tokens.
  ///
  /// @param lostSpans labelled passages that the cut took away
  public record Encoded(TokenizedExample tokens, int lostSpans) {}

  /// @param id of the example
  /// @param most tokens: what is longer is cut, see [InputEncoding#cutTo]
  /// @throws InvalidInputException when a labelled passage covers no token, or two share one
  public Encoded encode(String id, Example.Labelled example, int most) {
    return switch (example.input()) {
      case Example.Input.Tokens(List<Integer> ids) -> {
        int[] all = ids.stream().mapToInt(Integer::intValue).limit(most).toArray();
        yield new Encoded(sequence(id, all, NONE, example.target()), 0);
      }
      case Example.Input.Text(String text, Optional<String> pair) -> {
        InputEncoding encoding = encoding(example, text, pair, most);
        boolean typed = Arrays.stream(encoding.types()).anyMatch(t -> t != 0);
        int[] segments = typed ? encoding.types() : NONE;
        if (example.target() instanceof Target.Spans(List<Target.Span> spans)) {
          yield passages(id, example, text, encoding, spans);
        }
        yield new Encoded(sequence(id, encoding.ids(), segments, example.target()), 0);
      }
    };
  }

  /// A text as a model with labels reads it.
  public InputEncoding encoding(Example example, String text, Optional<String> pair, int most) {
    Tokenizer known =
        tokenizer.orElseThrow(() ->
            new InvalidInputException(
                example.origin()
                    + ": text needs a tokenizer, and the base has no tokenizer.json; rows with"
                    + " 'input_ids' need none"));
    try {
      InputEncoding encoding = known.encodeInput(text, pair);
      return encoding.length() > most ? encoding.cutTo(most) : encoding;
    } catch (InvalidInputException e) {
      throw new InvalidInputException(example.origin() + ": " + e.getMessage(), e);
    }
  }

  private TokenizedExample sequence(String id, int[] ids, int[] segments, Target target) {
    return new TokenizedExample(
        id, ids, segments, TokenizedExample.Supervision.SEQUENCE, NONE, targets(target), 0);
  }

  private double[] targets(Target target) {
    return switch (target) {
      case Target.Label(String name) -> new double[] {labels.indexOf(name)};
      case Target.Labels(List<String> names) ->
          labels.stream().mapToDouble(label -> names.contains(label) ? 1 : 0).toArray();
      case Target.Numbers(List<Double> values) ->
          values.stream().mapToDouble(Double::doubleValue).toArray();
      case Target.Spans _, Target.Unknown _ -> new double[0];
    };
  }

  /// Every token that touches a passage gets its tag, the first one B, the others I.
  private Encoded passages(
      String id, Example example, String text, InputEncoding encoding, List<Target.Span> spans) {
    int[] tags = new int[encoding.length()];
    for (int t = 0; t < tags.length; t++) {
      tags[t] = encoding.source()[t] == InputEncoding.ADDED ? IGNORED : 0;
    }
    int readTo = Arrays.stream(encoding.end()).max().orElse(0);
    int lost = 0;
    for (Target.Span span : spans) {
      int from = text.offsetByCodePoints(0, span.start());
      int to = text.offsetByCodePoints(from, span.end() - span.start());
      if (!tag(example, encoding, tags, span, from, to)) {
        if (from < readTo) {
          throw new InvalidInputException(
              example.origin()
                  + ": the passage "
                  + span.label()
                  + " from "
                  + span.start()
                  + " to "
                  + span.end()
                  + " covers no token; it is blank, or the tokenizer leaves its text out");
        }
        lost++;
      }
    }
    return new Encoded(
        new TokenizedExample(
            id, encoding.ids(), NONE, TokenizedExample.Supervision.TOKEN, tags, new double[0], 0),
        lost);
  }

  private boolean tag(
      Example example, InputEncoding encoding, int[] tags, Target.Span span, int from, int to) {
    int label = labels.indexOf(span.label());
    boolean any = false;
    for (int t = 0; t < tags.length; t++) {
      boolean touches =
          encoding.source()[t] == 0
              && encoding.start()[t] < to
              && encoding.end()[t] > from
              && encoding.end()[t] > encoding.start()[t];
      if (touches && tags[t] > 0) {
        throw new InvalidInputException(
            example.origin()
                + ": two passages share a token ("
                + span.label()
                + " from "
                + span.start()
                + " to "
                + span.end()
                + " and the one before it); passages must begin and end where words do");
      }
      if (touches) {
        tags[t] = Tags.tag(label, !any);
        any = true;
      }
    }
    return any;
  }
}
