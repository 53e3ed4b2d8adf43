package luthier.pocket;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import luthier.InvalidInputException;
import luthier.pocket.debian.DebianCorpus;
import luthier.pocket.document.Conversation;
import luthier.pocket.document.Document;
import luthier.pocket.grammar.Grammar;
import luthier.pocket.talk.Talks;
import luthier.template.TemplateFiles;
import luthier.tokenizer.BpeVocabulary;
import luthier.tokenizer.Tokenizer;
import tools.jackson.databind.json.JsonMapper;

/// Writes the corpus of `pocket`: `text.jsonl`, `chat.jsonl`, `corpus.md`, and `base/`, which holds
/// the new tokenizer and copies of the architecture and the chat template: what a training from
/// random weights starts from. The same packages give the same bytes.
///
/// Usage: MakeCorpus PACKAGE-LIST UNPACKED-PACKAGES BASE OUT [TOKENS [CONVERSATIONS]]
public final class MakeCorpus {

  private static final long SEED = 42;
  private static final int VOCABULARY = 8192;
  private static final long SAMPLE_CHARACTERS = 12_000_000;

  /// The least share of a portion in the tokenizer's sample, in thousandths: the other languages
  /// are few in the text.
  private static final int LEAST_SAMPLE = 15;

  private static final Map<String, Object> TOKENIZER_SETTINGS =
      Map.of("eos_token", "<|im_end|>", "pad_token", "<|pad|>");

  private final JsonMapper json = JsonMapper.builder().build();
  private final Path out;
  private final CorpusPlan plan;
  private final Conversations conversations;

  private MakeCorpus(Path out, CorpusPlan plan, Conversations conversations) {
    this.out = out;
    this.plan = plan;
    this.conversations = conversations;
  }

  public static void main(String[] args) throws IOException {
    if (args.length < 4 || args.length > 6) {
      throw new InvalidInputException(
          "expected PACKAGE-LIST UNPACKED-PACKAGES BASE OUT [TOKENS [CONVERSATIONS]], found "
              + args.length
              + " arguments");
    }
    Path out = Path.of(args[3]);
    long tokens = args.length > 4 ? Long.parseLong(args[4]) : 20_000_000;
    int chats = args.length > 5 ? Integer.parseInt(args[5]) : 60_000;
    Path base = copyBase(Path.of(args[2]), out.resolve("base"));
    List<Document> debian = new ArrayList<>();
    new DebianCorpus(Path.of(args[0]), Path.of(args[1])).forEach(debian::add);
    Grammar grammar = Resources.grammar();
    Conversations conversations =
        new Conversations(
            new Talks(Grammar.load(Talks.RESOURCES.toArray(String[]::new)))::next,
            TemplateFiles.ofFile(base.resolve("chat_template.jinja"), Clock.systemUTC()),
            SEED);
    MakeCorpus corpus =
        new MakeCorpus(out, new CorpusPlan(debian, grammar, conversations, SEED), conversations);
    corpus.writeTokenizer(base);
    String table = corpus.writeText(base, tokens) + "\n" + corpus.writeChat(chats);
    Files.writeString(out.resolve("corpus.md"), table);
    System.out.print(table);
  }

  private static Path copyBase(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (String file : List.of("config.json", "generation_config.json", "chat_template.jinja")) {
      Files.copy(from.resolve(file), to.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    return to;
  }

  private void writeTokenizer(Path base) throws IOException {
    TokenizerSample sample = new TokenizerSample();
    for (Portion portion : plan.portions()) {
      long share = Math.max(LEAST_SAMPLE, portion.perMille());
      sample.add(portion, SAMPLE_CHARACTERS * share / 1000);
    }
    BpeVocabulary vocabulary = sample.train(VOCABULARY);
    vocabulary.write(base, TOKENIZER_SETTINGS);
  }

  private String writeText(Path base, long tokens) throws IOException {
    SourceTable table = new SourceTable();
    try (Tokenizer tokenizer = Tokenizer.load(base);
        BufferedWriter text = Files.newBufferedWriter(out.resolve("text.jsonl"))) {
      Mixture mixture = new Mixture(each -> tokenizer.encode(each, false).length, table);
      for (String each : mixture.draw(plan.portions(), tokens, SEED)) {
        line(text, Map.of("text", each));
      }
    }
    return table.markdown();
  }

  /// Other conversations than those in the text, none twice.
  private String writeChat(int count) throws IOException {
    Set<Conversation> seen = new HashSet<>();
    Map<String, Integer> sources = new LinkedHashMap<>();
    try (BufferedWriter chat = Files.newBufferedWriter(out.resolve("chat.jsonl"))) {
      for (long number = 0; seen.size() < count && number < 4L * count; number++) {
        Conversation conversation = conversations.get("chat", number);
        if (seen.add(conversation)) {
          sources.merge(conversation.source(), 1, Integer::sum);
          line(chat, Map.of("messages", Conversations.messages(conversation)));
        }
      }
    }
    StringBuilder out =
        new StringBuilder("| Conversations for `task: chat` | Number |\n|---|---:|\n");
    sources.forEach((source, number) ->
        out.append("| ").append(source).append(" | ").append(number).append(" |\n"));
    return out.toString();
  }

  private void line(BufferedWriter to, Object value) throws IOException {
    to.write(json.writeValueAsString(value));
    to.newLine();
  }
}
