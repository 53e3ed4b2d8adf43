package luthier.pocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import luthier.pocket.document.Conversation;
import luthier.pocket.document.Document;
import luthier.pocket.document.Turn;
import luthier.pocket.grammar.Dice;
import luthier.template.TemplateFiles;
import luthier.tokenizer.BpeVocabulary;
import org.junit.jupiter.api.Test;

class MixtureTest {

  private static Iterator<Document> documents(String... texts) {
    return List.of(texts).stream().map(text -> new Document(text, "s", "en", text)).iterator();
  }

  @Test
  void takesFromEachPortionUntilItsShareIsReached() {
    List<Portion> portions =
        List.of(
            new Portion("long", 750, documents("aaaaa", "bbbbb", "ccccc", "ddddd")),
            new Portion("short", 250, documents("ee", "ff", "gg", "hh")));
    SourceTable table = new SourceTable();

    List<String> texts = new Mixture(String::length, table).draw(portions, 20, 42);

    assertThat(texts).containsExactlyInAnyOrder("aaaaa", "bbbbb", "ccccc", "ee", "ff", "gg");
    assertThat(table.markdown())
        .contains("| long | 3 | 15 | 15 | 71.4 % | 1.00 |")
        .contains("| all | 6 | 21 | 21 | 100.0 % | 1.00 |");
  }

  @Test
  void takesNoTextTwiceAndKeepsItsOrderForASeed() {
    List<String> one =
        new Mixture(String::length, new SourceTable())
            .draw(List.of(new Portion("x", 1000, documents("a", "b", "a", "c", "d"))), 99, 7);
    List<String> two =
        new Mixture(String::length, new SourceTable())
            .draw(List.of(new Portion("x", 1000, documents("a", "b", "a", "c", "d"))), 99, 7);

    assertThat(one).containsExactlyInAnyOrder("a", "b", "c", "d").isEqualTo(two);
  }

  @Test
  void joinsShortTextsAndLeavesLongOnesAlone() {
    Joined joined = new Joined(documents("one", "two", "a long text", "three"), "\n\n", 6);

    assertThat(joined.next().text()).isEqualTo("one\n\ntwo");
    assertThat(joined.next().text()).isEqualTo("a long text");
    assertThat(joined.next().text()).isEqualTo("three");
    assertThat(joined.hasNext()).isFalse();
  }

  @Test
  void rendersConversationsAsTheChatTemplateDoes() {
    Path template =
        Path.of(System.getProperty("luthier.home"), "bases", "pocket", "chat_template.jinja");
    Conversation talk =
        new Conversation(
            List.of(Turn.system("Be kind."), Turn.user("Hi"), Turn.assistant("Hello!")), "t", "en");
    Conversations conversations =
        new Conversations((Dice _) -> talk, TemplateFiles.ofFile(template, Clock.systemUTC()), 42);

    assertThat(conversations.rendered(talk).text())
        .isEqualTo(
            "<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n"
                + "<|im_start|>assistant\nHello!<|im_end|>");
  }

  @Test
  void learnsNoTokenOfSeveralDigits() {
    TokenizerSample sample = new TokenizerSample();
    sample.add(new Portion("x", 1000, documents("12345 12345 12345 abc abc 99 99 99")), 1000);

    BpeVocabulary vocabulary = sample.train(300);

    assertThat(vocabulary.tokens())
        .contains("Ġabc")
        .noneMatch(token -> token.matches(".*\\d\\d.*"));
  }
}
