package luthier.task;

import java.util.List;

/// What a language model is measured by: items with their prompts, and what counts as right.
///
/// @param name of the task, in snake_case
/// @param version rises with every change of its items or prompts: only numbers of one version can
///   be compared
/// @param description what it measures, in a sentence
/// @param language of the items: an ISO 639-1 code, or `mul` for several or none
/// @param provenance who wrote the items, and under which licence
public record LanguageTask(
    String name,
    int version,
    String description,
    String language,
    String provenance,
    Content content) {

  /// What is asked, by kind.
  public sealed interface Content {
    /// The word of the key `kind`.
    String kind();

    List<? extends Item> items();

    /// The metrics that fit, the first one the most telling.
    List<String> metrics();
  }

  /// Which of several continuations the model finds the most probable.
  public record MultipleChoice(List<Choice> items) implements Content {
    public MultipleChoice {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "multiple_choice";
    }

    @Override
    public List<String> metrics() {
      return List.of("acc", "acc_norm", "acc_bytes");
    }
  }

  /// What the model writes, greedy.
  ///
  /// @param until texts at which the answer ends; they are not part of it
  /// @param maxTokens of an answer
  /// @param filters what is done with an answer before it is compared, in order
  public record GenerateUntil(
      List<Question> items, List<String> until, int maxTokens, List<AnswerFilter> filters)
      implements Content {
    public GenerateUntil {
      items = List.copyOf(items);
      until = List.copyOf(until);
      filters = List.copyOf(filters);
    }

    @Override
    public String kind() {
      return "generate_until";
    }

    @Override
    public List<String> metrics() {
      return List.of("exact_match");
    }

    /// What is compared of a text that the model wrote.
    public String answer(String written) {
      String answer = written;
      for (String end : until) {
        int at = answer.indexOf(end);
        answer = at < 0 ? answer : answer.substring(0, at);
      }
      for (AnswerFilter filter : filters) {
        answer = filter.of(answer);
      }
      return answer;
    }
  }

  /// How probable the model finds whole texts.
  public record Perplexity(List<Passage> items) implements Content {
    public Perplexity {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "perplexity";
    }

    @Override
    public List<String> metrics() {
      return List.of("word_perplexity", "byte_perplexity", "bits_per_byte");
    }
  }

  /// One item of a task.
  public sealed interface Item {
    /// File and line.
    String place();

    /// What it is one of; empty where the task has no groups.
    String group();
  }

  /// @param context the prompt, behind the worked examples if there are any
  /// @param delimiter between context and choice
  /// @param choices at least two
  /// @param right the place of the right one
  public record Choice(
      String place, String group, String context, String delimiter, List<String> choices, int right)
      implements Item {
    public Choice {
      choices = List.copyOf(choices);
    }
  }

  /// @param answers any of which is right
  public record Question(String place, String group, String context, List<String> answers)
      implements Item {
    public Question {
      answers = List.copyOf(answers);
    }
  }

  /// @param text not empty
  public record Passage(String place, String group, String text) implements Item {}
}
