package luthier.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import luthier.example.Example;
import luthier.example.Message;
import luthier.example.Target;
import org.jspecify.annotations.Nullable;

/// The identity of an example: a hash of everything that training sees of it. Where it was read
/// plays no part, nor does the order of a message's fields; the order of keys further inside
/// (tools, arguments) does, since a chat template writes them in that order.
public final class ExampleId {

  private static final int BYTES = 16;

  private final MessageDigest digest;

  private ExampleId() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /// The first 128 bits of SHA-256 over the content, as 32 hexadecimal digits. Every part is
  /// written with its kind and its length, so that different contents are different bytes.
  public static String of(Example example) {
    ExampleId id = new ExampleId();
    switch (example) {
      case Example.Conversation c -> id.conversation(c);
      case Example.Completion c -> id.value(List.of("completion", c.prompt(), c.completion()));
      case Example.Passage p -> id.value(List.of("passage", p.text()));
      case Example.TokenRow t -> id.tokens(t);
      case Example.Labelled l -> id.labelled(l);
    }
    return HexFormat.of().formatHex(id.digest.digest(), 0, BYTES);
  }

  private void conversation(Example.Conversation conversation) {
    value("conversation");
    number('l', conversation.messages().size());
    for (Message message : conversation.messages()) {
      value(message.role().name());
      value(message.supervised());
      value(new TreeMap<>(message.fields()));
    }
    value(conversation.tools());
    value(new TreeMap<>(conversation.variables()));
  }

  private void labelled(Example.Labelled labelled) {
    value("labelled");
    switch (labelled.input()) {
      case Example.Input.Text(String text, Optional<String> pair) -> {
        value(text);
        value(pair.orElse(null));
      }
      case Example.Input.Tokens(List<Integer> ids) -> numbers(ids);
    }
    switch (labelled.target()) {
      case Target.Label(String name) -> value(name);
      case Target.Labels(List<String> names) -> value(names.stream().sorted().toList());
      case Target.Numbers(List<Double> values) -> value(values);
      case Target.Spans(List<Target.Span> spans) -> {
        number('l', spans.size());
        for (Target.Span span : spans) {
          value(List.of((long) span.start(), (long) span.end(), span.label()));
        }
      }
      case Target.Unknown _ -> value(null);
    }
  }

  private void tokens(Example.TokenRow row) {
    value("tokens");
    numbers(row.inputIds());
    numbers(row.labels());
  }

  private void numbers(List<Integer> numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(numbers.size(), Integer.BYTES));
    numbers.forEach(bytes::putInt);
    number('t', numbers.size());
    digest.update(bytes.array());
  }

  private void value(@Nullable Object value) {
    switch (value) {
      case null -> number('n', 0);
      case Boolean bool -> number('b', bool ? 1 : 0);
      case Double real -> number('d', Double.doubleToLongBits(real));
      case Number whole -> text('i', whole.toString());
      case List<?> list -> {
        number('l', list.size());
        list.forEach(this::value);
      }
      case Map<?, ?> map -> {
        number('m', map.size());
        map.forEach((key, inner) -> {
          value(key);
          value(inner);
        });
      }
      default -> text('s', value.toString());
    }
  }

  private void text(char kind, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(kind, bytes.length);
    digest.update(bytes);
  }

  private void number(char kind, long number) {
    digest.update((byte) kind);
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
  }
}
