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
import luthier.tokenizer.TokenStream;
import luthier.tokenizer.TokenizedExample;
import luthier.tokenizer.Tokenizer;

/// From examples to tokens of at most the run's length.
///
/// @param vocabulary of the model; ids must be below it
/// @param base where the tokenizer is, if there is one
/// @param text makes tokens of text; empty when the base has no tokenizer
record Encoding(
    int vocabulary, int maxLength, Data.TooLong tooLong, Path base, Optional<ExampleEncoder> text) {

  /// Counts of what became of the examples.
  static final class Tally {
    private final List<Integer> lengths = new ArrayList<>();
    private long dropped;
    private long truncated;
    private long split;
    private long plainControls;
    private long controls;

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
      case ERROR ->
          throw new InvalidInputException(
              example.example().origin()
                  + ": "
                  + tokens.ids().length
                  + " tokens, more than training.max_length = "
                  + maxLength
                  + " (data.too_long: error)");
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
      int label = tokens.labels()[t];
      if (id < 0 || id >= vocabulary || label >= vocabulary || (label < 0 && label != -100)) {
        throw new InvalidInputException(
            example.example().origin()
                + ": token "
                + t
                + " has id "
                + id
                + " and label "
                + label
                + ", expected ids from 0 to "
                + (vocabulary - 1)
                + " (the model's vocabulary), labels likewise or -100");
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
                rendered(text.get().tokenizer(), kept.getFirst())));
      }
    }
    return samples;
  }

  /// The text of each token; those that share a character are joined.
  private static List<DataReport.Token> rendered(Tokenizer tokenizer, TokenizedExample example) {
    TokenStream stream = tokenizer.stream(false);
    List<DataReport.Token> tokens = new ArrayList<>();
    boolean supervised = false;
    for (int t = 0; t < example.ids().length; t++) {
      boolean now = example.labels()[t] != MicroBatch.IGNORED;
      if (now != supervised) {
        add(tokens, stream.finish(), supervised);
        supervised = now;
      }
      add(tokens, stream.push(example.ids()[t]), now);
    }
    add(tokens, stream.finish(), supervised);
    return tokens;
  }

  private static void add(List<DataReport.Token> tokens, String piece, boolean supervised) {
    if (!piece.isEmpty()) {
      tokens.add(new DataReport.Token(piece, supervised));
    }
  }
}
