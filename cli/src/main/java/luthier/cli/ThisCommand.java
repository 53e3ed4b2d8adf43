package luthier.cli;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/// The command that starts luthier as this process was started: the same virtual machine with the
/// same arguments and class path.
final class ThisCommand {

  private ThisCommand() {}

  static List<String> words() {
    List<String> words = new ArrayList<>();
    words.add(ProcessHandle.current().info().command().orElse("java"));
    words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.add(Start.class.getName());
    return words;
  }
}
