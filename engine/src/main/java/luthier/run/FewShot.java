package luthier.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import luthier.InvalidInputException;
import luthier.dataset.IdentifiedExample;
import luthier.example.Example;
import luthier.example.Message;
import luthier.example.Role;
import luthier.tokenizer.ExampleEncoder;

/// Prompts that show a model a few examples of the training set before they ask: what can be had
/// without tuning.
///
/// @param most examples at most
/// @param room tokens that a prompt with its answer may have
/// @param reserved of these for an answer
/// @param kind what two answers that are alike have in common
record FewShot(
    ExampleEncoder encoder,
    int most,
    int room,
    int reserved,
    UnaryOperator<String> kind,
    long seed) {

  static final int PROMPTS = 3;

  /// Times as many examples are looked at as are shown, for answers that differ.
  private static final int LOOKED_AT = 4;

  /// Several sets of examples to show, drawn by the seed, with answers that differ where they can.
  /// Together they take half of the room at most.
  List<List<Example>> prompts(List<IdentifiedExample> train) {
    List<List<Example>> prompts = new ArrayList<>();
    for (int i = 0; i < PROMPTS; i++) {
      List<Example> shown = prompt(train, new SplittableRandom(seed + i));
      if (!shown.isEmpty() && !prompts.contains(shown)) {
        prompts.add(shown);
      }
    }
    return prompts;
  }

  private List<Example> prompt(List<IdentifiedExample> train, SplittableRandom random) {
    List<Example> drawn =
        places(train.size(), LOOKED_AT * most, random).stream()
            .map(place -> train.get(place).example())
            .toList();
    Set<String> answers = new HashSet<>();
    List<Example> fresh = new ArrayList<>();
    List<Example> others = new ArrayList<>();
    for (Example example : drawn) {
      Answers.reference(example)
          .ifPresent(answer -> (answers.add(kind.apply(answer)) ? fresh : others).add(example));
    }
    fresh.addAll(others);
    List<Example> shown = new ArrayList<>();
    int tokens = 0;
    for (Example example : fresh) {
      int length = length(example).orElse(room);
      if (shown.size() < most && tokens + length <= room / 2) {
        shown.add(example);
        tokens += length;
      }
    }
    return shown;
  }

  private static List<Integer> places(int size, int count, SplittableRandom random) {
    List<Integer> all = new ArrayList<>(IntStream.range(0, size).boxed().toList());
    List<Integer> drawn = new ArrayList<>();
    for (int i = 0; i < Math.min(count, size); i++) {
      drawn.add(all.remove(random.nextInt(all.size())));
    }
    return drawn;
  }

  /// The example behind the shown ones: as earlier turns of a conversation, or as text before a
  /// prompt. Where these do not fit, fewer are shown; empty where even the example alone does not,
  /// or the template refuses.
  Optional<Example> behind(List<Example> shown, Example asked) {
    for (int left = shown.size(); left >= 0; left--) {
      Example whole = join(shown.subList(shown.size() - left, shown.size()), asked);
      Optional<Integer> length = length(whole);
      if (length.isPresent() && length.get() + reserved <= room) {
        return Optional.of(whole);
      }
    }
    return Optional.empty();
  }

  private Optional<Integer> length(Example example) {
    try {
      return Optional.of(encoder.encode("", example).ids().length);
    } catch (InvalidInputException e) {
      return Optional.empty(); // the template refuses such a conversation
    }
  }

  private static Example join(List<Example> shown, Example asked) {
    return switch (asked) {
      case Example.Completion c -> {
        StringBuilder prompt = new StringBuilder();
        for (Example each : shown) {
          if (each instanceof Example.Completion one) {
            prompt.append(one.prompt()).append(one.completion()).append("\n\n");
          }
        }
        yield new Example.Completion(c.origin(), prompt + c.prompt(), c.completion());
      }
      case Example.Conversation c -> {
        List<Message> messages = new ArrayList<>();
        c.messages().stream().filter(FewShot::isSystem).forEach(messages::add);
        for (Example each : shown) {
          if (each instanceof Example.Conversation one) {
            one.messages().stream()
                .filter(message -> !isSystem(message))
                .map(message -> new Message(message.role(), message.fields(), false))
                .forEach(messages::add);
          }
        }
        c.messages().stream().filter(message -> !isSystem(message)).forEach(messages::add);
        yield new Example.Conversation(c.origin(), messages, c.tools(), c.variables());
      }
      case Example.Passage _, Example.TokenRow _, Example.Labelled _ ->
          throw new IllegalArgumentException(asked.origin() + ": has no prompt");
    };
  }

  private static boolean isSystem(Message message) {
    return message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER;
  }
}
