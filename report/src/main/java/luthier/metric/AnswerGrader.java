package luthier.metric;

import java.util.List;

/// A metric that a user writes: a public class with a public constructor without parameters, named
/// to [AnswerMetrics#grader].
///
/// ```java
/// public final class Polite implements AnswerGrader {
///   @Override
///   public double grade(String answer, List<String> references) {
///     return answer.contains("please") ? 1 : 0;
///   }
/// }
/// ```
public interface AnswerGrader {

  /// How good an answer is.
  ///
  /// @param answer what the model wrote
  /// @param references the right answers in the data; empty where there is none
  /// @return a finite number, the higher the better; from 0 to 1 it can be read like the others
  double grade(String answer, List<String> references);
}
