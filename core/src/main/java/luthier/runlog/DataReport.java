package luthier.runlog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// What was read, what became of it, and what should be looked at: `data.json`.
///
/// @param sources every file that was read
/// @param counts what became of the rows
/// @param splits the sets that the rows were cut into
/// @param badLines rejected lines, the first of them
/// @param lengths how long the training examples are
/// @param findings what should be looked at
/// @param samples examples as the model sees them
public record DataReport(
    List<Source> sources,
    Counts counts,
    List<Split> splits,
    List<BadLine> badLines,
    Lengths lengths,
    List<Finding> findings,
    List<Sample> samples) {

  public DataReport {
    sources = List.copyOf(sources);
    splits = List.copyOf(splits);
    badLines = List.copyOf(badLines);
    findings = List.copyOf(findings);
    samples = List.copyOf(samples);
  }

  /// A file that was read.
  ///
  /// @param use `train`, `validation` or `test`
  /// @param format the format that was recognised or named, e.g. `openai_messages`
  /// @param rows rows in it, bad ones included
  public record Source(String path, String use, String format, long rows) {}

  /// What became of the rows; each row is counted once, at the first thing that happened to it,
  /// except that a truncated or split one is also kept.
  ///
  /// @param rows rows read
  /// @param bad rejected lines
  /// @param removed rows left out because a set that must not share them holds them, or nearly
  /// @param nearDuplicates rows that are nearly equal to another; they stay, in the same split
  /// @param dropped rows left out because they are longer than `max_length`
  /// @param truncated rows cut to `max_length`
  /// @param split rows cut into several examples of `max_length`
  /// @param kept examples that remained
  public record Counts(
      long rows,
      long bad,
      long removed,
      long nearDuplicates,
      long dropped,
      long truncated,
      long split,
      long kept) {}

  /// One of the sets that the examples were cut into.
  ///
  /// @param name `train`, `validation` or `test`
  /// @param tokens all tokens
  /// @param supervisedTokens tokens whose loss counts
  public record Split(String name, long examples, long tokens, long supervisedTokens) {}

  /// A rejected line.
  public record BadLine(String file, int line, String reason) {}

  /// A histogram of tokens per training example.
  ///
  /// @param maxLength the limit that was applied
  /// @param edges the bounds of the bins, one more than bins: bin i holds `edges[i] ≤ length <
  ///   edges[i+1]`, the last one its upper bound too
  /// @param counts examples per bin
  /// @param median half of the examples are no longer
  /// @param longest the longest example, before any cut
  public record Lengths(
      int maxLength, List<Integer> edges, List<Integer> counts, int median, int longest) {

    public Lengths {
      edges = List.copyOf(edges);
      counts = List.copyOf(counts);
      if (!counts.isEmpty() && edges.size() != counts.size() + 1) {
        throw new IllegalArgumentException(
            "a histogram of " + counts.size() + " bins needs one bound more, got " + edges.size());
      }
    }

    /// The histogram of some lengths, with at most `bins` bins of equal, round width.
    ///
    /// @param lengths tokens per example, before any cut
    public static Lengths of(int maxLength, int bins, int[] lengths) {
      return Histograms.lengths(maxLength, bins, lengths);
    }
  }

  /// Something that should be looked at.
  ///
  /// @param severity `problem`, `warning` or `hint`
  /// @param text what, in one sentence
  /// @param count examples it concerns
  public record Finding(String severity, String text, long count) {}

  /// An example as the model sees it.
  ///
  /// @param id the example's id
  /// @param origin file and line
  /// @param tokens its tokens in order; those that share a character are joined
  public record Sample(String id, String origin, List<Token> tokens) {
    public Sample {
      tokens = List.copyOf(tokens);
    }
  }

  /// A token's text and whether its loss counts.
  public record Token(String text, boolean supervised) {}

  /// Reads `data.json`.
  ///
  /// @throws luthier.InvalidInputException when the file is not what [#write(Path)] writes
  public static DataReport read(Path file) throws IOException {
    return DataReportJson.read(file);
  }

  /// Writes `data.json` whole or not at all.
  public void write(Path file) throws IOException {
    DataReportJson.write(this, file);
  }
}
