package luthier.recipe;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Which examples, and what becomes of them on the way to tokens.
///
/// @param train files and folders, absolute, at least one
/// @param validation set that chooses the best checkpoint
/// @param test frozen set that chooses nothing; never `auto`
/// @param format shape of a row
/// @param groupBy field of a row; rows with equal values are never in two sets
/// @param onBadLine what a row that cannot be read does
/// @param trainOn which messages are supervised
/// @param tooLong what becomes of an example longer than `training.max_length`
/// @param columns which fields of a row hold what, for tasks with labels
/// @param cutting how the sets are cut, besides their sizes
public record Data(
    List<Path> train,
    Split validation,
    Split test,
    Auto<DataFormat> format,
    Optional<String> groupBy,
    OnBadLine onBadLine,
    TrainOn trainOn,
    TooLong tooLong,
    Columns columns,
    Cutting cutting) {

  /// What a row that cannot be read does.
  public enum OnBadLine {
    /// Ends the run before it starts.
    STOP,
    /// Is left out and listed.
    SKIP
  }

  /// Which messages are supervised.
  public enum TrainOn {
    /// Every turn of the assistant, with its terminator.
    ASSISTANT,
    /// The last turn of the assistant, with its terminator.
    LAST_ASSISTANT,
    /// Every token.
    ALL
  }

  /// What becomes of an example longer than `training.max_length`.
  public enum TooLong {
    /// Ends the run before it starts.
    ERROR,
    /// Is left out and counted.
    DROP,
    /// Is cut at the end and counted.
    TRUNCATE,
    /// Is cut into pieces, each an example (tasks text and masked_text).
    SPLIT
  }

  public Data {
    train = List.copyOf(train);
    Problems problems =
        new Problems()
            .check(DataKeys.TRAIN, train)
            .check(DataKeys.VALIDATION, validation)
            .check(DataKeys.TEST, test)
            .check(DataKeys.GROUP_BY, groupBy);
    Contradictions.inData(problems, train, validation, test);
    problems.throwIfAny();
  }
}
