package luthier.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import luthier.metric.Evaluation;
import luthier.report.EvaluationFile;
import luthier.runlog.DataReport;
import luthier.runlog.RunFiles;
import luthier.tokenizer.Tokenizer;

/// The tokens on which an export is compared with the live model: the examples that the run itself
/// holds, as its data may be gone by then, and a few random ones.
final class CheckedTokens {

  private static final int MOST_TEXTS = 4;
  private static final int RANDOM_SEQUENCES = 2;
  private static final int RANDOM_TOKENS = 48;
  private static final long SEED = 42;

  private CheckedTokens() {}

  /// @param directory with the model's tokenizer, if it has one
  static List<int[]> of(RunFiles files, Path directory, long vocabulary, int maxPositions)
      throws IOException {
    List<int[]> sequences = new ArrayList<>();
    if (Tokenizer.isIn(directory)) {
      try (Tokenizer tokenizer = Tokenizer.load(directory)) {
        texts(files).map(text -> tokenizer.encode(text, false)).forEach(sequences::add);
      }
    }
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < RANDOM_SEQUENCES; i++) {
      sequences.add(random.ints(RANDOM_TOKENS, 0, Math.toIntExact(vocabulary)).toArray());
    }
    return sequences.stream()
        .filter(ids -> ids.length > 0)
        .map(ids -> Arrays.copyOf(ids, Math.min(ids.length, maxPositions)))
        .toList();
  }

  private static Stream<String> texts(RunFiles files) throws IOException {
    Stream<String> held =
        Files.exists(files.evaluation())
            ? EvaluationFile.read(files.evaluation()).samples().stream().map(CheckedTokens::text)
            : Stream.of();
    Stream<String> learned =
        Files.exists(files.data())
            ? DataReport.read(files.data()).samples().stream().map(CheckedTokens::text)
            : Stream.of();
    return Stream.concat(learned, held).filter(text -> !text.isEmpty()).limit(MOST_TEXTS);
  }

  private static String text(DataReport.Sample sample) {
    return sample.tokens().stream().map(DataReport.Token::text).collect(Collectors.joining());
  }

  private static String text(Evaluation.Sample sample) {
    String prompt =
        sample.prompt().stream().map(Evaluation.Turn::text).collect(Collectors.joining("\n"));
    return prompt + "\n" + sample.reference();
  }
}
