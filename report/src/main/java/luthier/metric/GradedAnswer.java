package luthier.metric;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import luthier.Excerpt;
import luthier.InvalidInputException;

/// A user's grader as a metric, named after its class: `polite_answer` for `PoliteAnswer`.
record GradedAnswer(String name, AnswerGrader grader) implements AnswerMark {

  static GradedAnswer of(AnswerGrader grader) {
    String name =
        grader
            .getClass()
            .getSimpleName()
            .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
            .toLowerCase(Locale.ROOT);
    return new GradedAnswer(name, grader);
  }

  /// Makes a grader of a class that the user names: the one place where a name becomes a class.
  static GradedAnswer load(String className) {
    String start = "grader " + Excerpt.of(className) + ": ";
    try {
      Object made = Class.forName(className).getConstructor().newInstance();
      if (made instanceof AnswerGrader grader) {
        return of(grader);
      }
      throw new InvalidInputException(
          start + "expected a class that implements " + AnswerGrader.class.getName());
    } catch (ClassNotFoundException | LinkageError e) {
      throw new InvalidInputException(
          start
              + "there is no such class on the class path; expected a full name such as"
              + " com.example.Polite, and the jar that holds it on the class path",
          e);
    } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
      throw new InvalidInputException(
          start + "expected a public class with a public constructor without parameters", e);
    } catch (InvocationTargetException e) {
      throw new InvalidInputException(start + "its constructor failed: " + e.getCause(), e);
    }
  }

  @Override
  public double score(String answer, List<String> references) {
    double score;
    try {
      score = grader.grade(answer, references);
    } catch (RuntimeException e) {
      throw new InvalidInputException(start(answer) + "it failed: " + e, e);
    }
    if (!Double.isFinite(score)) {
      throw new InvalidInputException(start(answer) + "expected a finite number, got " + score);
    }
    return score;
  }

  private String start(String answer) {
    return "grader " + grader.getClass().getName() + ", on the answer " + Excerpt.of(answer) + ": ";
  }

  /// What it needs only the grader knows.
  @Override
  public Optional<String> misfit(List<String> references) {
    return Optional.empty();
  }
}
