package luthier.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import luthier.InvalidInputException;
import luthier.recipe.BestBy;
import luthier.runlog.Metrics;
import luthier.runlog.RunEvent;
import luthier.runlog.RunFiles;

/// A trial that is `luthier tune` as a process of its own, whose run log is followed: when it runs
/// out of memory or crashes, it ends alone.
///
/// @param command starts luthier on this machine
/// @param metric which number of a validation is told
public record TuneTrial(List<String> command, BestBy metric) implements Trial {

  private static final long LOOK_MILLISECONDS = 100;
  private static final int INTERRUPTED = 130;

  public TuneTrial {
    command = List.copyOf(command);
  }

  @Override
  public Ending run(Path recipe, Path directory, Follower follower) throws InterruptedException {
    Path log = directory.resolveSibling(directory.getFileName() + ".log");
    ChildMark mark = new ChildMark(directory.resolveSibling(directory.getFileName() + ".pid"));
    try {
      mark.endOrphan();
      List<String> all = new ArrayList<>(command);
      all.addAll(List.of("tune", recipe.toString(), "--out", directory.toString(), "--resume"));
      Process process =
          new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(log.toFile()).start();
      try {
        process.getOutputStream().close();
        mark.write(process.toHandle());
        return follow(process, new RunFiles(directory).metrics(), log, follower);
      } finally {
        process.destroyForcibly();
        process.waitFor();
        mark.remove();
      }
    } catch (IOException e) {
      return new Ending.Failed("the process could not be started or followed: " + e.getMessage());
    }
  }

  private Ending follow(Process process, Path metrics, Path log, Follower follower)
      throws IOException, InterruptedException {
    int told = 0;
    boolean asked = false;
    long pause = LOOK_MILLISECONDS;
    while (true) {
      boolean ended = process.waitFor(pause, TimeUnit.MILLISECONDS);
      long began = System.nanoTime();
      List<RunEvent.Evaluated> evaluations = Metrics.read(metrics).evaluations();
      // a long log is read less often, so that looking stays cheap
      long read = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      pause = Math.max(LOOK_MILLISECONDS, 20 * read);
      for (; told < evaluations.size(); told++) {
        RunEvent.Evaluated one = evaluations.get(told);
        if (!follower.goesOn(told + 1, one.step(), value(one)) && !ended) {
          return new Ending.Stopped();
        }
      }
      if (ended) {
        return ending(process.exitValue(), log);
      }
      if (follower.interrupted() && !asked) {
        asked = true;
        process.destroy(); // as Ctrl-C does: the run writes its checkpoint first
      }
    }
  }

  private static Ending ending(int code, Path log) throws IOException {
    return switch (code) {
      case 0 -> new Ending.Finished();
      case INTERRUPTED, 128 + 15 -> new Ending.Interrupted();
      default -> new Ending.Failed(lastMessage(log, code));
    };
  }

  private double value(RunEvent.Evaluated evaluated) {
    if (metric.metric().equals("loss")) {
      return evaluated.lossNatsPerToken();
    }
    Double score = evaluated.scores().get(metric.metric());
    if (score == null) {
      throw new InvalidInputException(
          "search.metric: the validations have no "
              + metric.metric()
              + ", only loss and "
              + evaluated.scores().keySet());
    }
    return score;
  }

  /// From the last line that is a message on.
  private static String lastMessage(Path log, int code) throws IOException {
    List<String> lines = Files.readAllLines(log);
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (lines.get(i).startsWith("luthier: ")) {
        String message = String.join("\n", lines.subList(i, lines.size()));
        return message.substring("luthier: ".length());
      }
    }
    return "ended with code " + code + "; see " + log;
  }
}
