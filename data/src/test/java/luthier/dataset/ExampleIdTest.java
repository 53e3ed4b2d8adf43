package luthier.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import luthier.example.Example;
import luthier.example.Message;
import luthier.example.Origin;
import luthier.example.Role;
import org.junit.jupiter.api.Test;

class ExampleIdTest {

  private static final Origin HERE = new Origin("a.jsonl", 1);

  @Test
  void isOfTheContentAndNotOfThePlace() {
    String id = ExampleId.of(new Example.Passage(HERE, "text"));
    assertThat(id).matches("[0-9a-f]{32}");
    assertThat(ExampleId.of(new Example.Passage(new Origin("b.jsonl", 7), "text"))).isEqualTo(id);
    assertThat(ExampleId.of(new Example.Passage(HERE, "text "))).isNotEqualTo(id);
  }

  @Test
  void staysTheSameFromReleaseToRelease() {
    // computed with Python's hashlib from the layout; lineage files of old runs name examples by it
    assertThat(ExampleId.of(new Example.Passage(HERE, "text")))
        .isEqualTo("83fd2e8c0c305d12920bfd4eea5bdca2");
    assertThat(ExampleId.of(new Example.TokenRow(HERE, List.of(1, 2), List.of(-100, 2))))
        .isEqualTo("2d7c250142bef15b256d9699db0bb158");
  }

  @Test
  void differentKindsAndBordersAreDifferent() {
    assertThat(
            List.of(
                    new Example.Completion(HERE, "ab", "c"),
                    new Example.Completion(HERE, "a", "bc"),
                    new Example.Passage(HERE, "abc"),
                    new Example.TokenRow(HERE, List.of(1, 2), List.of(1, 2)),
                    new Example.TokenRow(HERE, List.of(1, 2), List.of(-100, 2)),
                    new Example.TokenRow(HERE, List.of(1), List.of(1)))
                .stream()
                .map(ExampleId::of)
                .toList())
        .doesNotHaveDuplicates();
  }

  @Test
  void ofConversationsEverythingTheTemplateSeesCounts() {
    Map<String, Object> roleFirst = new LinkedHashMap<>();
    roleFirst.put("role", "user");
    roleFirst.put("content", "hi");
    Map<String, Object> contentFirst = new LinkedHashMap<>();
    contentFirst.put("content", "hi");
    contentFirst.put("role", "user");
    String id = id(new Message(Role.USER, roleFirst, true), List.of(), Map.of());
    assertThat(id(new Message(Role.USER, contentFirst, true), List.of(), Map.of())).isEqualTo(id);
    assertThat(
            List.of(
                id,
                id(new Message(Role.USER, roleFirst, false), List.of(), Map.of()),
                id(new Message(Role.USER, roleFirst, true), List.of(Map.of("name", "f")), Map.of()),
                id(new Message(Role.USER, roleFirst, true), List.of(), Map.of("think", true)),
                id(new Message(Role.USER, roleFirst, true), List.of(), Map.of("think", "true")),
                id(new Message(Role.USER, roleFirst, true), List.of(), Map.of("think", 1L)),
                id(new Message(Role.USER, roleFirst, true), List.of(), Map.of("think", 1.0))))
        .doesNotHaveDuplicates();
  }

  private static String id(Message message, List<Object> tools, Map<String, Object> variables) {
    return ExampleId.of(new Example.Conversation(HERE, List.of(message), tools, variables));
  }
}
