package luthier.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.dataset.IdentifiedExample;
import luthier.example.Example;
import luthier.runlog.Preflight;
import luthier.template.RenderedChat;
import luthier.tokenizer.ExampleEncoder;

/// What is proved on this model and this data before the first step.
///
/// @param stop what the model's files name: whoever serves the result knows no more
record Proofs(Optional<ExampleEncoder> encoder, List<Integer> stop) {

  private static final int LOOKED_AT = 100;

  Preflight of(List<IdentifiedExample> train) {
    List<Example.Conversation> chats = new ArrayList<>();
    for (IdentifiedExample example : train) {
      if (example.example() instanceof Example.Conversation c && chats.size() < LOOKED_AT) {
        chats.add(c);
      }
    }
    if (encoder.isEmpty() || chats.isEmpty()) {
      return new Preflight(
          List.of(
              notApplicable("I1", "The stop token is supervised"),
              notApplicable("I2", "The supervised text round-trips"),
              notApplicable("I6", "The prompt at serving time is the prompt of training")),
          List.of());
    }
    return new Preflight(
        List.of(
            proof("I1", "The stop token is supervised", chats, this::stopToken),
            proof("I2", "The supervised text round-trips", chats, this::roundTrip),
            proof(
                "I6",
                "The prompt at serving time is the prompt of training",
                chats,
                this::servingPrompt)),
        List.of());
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

  private interface Check {
    /// Empty if it holds, else what is wrong.
    Optional<String> of(ExampleEncoder encoder, Example.Conversation chat);
  }

  private Preflight.Proof proof(
      String id, String title, List<Example.Conversation> chats, Check check) {
    for (Example.Conversation chat : chats) {
      Optional<String> wrong = check.of(encoder.orElseThrow(), chat);
      if (wrong.isPresent()) {
        return new Preflight.Proof(
            id, title, Preflight.Outcome.FAIL, chat.origin() + ": " + wrong.get());
      }
    }
    return new Preflight.Proof(
        id, title, Preflight.Outcome.PASS, "holds on " + chats.size() + " conversations");
  }

  private static Preflight.Proof notApplicable(String id, String title) {
    return new Preflight.Proof(
        id, title, Preflight.Outcome.NOT_APPLICABLE, "the data are no conversations");
  }

  private Optional<String> stopToken(ExampleEncoder with, Example.Conversation chat) {
    RenderedChat rendered = with.render(chat);
    for (RenderedChat.Span span : rendered.supervised()) {
      String text = rendered.text().substring(span.start(), span.end());
      int[] ids = with.tokenizer().encode(text, false);
      if (!span.terminated() || ids.length == 0 || !stop.contains(ids[ids.length - 1])) {
        return Optional.of(
            "a supervised answer ends with '"
                + text.substring(Math.max(0, text.length() - 20)).replace("\n", "\\n")
                + "', which is no stop token of the model ("
                + stop
                + "); a tuned model would not stop. Set eos_token_id in generation_config.json to"
                + " the template's terminator");
      }
    }
    return Optional.empty();
  }

  private Optional<String> roundTrip(ExampleEncoder with, Example.Conversation chat) {
    RenderedChat rendered = with.render(chat);
    for (RenderedChat.Span span : rendered.supervised()) {
      String text = rendered.text().substring(span.start(), span.end());
      String back = with.tokenizer().decode(with.tokenizer().encode(text, false), false);
      if (!back.equals(text)) {
        return Optional.of("the tokens of an answer decode to another text");
      }
    }
    return Optional.empty();
  }

  private Optional<String> servingPrompt(ExampleEncoder with, Example.Conversation chat) {
    return with.template()
        .flatMap(template ->
            Optional.ofNullable(
                template.servingDifference(ExampleEncoder.chat(chat), with.render(chat))));
  }
}
