package luthier.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import luthier.InvalidInputException;
import luthier.example.Example;
import luthier.example.Message;
import luthier.example.MessageReader;
import luthier.example.Origin;
import luthier.example.Role;
import luthier.recipe.DataFormat;
import luthier.recipe.Task;

/// Makes the example of the task from one row of a known format.
final class RowMapper {

  /// What every chat template has or can set by itself: a row that sets these would change what the
  /// template means.
  private static final Set<String> NOT_FOR_ROWS =
      Set.of(
          "messages",
          "tools",
          "conversations",
          "add_generation_prompt",
          "continue_final_message",
          "bos_token",
          "eos_token",
          "unk_token",
          "pad_token",
          "sep_token",
          "cls_token",
          "mask_token",
          "chat_template",
          "raise_exception",
          "strftime_now",
          "namespace",
          "range",
          "dict",
          "lipsum",
          "cycler",
          "joiner",
          "loop",
          "self",
          "true",
          "false",
          "none",
          "not",
          "and",
          "or",
          "in",
          "is");

  private static final Set<String> MESSAGE_FIELDS =
      Set.of(
          "role",
          "content",
          "name",
          "tool_calls",
          "tool_call_id",
          "weight",
          "reasoning_content",
          "reasoning",
          "thinking");

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final String file;
  private final DataFormat format;
  private final Task task;
  private final Optional<String> groupBy;
  private final boolean answered;
  private final FieldTally tally;
  private final LabelledShape labelled;
  private final Optional<String> folder;

  /// @param found gets the fields that are taken by their usual names
  /// @param folder of a plain text file; empty for others
  RowMapper(
      String file,
      DataFormat format,
      SourceOptions options,
      FieldTally tally,
      FoundFields found,
      Optional<String> folder) {
    this.file = file;
    this.format = format;
    this.task = options.task();
    this.groupBy = options.groupBy();
    this.answered = options.targets();
    this.tally = tally;
    this.labelled = new LabelledShape(options, found);
    this.folder = folder;
  }

  /// @throws InvalidInputException if the row is not of the format or the task cannot use it; the
  ///   message lacks the place
  SourceRow map(Row.Fields row) {
    return mapped(row).row();
  }

  /// @param unused fields that the example does not hold
  record Mapped(SourceRow row, Map<String, Object> unused) {}

  /// As [#map], with the fields that were not read.
  Mapped mapped(Row.Fields row) {
    RowFields fields = new RowFields(row.fields());
    Origin origin = new Origin(file, row.line());
    Optional<String> group = groupBy.map(fields::group);
    Example example = example(fields, origin);
    Map<String, Object> unused = fields.unused();
    // counted only now: the fields of a rejected row are of no interest
    if (example instanceof Example.Conversation conversation) {
      example = withVariables(conversation, unused, row.line());
    } else {
      unused.keySet().forEach(name -> tally.add(name, UnknownField.Use.NOT_USED, row.line()));
    }
    groupBy.ifPresent(name -> tally.add(name, UnknownField.Use.GROUP, row.line()));
    return new Mapped(new SourceRow(example, group), unused);
  }

  private Example example(RowFields row, Origin origin) {
    return switch (format) {
      case TOKENS -> TokenShape.read(row, origin);
      case TEXT -> passage(row, origin);
      case LABELLED -> labelled.read(row, origin, folder);
      case MESSAGES, SHAREGPT -> forTask(conversation(row, origin));
      case ALPACA -> alpaca(row, origin);
      case PROMPT_COMPLETION -> promptCompletion(row, origin);
    };
  }

  private static Example passage(RowFields row, Origin origin) {
    String text = row.text("text");
    if (text.isBlank()) {
      throw new InvalidInputException("has an empty text");
    }
    return new Example.Passage(origin, text);
  }

  private Example.Conversation conversation(RowFields row, Origin origin) {
    boolean conversations = row.has("conversations") || format == DataFormat.SHAREGPT;
    String field = conversations && !row.has("messages") ? "conversations" : "messages";
    Object turns = row.required(field);
    List<Message> messages =
        format == DataFormat.SHAREGPT
            ? ConversationShapes.shareGpt(turns, field)
            : ConversationShapes.messages(turns, field);
    if (format == DataFormat.SHAREGPT) {
      messages = withSystem(row, messages);
    }
    if (row.has("functions")) {
      throw new InvalidInputException("has the old field 'functions'; expected 'tools'");
    }
    return conversation(origin, messages, MessageReader.tools(row.get("tools")), row);
  }

  private static List<Message> withSystem(RowFields row, List<Message> messages) {
    return row.optionalText("system")
        .map(system -> ConversationShapes.withSystem(system, messages))
        .orElse(messages);
  }

  private Example.Conversation conversation(
      Origin origin, List<Message> messages, List<Object> tools, RowFields row) {
    if (answered) {
      ConversationShapes.requireAnswer(messages);
    }
    Map<String, Object> variables = new LinkedHashMap<>();
    Object forTemplate = row.get("chat_template_kwargs");
    if (forTemplate instanceof Map<?, ?> map) {
      for (Map.Entry<String, Object> entry : JsonMaps.of(map).entrySet()) {
        if (!isVariable(entry.getKey())) {
          throw new InvalidInputException(
              "has in 'chat_template_kwargs' '" + entry.getKey() + "', which a row cannot set");
        }
        variables.put(entry.getKey(), entry.getValue());
      }
    } else if (forTemplate != null) {
      throw new InvalidInputException(
          "has in 'chat_template_kwargs' "
              + MessageReader.kind(forTemplate)
              + ", expected an object");
    }
    return new Example.Conversation(origin, messages, tools, variables);
  }

