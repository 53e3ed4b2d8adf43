package luthier.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Sources of data whose true scores are known, or computed from very many examples.
enum Simulated {
  /// Right or wrong, and how a share changes between two models that differ on a third.
  SHARE {
    @Override
    Map<String, Double> truth(int many) {
      return Map.of("accuracy", 0.7, "change", 0.1);
    }

    @Override
    List<Score> scores(int n, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      boolean[] before = new boolean[n];
      boolean[] after = new boolean[n];
      for (int i = 0; i < n; i++) {
        double chance = random.nextDouble();
        before[i] = chance < 0.6;
        after[i] = chance < 0.48 || chance > 0.78;
      }
      return List.of(
          Proportions.wilson("accuracy", after),
          Proportions.difference("change", before, after, seed).change());
    }
  },

  /// Marks from 0 to 1, many of them exactly 0 or 1, such as token F1; and how their mean changes.
  MARK {
    @Override
    Map<String, Double> truth(int many) {
      // a fifth 0, three tenths 1, else uniform; the change is uniform from -0.2 to 0.4
      return Map.of("mean", 0.55, "change", 0.1);
    }

    @Override
    List<Score> scores(int n, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] marks = new double[n];
      double[] after = new double[n];
      double[] ones = new double[n];
      Arrays.fill(ones, 1);
      for (int i = 0; i < n; i++) {
        double chance = random.nextDouble();
        marks[i] = chance < 0.2 ? 0 : chance < 0.5 ? 1 : random.nextDouble();
        after[i] = marks[i] + random.nextDouble(-0.2, 0.4);
      }
      return List.of(
          Bootstrap.mean("mean", marks, seed),
          Paired.ratio("change", marks, after, ones, seed).change());
    }
  },

  /// Losses of documents of very different lengths, the shorter the harder.
  LOSS_PER_TOKEN {
    private double[][] documents(int n, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      double[][] documents = new double[2][n];
      for (int i = 0; i < n; i++) {
        double length = Math.exp(4 + 0.7 * random.nextGaussian());
        double loss = 2 + 0.3 * (4 - Math.log(length)) + 0.5 * random.nextGaussian();
        documents[1][i] = Math.ceil(length);
        documents[0][i] = Math.max(0.05, loss) * documents[1][i];
      }
      return documents;
    }

    @Override
    Map<String, Double> truth(int many) {
      double[][] documents = documents(10 * many, 1);
      return Map.of("loss", Arrays.stream(documents[0]).sum() / Arrays.stream(documents[1]).sum());
    }

    @Override
    List<Score> scores(int n, long seed) {
      double[][] documents = documents(n, seed);
      return List.of(Bootstrap.ratio("loss", documents[0], documents[1], seed));
    }
  },

  /// A classifier of three labels.
  CLASSES {
    @Override
    Map<String, Double> truth(int many) {
      return ScoresTest.classifier(many, 1.5, 1).values();
    }

    @Override
    List<Score> scores(int n, long seed) {
      return Scores.of(ScoresTest.classifier(n, 1.5, seed), seed);
    }
  },

  /// One predicted number beside the true one.
  NUMBERS {
    private NumberPredictions numbers(int n, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      double[][] truth = new double[n][1];
      double[][] predicted = new double[n][1];
      IntStream.range(0, n)
          .forEach(i -> {
            truth[i][0] = 50 + 12 * random.nextGaussian();
            predicted[i][0] = 15 + 0.7 * truth[i][0] + 6 * random.nextGaussian();
          });
      return new NumberPredictions(List.of("price"), truth, predicted);
    }

    @Override
    Map<String, Double> truth(int many) {
      return numbers(many, 1).values();
    }

    @Override
    List<Score> scores(int n, long seed) {
      return Scores.of(numbers(n, seed), seed);
    }
  },

  /// Answers of 4 to 15 words, each as right as the answer is good, and the metrics of answers.
  ANSWERS {
    private static final int WORDS = 300;

    private AnswerPredictions answers(int n, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      List<String> answers = new ArrayList<>();
      List<List<String>> references = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        int length = random.nextInt(4, 16);
        double good = random.nextDouble(0.3, 1.1);
        List<String> reference = new ArrayList<>();
        List<String> answer = new ArrayList<>();
        for (int k = 0; k < length; k++) {
          String word = word(random.nextInt(WORDS));
          reference.add(word);
          if (random.nextDouble() < good) {
            answer.add(word);
          } else if (random.nextDouble() < 0.7) {
            answer.add(word(random.nextInt(WORDS)));
          }
        }
        references.add(List.of(String.join(" ", reference)));
        answers.add(String.join(" ", answer));
      }
      List<AnswerMetric> metrics =
          List.of("exact_match", "token_f1", "rouge_l", "chrf", "bleu").stream()
              .map(AnswerMetrics::of)
              .toList();
      return new AnswerPredictions(answers, references, metrics);
    }

    private String word(int number) {
      StringBuilder word = new StringBuilder();
      for (int rest = number * 7919 + 26; rest > 0; rest /= 26) {
        word.append((char) ('b' + rest % 24));
      }
      return word.toString();
    }

    @Override
    Map<String, Double> truth(int many) {
      return answers(many / 40, 1).values();
    }

    @Override
    List<Score> scores(int n, long seed) {
      return Scores.of(answers(n, seed), seed);
    }
  };

  /// The scores of the source itself.
  abstract Map<String, Double> truth(int many);

  /// What is measured on n examples.
  abstract List<Score> scores(int n, long seed);

  /// How much of a metric's intervals hold the truth at least.
  double least(String metric, int n, double usual) {
    return EXCEPTIONS.getOrDefault(this + " " + n + " " + metric, usual);
  }

  /// Intervals that hold the truth less often, also told in `docs/evaluation.md`.
  private static final Map<String, Double> EXCEPTIONS = new LinkedHashMap<>();
}
