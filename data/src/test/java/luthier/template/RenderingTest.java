package luthier.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import luthier.InvalidInputException;
import luthier.recipe.Data;
import org.junit.jupiter.api.Test;

/// Every template with every conversation is what Python's Jinja2 makes of it, failures included.
@SuppressWarnings("NullAway") // the fixtures hold what the tests ask for
class RenderingTest {

  @Test
  void everyRenderingEqualsPythons() {
    Map<String, ChatTemplate.Chat> chats = Fixtures.chats();
    Map<String, ChatTemplate> templates = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    List<Fixtures.Case> cases = Fixtures.cases();
    for (Fixtures.Case each : cases) {
      ChatTemplate template = templates.computeIfAbsent(each.template(), Fixtures::template);
      String found = text(template, chats.get(each.conversation()), each.prompt());
      if (!Objects.equals(found, each.text())) {
        wrong.add(each + ":\n  expected " + each.text() + "\n  found    " + found);
      }
    }
    assertThat(cases).hasSizeGreaterThan(1500);
    assertThat(templates).hasSizeGreaterThanOrEqualTo(20);
    assertThat(wrong).isEmpty();
  }

  private static String text(ChatTemplate template, ChatTemplate.Chat chat, boolean prompt) {
    try {
      return template.render(chat, Data.TrainOn.ASSISTANT, prompt).text();
    } catch (InvalidInputException e) {
      return null;
    }
  }
}
