package luthier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// A benchmark of other settings than the launcher's would measure something that nobody runs.
class LauncherTest {

  private static final Path HOME = Path.of(System.getProperty("luthier.home", ".."));

  /// Class sharing is about start-up, not about speed.
  private static final List<String> STARTING = List.of("-Xlog");

  @Test
  void theBenchmarkRunsWithTheLaunchersSettings() throws IOException {
    assertThat(settings("bench/run")).isEqualTo(settings("luthier")).isNotEmpty();
  }

  private static Set<String> settings(String script) throws IOException {
    Set<String> found = new TreeSet<>();
    String text = Files.readString(HOME.resolve(script));
    String java = text.substring(text.indexOf(" -Xmx"), text.indexOf(" -cp"));
    Matcher words = Pattern.compile("(?<= )-\\S+|[\\w.]+=ALL-UNNAMED|jdk\\.\\S+").matcher(java);
    while (words.find()) {
      if (STARTING.stream().noneMatch(words.group()::startsWith)) {
        found.add(words.group());
      }
    }
    text.lines().filter(line -> line.matches("(export|unset) .*")).forEach(found::add);
    return found;
  }
}
