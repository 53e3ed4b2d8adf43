package luthier.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import luthier.example.Example;
import luthier.template.ChatTemplate;
import luthier.template.RenderedChat;
import luthier.tokenizer.EncodedChat;
import luthier.tokenizer.ExampleEncoder;
import luthier.tokenizer.TokenizedExample;

/// What [Proofs] look at: an example's tokens as training sees them.
///
/// @param ids all tokens
/// @param answers what is supervised of them
/// @param otherPrompt how the prompt at serving time would differ; empty when it does not
record Evidence(int[] ids, List<Answer> answers, Optional<String> otherPrompt) {

  /// @param from first token
  /// @param to behind the last
  /// @param text what they stand for
  /// @param terminated whether something ends it
  record Answer(int from, int to, String text, boolean terminated) {}

  static Evidence of(ExampleEncoder encoder, Example example) {
    return switch (example) {
      case Example.Conversation chat -> conversation(encoder, chat);
      case Example.Completion completion -> completion(encoder, completion);
      case Example.Passage _, Example.TokenRow _, Example.Labelled _ ->
          throw new IllegalArgumentException("no answers in " + example);
    };
  }

  private static Evidence completion(ExampleEncoder encoder, Example.Completion completion) {
    TokenizedExample tokens = encoder.encode("", completion);
    int[] prompt = encoder.rawPrompt(completion.prompt());
    int[] ids = tokens.ids();
    String text =
        completion.completion()
            + encoder.tokenizer().decode(new int[] {ids[ids.length - 1]}, false);
    boolean same = Arrays.equals(prompt, Arrays.copyOf(ids, prompt.length));
    return new Evidence(
        ids,
        List.of(new Answer(prompt.length, ids.length, text, true)),
        same ? Optional.empty() : Optional.of("its tokens do not begin with the prompt's"));
  }

  private static Evidence conversation(ExampleEncoder encoder, Example.Conversation conversation) {
    EncodedChat encoded = encoder.encode(conversation);
    RenderedChat rendered = encoded.rendered();
    List<Answer> answers = new ArrayList<>();
    for (RenderedChat.Span span : spans(rendered)) {
      answers.add(
          new Answer(
              encoded.idsUpTo(span.start()).length,
              encoded.idsUpTo(span.end()).length,
              rendered.text().substring(span.start(), span.end()),
              span.terminated()));
    }
    Optional<String> broken =
        encoder
            .template()
            .flatMap(template ->
                Optional.ofNullable(
                    template.servingDifference(ExampleEncoder.chat(conversation), rendered)));
    return new Evidence(
        encoded.ids(), answers, broken.or(() -> otherTokens(encoder, conversation, encoded)));
  }

  /// Whether the prompt before the last answer has the tokens that training has there.
  private static Optional<String> otherTokens(
      ExampleEncoder encoder, Example.Conversation conversation, EncodedChat encoded) {
    List<RenderedChat.Span> spans = encoded.rendered().supervised();
    if (spans.isEmpty() || spans.getLast().message() < 0) {
      return Optional.empty();
    }
    int message = spans.getLast().message();
    RenderedChat.Span first =
        spans.stream().filter(span -> span.message() == message).findFirst().orElseThrow();
    ChatTemplate.Chat chat = ExampleEncoder.chat(conversation);
    int[] prompt =
        encoder.prompt(
            new ChatTemplate.Chat(
                chat.messages().subList(0, message),
                chat.supervised().subList(0, message),
                chat.tools(),
                chat.variables()));
    return Arrays.equals(prompt, encoded.idsUpTo(first.start()))
        ? Optional.empty()
        : Optional.of(
            "message " + (message + 1) + ": the prompt before it has other tokens than training");
  }

  /// The answers, also where everything is supervised.
  private static List<RenderedChat.Span> spans(RenderedChat rendered) {
    boolean everything = rendered.supervised().stream().anyMatch(span -> span.message() < 0);
    return everything ? rendered.answers() : rendered.supervised();
  }
}
