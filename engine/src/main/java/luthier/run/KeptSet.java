package luthier.run;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import luthier.InvalidInputException;
import luthier.dataset.Dataset;
import luthier.dataset.ExampleId;
import luthier.dataset.IdentifiedExample;
import luthier.example.Example;
import luthier.example.Message;
import luthier.general.GeneralText;
import luthier.general.GeneralTexts;
import luthier.metric.Forgetting;
import luthier.recipe.Data;
import luthier.recipe.Recipe;
import luthier.source.SourceData;
import luthier.tokenizer.ExampleEncoder;
import luthier.tokenizer.TokenizedExample;

/// Texts of which a model must not lose what it knew, as tokens: the general probe, or the user's
/// keep-set. They are never trained on.
///
/// @param name [Forgetting#GENERAL] or [Forgetting#KEEP]
/// @param examples as they were read
/// @param tokens of them, in the order of their ids; several of one id are pieces of one example
/// @param kinds language and ability by id; empty where these are not known
/// @param bytes of UTF-8 that the supervised tokens stand for; empty where they are no text
record KeptSet(
    String name,
    List<IdentifiedExample> examples,
    List<TokenizedExample> tokens,
    Map<String, GeneralText> kinds,
    Optional<Long> bytes) {

  /// Of a keep-set, at most so many tokens are measured.
  static final int MOST_TOKENS = 32_768;

  private static final int LISTED = 5;

  /// The general probe as this base would read it: passages as plain text, dialogues by the base's
  /// chat template where it has one.
  static KeptSet probe(ExampleEncoder base, int maxLength) {
    ExampleEncoder encoder =
        new ExampleEncoder(base.tokenizer(), base.end(), Data.TrainOn.ASSISTANT, base.template());
    List<IdentifiedExample> examples = new ArrayList<>();
    List<TokenizedExample> tokens = new ArrayList<>();
    Map<String, GeneralText> kinds = new HashMap<>();
    for (GeneralText text : GeneralTexts.probe()) {
      String id = ExampleId.of(text.example());
      examples.add(new IdentifiedExample(id, id, text.example()));
      kinds.put(id, text);
      TokenizedExample probed = cut(probed(id, text.example(), encoder), maxLength);
      if (probed.supervised() > 0) { // a tiny vocabulary may have no word of it
        tokens.add(probed);
      }
    }
    return of(Forgetting.GENERAL, examples, tokens, kinds, Optional.of(encoder));
  }

  private static TokenizedExample probed(String id, Example example, ExampleEncoder encoder) {
    return switch (plainWithoutTemplate(example, encoder)) {
      // without an end token: the probe is about texts, not about where they end
      case Example.Passage passage -> {
        int[] ids = encoder.tokenizer().encode(passage.text(), true);
        yield new TokenizedExample(id, ids, ids.clone());
      }
      case Example other -> encoder.encode(id, other);
    };
  }

  /// A conversation as a passage, one turn a paragraph, where the base has no template for it.
  static Example plainWithoutTemplate(Example example, ExampleEncoder encoder) {
    return example instanceof Example.Conversation chat && encoder.template().isEmpty()
        ? new Example.Passage(
            chat.origin(),
            chat.messages().stream()
                .map(Message::fields)
                .map(fields -> String.valueOf(fields.get("content")))
                .collect(Collectors.joining("\n\n")))
        : example;
  }

  private static TokenizedExample cut(TokenizedExample whole, int length) {
    return whole.ids().length <= length
        ? whole
        : new TokenizedExample(
            whole.id(), Arrays.copyOf(whole.ids(), length), Arrays.copyOf(whole.labels(), length));
  }

  /// The user's keep-set.
  ///
  /// @throws InvalidInputException when it is empty, or train holds some of it
  static KeptSet keep(SourceData read, Recipe recipe, Encoding encoding, Dataset sets) {
    if (read.rows().isEmpty()) {
      throw new InvalidInputException(
          "data.keep: holds no usable example"
              + (read.badLines().isEmpty() ? "" : "; " + read.badLines().getFirst())
              + "; expected at least one, or leave the key out");
    }
    List<IdentifiedExample> examples =
        read.rows().stream()
            .map(row -> {
              String id = ExampleId.of(row.example());
              return new IdentifiedExample(id, id, row.example());
            })
            .toList();
    requireApart(examples, sets);
    List<TokenizedExample> tokens =
        examples.stream()
            .sorted(Comparator.comparing(IdentifiedExample::id))
            .flatMap(example -> encoding.encode(example, new Encoding.Tally()).stream())
            .toList();
    if (tokens.stream().mapToLong(TokenizedExample::supervised).sum() == 0) {
      throw new InvalidInputException(
          "data.keep: nothing of it can be measured: every example is longer than"
              + " training.max_length = "
              + recipe.training().maxLength().orElse(encoding.maxLength())
              + " tokens, or holds no supervised token");
    }
    return of(Forgetting.KEEP, examples, first(tokens, MOST_TOKENS), Map.of(), encoding.text());
  }

  private static void requireApart(List<IdentifiedExample> kept, Dataset sets) {
    Map<String, IdentifiedExample> train = new HashMap<>();
    sets.train().forEach(example -> train.putIfAbsent(example.id(), example));
    List<String> pairs =
        kept.stream()
            .filter(example -> train.containsKey(example.id()))
            .map(example ->
                example.example().origin()
                    + " is also "
                    + train.getOrDefault(example.id(), example).example().origin())
            .toList();
    if (!pairs.isEmpty()) {
      throw new InvalidInputException(
          "data.keep: "
              + pairs.size()
              + " of its examples are in train, where they would be learnt and not kept; take them"
              + " out of one of the two:\n  "
              + String.join("\n  ", pairs.subList(0, Math.min(LISTED, pairs.size()))));
    }
  }

  private static KeptSet of(
      String name,
      List<IdentifiedExample> examples,
      List<TokenizedExample> tokens,
      Map<String, GeneralText> kinds,
      Optional<ExampleEncoder> encoder) {
    List<TokenizedExample> byId =
        tokens.stream().sorted(Comparator.comparing(TokenizedExample::id)).toList();
    return new KeptSet(name, examples, byId, kinds, encoder.map(e -> bytes(byId, e)));
  }

  private static long bytes(List<TokenizedExample> tokens, ExampleEncoder encoder) {
    long bytes = 0;
    for (TokenizedExample example : tokens) {
      int[] supervised =
          IntStream.range(1, example.ids().length)
              .filter(t -> example.labels()[t] >= 0)
              .map(t -> example.labels()[t])
              .toArray();
      String text = encoder.tokenizer().decode(supervised, true);
      bytes += text.getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes;
  }

  /// The first examples that have at most so many tokens together, at least one.
  static List<TokenizedExample> first(List<TokenizedExample> examples, long most) {
    List<TokenizedExample> some = new ArrayList<>();
    long tokens = 0;
    for (TokenizedExample example : examples) {
      tokens += example.ids().length;
      if (tokens > most && !some.isEmpty()) {
        break;
      }
      some.add(example);
    }
    return some;
  }

  /// How many different examples are measured.
  int measured() {
    Set<String> ids = new LinkedHashSet<>();
    tokens.forEach(example -> ids.add(example.id()));
    return ids.size();
  }

  long supervised() {
    return tokens.stream().mapToLong(TokenizedExample::supervised).sum();
  }
}
