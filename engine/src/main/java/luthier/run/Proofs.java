package luthier.run;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.dataset.IdentifiedExample;
import luthier.example.Example;
import luthier.runlog.Preflight;
import luthier.tokenizer.ExampleEncoder;

/// What is proved on this model and this data before the first step.
///
/// @param stop what the model's files name: whoever serves the result knows no more
record Proofs(Optional<ExampleEncoder> encoder, List<Integer> stop) {

  private static final int MOST_EXAMPLES = 5_000;
  private static final long MOST_MESSAGES = 25_000;
  private static final int SHOWN = 30;

  private enum Law {
    STOPS("I1", "The stop token is supervised"),
    ROUND_TRIP("I2", "The supervised text round-trips"),
    SAME_PROMPT("I6", "The prompt at serving time is the prompt of training");

    private final String id;
    private final String title;

    Law(String id, String title) {
      this.id = id;
      this.title = title;
    }
  }

  Preflight of(List<IdentifiedExample> train) {
    List<Example> texts = new ArrayList<>();
    for (IdentifiedExample example : train) {
      if (example.example() instanceof Example.Conversation
          || example.example() instanceof Example.Completion) {
        texts.add(example.example());
      }
    }
    if (encoder.isEmpty() || texts.isEmpty()) {
      return new Preflight(
          Arrays.stream(Law.values())
              .map(law ->
                  new Preflight.Proof(
                      law.id,
                      law.title,
                      Preflight.Outcome.NOT_APPLICABLE,
                      "the data hold no answers in words"))
              .toList(),
          List.of());
    }
    List<Example> looked = spread(texts);
    String held =
        "holds on "
            + (looked.size() == texts.size()
                ? "all " + texts.size() + " examples"
                : looked.size() + " of " + texts.size() + " examples, evenly spread");
    List<Optional<String>> wrong =
        new ArrayList<>(List.of(Optional.empty(), Optional.empty(), Optional.empty()));
    for (Example example : looked) {
      Evidence evidence = Evidence.of(encoder.get(), example);
      for (Law law : Law.values()) {
        if (wrong.get(law.ordinal()).isEmpty()) {
          wrong.set(law.ordinal(), broken(law, evidence).map(w -> example.origin() + ": " + w));
        }
      }
    }
    return new Preflight(
        Arrays.stream(Law.values()).map(law -> proof(law, wrong.get(law.ordinal()), held)).toList(),
        List.of());
  }

  private static Preflight.Proof proof(Law law, Optional<String> wrong, String held) {
    return new Preflight.Proof(
        law.id,
        law.title,
        wrong.isEmpty() ? Preflight.Outcome.PASS : Preflight.Outcome.FAIL,
        wrong.orElse(held));
  }

  /// All examples; of many, or of many messages, an evenly spread part.
  private static List<Example> spread(List<Example> all) {
    long messages = all.stream().mapToLong(Proofs::messages).sum();
    long most = Math.min(MOST_EXAMPLES, Math.max(1, all.size() * MOST_MESSAGES / messages));
    List<Example> chosen = new ArrayList<>();
    for (long i = 0; i < Math.min(most, all.size()); i++) {
      chosen.add(all.get(Math.toIntExact(i * all.size() / Math.min(most, all.size()))));
    }
    return chosen;
  }

  private static long messages(Example example) {
    return example instanceof Example.Conversation chat ? chat.messages().size() : 2;
  }

  /// @throws InvalidInputException when a proof failed: the run must not start
  static void require(Preflight preflight) {
    List<String> failed =
        preflight.proofs().stream()
            .filter(proof -> proof.outcome() == Preflight.Outcome.FAIL)
            .map(proof -> proof.id() + " (" + proof.title() + "): " + proof.detail())
            .toList();
    if (!failed.isEmpty()) {
      throw new InvalidInputException("preflight failed:\n  " + String.join("\n  ", failed));
    }
  }

  private Optional<String> broken(Law law, Evidence evidence) {
    return switch (law) {
      case STOPS -> first(evidence, this::withoutStop);
      case ROUND_TRIP -> first(evidence, this::changed);
      case SAME_PROMPT -> evidence.otherPrompt();
    };
  }

  private interface Check {
    /// Empty if it holds, else what is wrong.
    Optional<String> of(int[] ids, Evidence.Answer answer);
  }

  private static Optional<String> first(Evidence evidence, Check check) {
    return evidence.answers().stream()
        .flatMap(answer -> check.of(evidence.ids(), answer).stream())
        .findFirst();
  }

  private Optional<String> withoutStop(int[] ids, Evidence.Answer answer) {
    boolean stops = answer.to() > answer.from() && stop.contains(ids[answer.to() - 1]);
    String text = answer.text();
    return answer.terminated() && stops
        ? Optional.empty()
        : Optional.of(
            "a supervised answer ends with '"
                + oneLine(text.substring(Math.max(0, text.length() - SHOWN)))
                + "', which is no stop token of the model ("
                + stop
                + "); a tuned model would not stop. Set eos_token_id in generation_config.json to"
                + " the template's terminator");
  }

  /// What the tokens of an answer say behind those before it. A tokenizer may write accents in one
  /// form only, which is the same text.
  private Optional<String> changed(int[] ids, Evidence.Answer answer) {
    ExampleEncoder with = encoder.orElseThrow();
    String before = with.tokenizer().decode(Arrays.copyOf(ids, answer.from()), false);
    String after = with.tokenizer().decode(Arrays.copyOf(ids, answer.to()), false);
    String back = after.startsWith(before) ? after.substring(before.length()) : after;
    String text = answer.text();
    if (back.equals(text) || composed(back).equals(composed(text))) {
      return Optional.empty();
    }
    int at = 0;
    while (at < Math.min(back.length(), text.length()) && back.charAt(at) == text.charAt(at)) {
      at++;
    }
    return Optional.of(
        "an answer has '"
            + oneLine(text.substring(at, Math.min(text.length(), at + SHOWN)))
            + "' where its tokens say '"
            + oneLine(back.substring(at, Math.min(back.length(), at + SHOWN)))
            + "': the tokenizer cannot write this text; change it, or choose another base");
  }

  private static String composed(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  private static String oneLine(String text) {
    return text.replace("\n", "\\n");
  }
}
