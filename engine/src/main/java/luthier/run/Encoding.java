package luthier.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.LuthierException;
import luthier.UnsupportedException;
import luthier.batch.MicroBatch;
import luthier.dataset.IdentifiedExample;
import luthier.example.Example;
import luthier.recipe.Data;
import luthier.runlog.DataReport;
import luthier.tokenizer.ExampleEncoder;
import luthier.tokenizer.LabelEncoder;
import luthier.tokenizer.MaskedEncoder;
import luthier.tokenizer.TokenStream;
import luthier.tokenizer.TokenizedExample;
import luthier.tokenizer.Tokenizer;

/// From examples to tokens of at most the run's length.
///
/// @param vocabulary of the model; ids must be below it
/// @param base where the tokenizer is, if there is one
/// @param text makes tokens of text; empty when the base has no tokenizer
/// @param labels makes tokens and targets of labelled texts; empty for tasks of words
/// @param masked makes tokens of texts whose words are hidden; empty for other tasks
record Encoding(
    int vocabulary,
    int maxLength,
    Data.TooLong tooLong,
    Path base,
    Optional<ExampleEncoder> text,
    Optional<LabelEncoder> labels,
    Optional<MaskedWords> masked) {

  /// The same for texts with labels.
  Encoding withLabels(Labelling labelling) {
    return new Encoding(
        vocabulary,
        maxLength,
        tooLong,
        base,
        text,
        Optional.of(new LabelEncoder(text.map(ExampleEncoder::tokenizer), labelling.names())),
        Optional.empty());
  }

  /// Counts of what became of the examples.
  static final class Tally {
    private final List<Integer> lengths = new ArrayList<>();
    private long dropped;
    private long truncated;
    private long split;
    private long plainControls;
    private long controls;
    private long lostSpans;

    /// Labelled passages that the cut of long texts took away.
    long lostSpans() {
      return lostSpans;
    }

    /// Conversations that spell control tokens, which were encoded as text.
    long plainControls() {
      return plainControls;
    }

    /// Plain texts that hold control tokens, which were taken as such.
    long controls() {
      return controls;
    }

    long dropped() {
      return dropped;
    }

    long truncated() {
      return truncated;
    }

    long split() {
      return split;
    }

    int[] lengths() {
      return lengths.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  /// @return the example's tokens; none if it is dropped, several if it is split
  /// @throws InvalidInputException for an id outside the vocabulary, or a too long example where
  ///   `data.too_long` is `error`
  List<TokenizedExample> encode(IdentifiedExample example, Tally tally) {
    if (example.example() instanceof Example.Labelled labelled) {
      return labelled(example, labelled, tally);
    }
    if (masked.isPresent() && example.example() instanceof Example.Passage passage) {
      return masked(masked.get(), example, passage, tally);
    }
    TokenizedExample tokens = tokens(example);
    requireKnown(example, tokens);
    tally.lengths.add(tokens.ids().length);
    if (tokens.controlTexts() > 0) {
      if (example.example() instanceof Example.Conversation) {
        tally.plainControls++;
      } else {
        tally.controls++;
      }
    }
    if (tokens.ids().length <= maxLength) {
      return List.of(tokens);
    }
    return switch (tooLong) {
      case ERROR -> throw tooLong(example, tokens.ids().length);
      case DROP -> {
        tally.dropped++;
        yield List.of();
      }
      case TRUNCATE -> {
        tally.truncated++;
        yield List.of(piece(tokens, 0, maxLength));
      }
      case SPLIT -> {
        tally.split++;
        List<TokenizedExample> pieces = new ArrayList<>();
        for (int from = 0; from < tokens.ids().length; from += maxLength) {
          pieces.add(piece(tokens, from, Math.min(from + maxLength, tokens.ids().length)));
        }
        yield pieces;
      }
    };
  }

  private List<TokenizedExample> masked(
      MaskedWords words, IdentifiedExample example, Example.Passage passage, Tally tally) {
    MaskedEncoder.Text whole = words.encoder().encode(example.id(), passage);
    requireKnown(example, whole.whole());
    tally.lengths.add(whole.length());
    tally.controls += whole.controls() ? 1 : 0;
    if (whole.length() <= maxLength) {
      return List.of(whole.whole());
    }
    return switch (tooLong) {
      case ERROR -> throw tooLong(example, whole.length());
      case DROP -> {
        tally.dropped++;
        yield List.of();
      }
      case TRUNCATE -> {
        tally.truncated++;
        yield List.of(whole.cutTo(maxLength));
      }
      case SPLIT -> {
        tally.split++;
        yield whole.split(maxLength);
      }
    };
  }

  /// A long one is cut so that what the tokenizer adds at the end stays.
  private List<TokenizedExample> labelled(
      IdentifiedExample example, Example.Labelled labelled, Tally tally) {
    LabelEncoder encoder =
        labels.orElseThrow(
            () -> new IllegalStateException(labelled.origin() + ": labels in a task of words"));
    LabelEncoder.Encoded whole = encoder.encode(example.id(), labelled, Integer.MAX_VALUE);
    requireKnown(example, whole.tokens());
    int length = whole.tokens().ids().length;
    tally.lengths.add(length);
    if (length <= maxLength) {
      return List.of(whole.tokens());
    }
    if (tooLong == Data.TooLong.ERROR) {
      throw tooLong(example, length);
    }
    if (tooLong == Data.TooLong.DROP) {
      tally.dropped++;
      return List.of();
    }
    LabelEncoder.Encoded cut = encoder.encode(example.id(), labelled, maxLength);
    tally.truncated++;
    tally.lostSpans += cut.lostSpans();
    return List.of(cut.tokens());
  }

  private InvalidInputException tooLong(IdentifiedExample example, int length) {
    return new InvalidInputException(
        example.example().origin()
            + ": "
            + length
            + " tokens, more than training.max_length = "
            + maxLength
            + " (data.too_long: error)");
  }

  private static TokenizedExample piece(TokenizedExample whole, int from, int to) {
    return new TokenizedExample(
        whole.id(),
        Arrays.copyOfRange(whole.ids(), from, to),
        Arrays.copyOfRange(whole.labels(), from, to));
  }

  private TokenizedExample tokens(IdentifiedExample example) {
    return switch (example.example()) {
      case Example.TokenRow row ->
          new TokenizedExample(
              example.id(),
              row.inputIds().stream().mapToInt(Integer::intValue).toArray(),
              row.labels().stream().mapToInt(Integer::intValue).toArray());
      case Example.Labelled labelled ->
          throw new IllegalArgumentException(labelled.origin() + ": has targets");
      case Example.Conversation _, Example.Completion _, Example.Passage _ ->
          text.orElseThrow(() -> withoutTokenizer(example)).encode(example.id(), example.example());
    };
  }

  private LuthierException withoutTokenizer(IdentifiedExample example) {
    LuthierException missing = Tokenizer.missing(base);
    return missing instanceof UnsupportedException
        ? missing
        : new InvalidInputException(
            example.example().origin()
                + ": text needs a tokenizer, and the base has no tokenizer.json; pre-tokenised rows"
                + " need none");
  }

  private void requireKnown(IdentifiedExample example, TokenizedExample tokens) {
    for (int t = 0; t < tokens.ids().length; t++) {
      int id = tokens.ids()[t];
      boolean next = tokens.supervision() == TokenizedExample.Supervision.NEXT_TOKEN;
      int label = next ? tokens.labels()[t] : MicroBatch.IGNORED;
      if (id < 0 || id >= vocabulary || label >= vocabulary || (label < 0 && label != -100)) {
        throw new InvalidInputException(
            example.example().origin()
                + ": token "
                + t
                + " has id "
                + id
                + (next ? " and label " + label : "")
                + ", expected ids from 0 to "
                + (vocabulary - 1)
                + " (the model's vocabulary)"
                + (next ? ", labels likewise or -100" : ""));
      }
    }
  }

  /// The first examples as the model sees them; none where there is no tokenizer.
  List<DataReport.Sample> samples(List<IdentifiedExample> examples, int count) {
    if (text.isEmpty()) {
      return List.of();
    }
    List<DataReport.Sample> samples = new ArrayList<>();
    for (int i = 0; i < examples.size() && samples.size() < count; i++) {
      IdentifiedExample example = examples.get(i);
      List<TokenizedExample> kept = encode(example, new Tally());
      if (!kept.isEmpty()) {
        samples.add(
            new DataReport.Sample(
                example.id(),
                example.example().origin().toString(),
                rendered(text.get().tokenizer(), firstLook(kept.getFirst()))));
      }
    }
    return samples;
  }

  /// An example as the first epoch sees it.
  TokenizedExample firstLook(TokenizedExample example) {
    return masked.map(words -> words.view().of(example, 0)).orElse(example);
  }

  /// The text of each token; those that share a character are joined.
  private static List<DataReport.Token> rendered(Tokenizer tokenizer, TokenizedExample example) {
    TokenStream stream = tokenizer.stream(false);
    List<DataReport.Token> tokens = new ArrayList<>();
    boolean supervised = false;
    for (int t = 0; t < example.ids().length; t++) {
      boolean now = isSupervised(example, t);
      if (now != supervised) {
        add(tokens, stream.finish(), supervised);
        supervised = now;
      }
      add(tokens, stream.push(example.ids()[t]), now);
    }
    add(tokens, stream.finish(), supervised);
    return tokens;
  }

  /// Whether a token's own label counts; of passages, whether it is part of one.
  private static boolean isSupervised(TokenizedExample example, int t) {
    return switch (example.supervision()) {
      case NEXT_TOKEN -> example.labels()[t] != MicroBatch.IGNORED;
      case TOKEN -> example.labels()[t] > 0;
      case SEQUENCE, MASKED -> false;
    };
  }

  private static void add(List<DataReport.Token> tokens, String piece, boolean supervised) {
    if (!piece.isEmpty()) {
      tokens.add(new DataReport.Token(piece, supervised));
    }
  }
}
