package luthier.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.dataset.Dataset;
import luthier.dataset.ExampleId;
import luthier.dataset.IdentifiedExample;
import luthier.dataset.Replay;
import luthier.example.Example;
import luthier.general.GeneralText;
import luthier.general.GeneralTexts;
import luthier.recipe.Data;
import luthier.recipe.Recipe;
import luthier.recipe.Task;
import luthier.recipe.Versatility;
import luthier.runlog.DataReport;
import luthier.source.BadLine;
import luthier.source.Source;
import luthier.source.SourceData;
import luthier.source.SourceOptions;
import luthier.tokenizer.TokenizedExample;

/// General examples that are mixed into training.
///
/// @param read the files; empty for those that come with Luthier
/// @param tokens in the order in which they are mixed in
/// @param findings what should be looked at
record ReplayData(
    List<SourceData> read, List<TokenizedExample> tokens, List<DataReport.Finding> findings) {

  static final ReplayData NONE = new ReplayData(List.of(), List.of(), List.of());

  /// @param train how many examples of the task are trained on
  /// @param kept what must not be trained on, besides validation and test
  /// @throws InvalidInputException when no general example is left
  static ReplayData of(
      Recipe recipe,
      SourceOptions options,
      Encoding encoding,
      Dataset sets,
      int train,
      List<KeptSet> kept) {
    if (recipe.versatility().replay().isEmpty()) {
      return NONE;
    }
    Versatility.Replay settings = recipe.versatility().replay().get();
    List<SourceData> read =
        settings.files().stream().flatMap(List::stream).map(file -> read(file, options)).toList();
    List<BadLine> bad = read.stream().flatMap(data -> data.badLines().stream()).toList();
    if (recipe.data().onBadLine() == Data.OnBadLine.STOP) {
      SourceData.requireNone(bad);
    }
    Stream<Example> examples =
        settings.files().isPresent()
            ? read.stream().flatMap(data -> data.rows().stream()).map(row -> row.example())
            : GeneralTexts.replay().stream()
                .map(GeneralText::example)
                .map(example -> readable(example, encoding));
    List<IdentifiedExample> pool =
        examples
            .map(example -> {
              String id = ExampleId.of(example);
              return new IdentifiedExample(id, id, example);
            })
            .toList();
    List<IdentifiedExample> held =
        Stream.concat(
                Stream.of(sets.validation(), sets.test()).flatMap(List::stream),
                kept.stream().flatMap(set -> set.examples().stream()))
            .toList();
    Replay replay = Replay.choose(pool, held, Replay.count(train, settings.share()), recipe.seed());
    Encoding.Tally tally = new Encoding.Tally();
    List<TokenizedExample> tokens =
        replay.chosen().stream().flatMap(e -> encoding.encode(e, tally).stream()).toList();
    if (tokens.isEmpty()) {
      throw new InvalidInputException(
          "data.replay.files: hold no general example that can be trained on ("
              + pool.size()
              + " read, "
              + replay.removed()
              + " also in a set that is measured, "
              + tally.dropped()
              + " longer than training.max_length); expected at least one");
    }
    return new ReplayData(read, tokens, findings(replay, tally));
  }

  /// General examples may be conversations in a run on texts, and texts in a run on conversations.
  private static SourceData read(Path file, SourceOptions options) {
    SourceOptions own = of(options.task(), options);
    Task other = options.task() == Task.TEXT ? Task.CHAT : Task.TEXT;
    try {
      return Source.read(List.of(file), own);
    } catch (InvalidInputException e) {
      try {
        return Source.read(List.of(file), of(other, options));
      } catch (InvalidInputException second) {
        e.addSuppressed(second);
        throw e;
      }
    }
  }

  private static SourceOptions of(Task task, SourceOptions options) {
    return new SourceOptions(task, Optional.empty(), Optional.empty(), options.base());
  }

  private static Example readable(Example example, Encoding encoding) {
    return encoding
        .text()
        .map(encoder -> KeptSet.plainWithoutTemplate(example, encoder))
        .orElse(example);
  }

  private static List<DataReport.Finding> findings(Replay replay, Encoding.Tally tally) {
    List<DataReport.Finding> findings = new ArrayList<>();
    if (replay.removed() > 0) {
      findings.add(
          new DataReport.Finding(
              "hint",
              "general examples were left out of data.replay: a set that is measured holds them, or"
                  + " nearly",
              replay.removed()));
    }
    int most = Math.ceilDiv(replay.chosen().size(), Math.max(1, replay.given()));
    if (most > 1) {
      findings.add(
          new DataReport.Finding(
              "hint",
              "different general examples make up the share of data.replay: each is seen up to "
                  + most
                  + " times an epoch; more of them in data.replay.files would keep more",
              replay.given()));
    }
    if (tally.dropped() > 0) {
      findings.add(
          new DataReport.Finding(
              "warning",
              "general examples are longer than max_length and were dropped",
              tally.dropped()));
    }
    return findings;
  }
}
