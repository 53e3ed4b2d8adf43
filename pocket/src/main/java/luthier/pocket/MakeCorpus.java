package luthier.pocket;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import luthier.pocket.debian.DebianCorpus;
import luthier.pocket.document.Conversation;
import luthier.pocket.document.Document;
import luthier.pocket.document.Turn;
import luthier.pocket.grammar.Dice;
import luthier.pocket.grammar.Grammar;
import luthier.pocket.talk.Talks;
import luthier.tokenizer.BpeTrainer;
import luthier.tokenizer.BpeVocabulary;
import tools.jackson.databind.json.JsonMapper;

/// Writes the corpus of `pocket`: `text.jsonl`, `chat.jsonl`, and the tokenizer.
///
/// Usage: MakeCorpus PACKAGE-LIST UNPACKED-PACKAGES OUT STORIES CONVERSATIONS
public final class MakeCorpus {

  private static final long SEED = 42;
  private static final int VOCABULARY = 8192;
  private static final int TOKENIZER_CHARACTERS = 24_000_000;
  private static final List<String> SPECIAL =
      List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|pad|>");

  private final JsonMapper json = JsonMapper.builder().build();
  private final Path out;
  private final List<String> sample = new ArrayList<>();
  private final Map<String, long[]> sizes = new TreeMap<>();
  private long sampled;

  private MakeCorpus(Path out) {
    this.out = out;
  }

  public static void main(String[] args) throws IOException {
    Path out = Path.of(args[2]);
    Files.createDirectories(out);
    new MakeCorpus(out)
        .run(
            new DebianCorpus(Path.of(args[0]), Path.of(args[1])),
            Integer.parseInt(args[3]),
            Integer.parseInt(args[4]),
            System.out);
  }

  private void run(DebianCorpus debian, int stories, int conversations, PrintStream log)
      throws IOException {
    List<String> resources = new ArrayList<>(Talks.RESOURCES);
    resources.addAll(
        List.of(
            "critters.table",
            "fears.table",
            "noises.table",
            "places.table",
            "skills.table",
            "toys.table",
            "stories.rules",
            "stories-child.rules"));
    Grammar grammar = Grammar.load(resources.toArray(String[]::new));
    try (BufferedWriter text = Files.newBufferedWriter(out.resolve("text.jsonl"))) {
      debian.forEach(document -> write(text, document));
      for (int i = 0; i < stories; i++) {
        Dice dice = Dice.of(SEED, "story", i);
        String story = grammar.start(dice).expand("story");
        write(text, new Document(story, "stories", "en", "story-" + i));
      }
    }
    Talks talks = new Talks(grammar);
    try (BufferedWriter chat = Files.newBufferedWriter(out.resolve("chat.jsonl"))) {
      for (int i = 0; i < conversations; i++) {
        write(chat, talks.next(Dice.of(SEED, "talks", i)));
      }
    }
    BpeVocabulary vocabulary = BpeTrainer.train(sample, VOCABULARY, SPECIAL);
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("eos_token", "<|im_end|>");
    settings.put("pad_token", "<|pad|>");
    vocabulary.write(out, settings);
    sizes.forEach((source, size) ->
        log.printf("%-30s %8d texts %10d characters%n", source, size[0], size[1]));
  }

  private void write(BufferedWriter to, Document document) {
    count(document.source() + " (" + document.language() + ")", document.text());
    line(to, Map.of("text", document.text()));
    sample(document.text());
  }

  private void write(BufferedWriter to, Conversation conversation) {
    List<Map<String, String>> messages = new ArrayList<>();
    for (Turn turn : conversation.turns()) {
      Map<String, String> message = new LinkedHashMap<>();
      message.put("role", turn.role());
      message.put("content", turn.content());
      messages.add(message);
      count(conversation.source(), turn.content());
      sample(turn.content());
    }
    line(to, Map.of("messages", messages));
  }

  private void line(BufferedWriter to, Object value) {
    try {
      to.write(json.writeValueAsString(value));
      to.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void sample(String text) {
    if (sampled < TOKENIZER_CHARACTERS) {
      sample.add(text);
      sampled += text.length();
    }
  }

  private void count(String source, String text) {
    long[] size = sizes.computeIfAbsent(source, _ -> new long[2]);
    size[0]++;
    size[1] += text.length();
  }
}