  /// A task instruction, what it applies to, and the answer. For a template the input follows the
  /// instruction after a blank line; as a bare prompt the parts stand under the headings that
  /// models tuned on such data know.
  private Example alpaca(RowFields row, Origin origin) {
    String instruction = row.text("instruction");
    Optional<String> input = row.optionalText("input");
    String output = answer(row, "output");
    if (row.has("history") && !List.of().equals(row.get("history"))) {
      throw new InvalidInputException(
          "has earlier turns in 'history'; expected the whole conversation in 'messages'");
    }
    row.get("history");
    return switch (task) {
      case CHAT -> {
        String question = instruction + input.map(text -> "\n\n" + text).orElse("");
        yield conversation(origin, withSystem(row, turns(question, output)), List.of(), row);
      }
      default -> {
        String prompt =
            row.optionalText("system").map(text -> text + "\n\n").orElse("")
                + "### Instruction:\n"
                + instruction
                + input.map(text -> "\n\n### Input:\n" + text).orElse("")
                + "\n\n### Response:\n";
        yield new Example.Completion(origin, prompt, output);
      }
    };
  }

  private Example promptCompletion(RowFields row, Origin origin) {
    boolean question = !row.has("prompt") && row.has("question");
    String promptField = question ? "question" : "prompt";
    String completionField = question ? "answer" : "completion";
    Object prompt = row.required(promptField);
    Object completion = answered ? row.required(completionField) : "";
    if (prompt instanceof String && completion instanceof String) {
      String answer = answer(row, completionField);
      return switch (task) {
        case CHAT -> conversation(origin, turns((String) prompt, answer), toolsOf(row), row);
        default -> new Example.Completion(origin, (String) prompt, answer);
      };
    }
    List<Message> messages = new ArrayList<>();
    for (Message message : messages(prompt, promptField, Role.USER)) {
      // turns of the assistant in the prompt are context
      messages.add(new Message(message.role(), message.fields(), false));
    }
    if (answered) {
      messages.addAll(messages(completion, completionField, Role.ASSISTANT));
    }
    return forTask(conversation(origin, messages, toolsOf(row), row));
  }

  private static List<Object> toolsOf(RowFields row) {
    return MessageReader.tools(row.get("tools"));
  }

  private static List<Message> messages(Object value, String field, Role role) {
    return value instanceof String text
        ? List.of(ConversationShapes.text(role, text))
        : ConversationShapes.messages(value, field);
  }

  private List<Message> turns(String question, String answer) {
    Message user = ConversationShapes.text(Role.USER, question);
    return answered
        ? List.of(user, ConversationShapes.text(Role.ASSISTANT, answer))
        : List.of(user);
  }

  /// The answer to learn; nothing where rows are only asked.
  private String answer(RowFields row, String field) {
    return answered ? nonEmpty(field, row.text(field)) : "";
  }

  private static String nonEmpty(String field, String text) {
    if (text.isEmpty()) {
      throw new InvalidInputException("has an empty '" + field + "'; expected the answer to learn");
    }
    return text;
  }

  /// A conversation as the task needs it: as it is, or as prompt and answer.
  private Example forTask(Example.Conversation conversation) {
    return switch (task) {
      case CHAT -> conversation;
      default -> completion(conversation);
    };
  }

  private Example.Completion completion(Example.Conversation conversation) {
    List<Message> messages = conversation.messages();
    if (!answered
        && messages.getFirst().role() == Role.USER
        && messages.stream().skip(1).allMatch(message -> message.role() == Role.ASSISTANT)
        && messages.size() <= 2
        && messages.getFirst().fields().get("content") instanceof String prompt) {
      return new Example.Completion(conversation.origin(), prompt, "");
    }
    if (messages.size() == 2
        && messages.get(0).role() == Role.USER
        && messages.get(1).role() == Role.ASSISTANT
        && conversation.tools().isEmpty()
        && messages.get(0).fields().get("content") instanceof String prompt
        && messages.get(1).fields().get("content") instanceof String answer
        && !messages.get(1).fields().containsKey("tool_calls")) {
      return new Example.Completion(conversation.origin(), prompt, answer);
    }
    List<String> roles =
        messages.stream()
            .limit(6)
            .map(message -> message.role().name().toLowerCase(Locale.ROOT))
            .toList();
    throw new InvalidInputException(
        "has the messages "
            + String.join(", ", roles)
            + (messages.size() > 6 ? ", …" : "")
            + (conversation.tools().isEmpty() ? "" : " and tools")
            + "; task completion takes one message of the user and one text of the assistant. Set"
            + " task to chat for conversations");
  }

  private Example withVariables(
      Example.Conversation conversation, Map<String, Object> unused, int line) {
    Map<String, Object> variables = new LinkedHashMap<>(conversation.variables());
    for (Map.Entry<String, Object> field : unused.entrySet()) {
      boolean usable = isVariable(field.getKey());
      if (usable) {
        variables.putIfAbsent(field.getKey(), field.getValue());
      }
      tally.add(
          field.getKey(),
          usable ? UnknownField.Use.TEMPLATE_VARIABLE : UnknownField.Use.NOT_USED,
          line);
    }
    for (Message message : conversation.messages()) {
      for (String key : message.fields().keySet()) {
        if (!MESSAGE_FIELDS.contains(key)) {
          tally.add("messages[]." + key, UnknownField.Use.MESSAGE_FIELD, line);
        }
      }
    }
    return new Example.Conversation(
        conversation.origin(), conversation.messages(), conversation.tools(), variables);
  }

  private static boolean isVariable(String name) {
    return NAME.matcher(name).matches() && !NOT_FOR_ROWS.contains(name.toLowerCase(Locale.ROOT));
  }
}
