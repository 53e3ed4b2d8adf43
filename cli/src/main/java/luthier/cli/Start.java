package luthier.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// What the launcher runs. `--help` alone is answered from a text, without the library of the
/// command line, whose loading would take most of the time; a test holds the text to what [Main]
/// says.
final class Start {

  static final String HELP = "help.txt";

  private Start() {}

  public static void main(String[] args) throws IOException {
    if (args.length == 1 && (args[0].equals("--help") || args[0].equals("-h"))) {
      try (InputStream text = Start.class.getResourceAsStream(HELP)) {
        Objects.requireNonNull(text).transferTo(System.out);
      }
      System.out.flush();
    } else {
      Main.main(args);
    }
  }
}
