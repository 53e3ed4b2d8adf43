package luthier.metric;

import java.util.HashSet;
import java.util.List;

/// The labels of a task.
final class Labels {

  private Labels() {}

  static List<String> require(List<String> labels, int least) {
    Predictions.require(labels.size() >= least, "at least " + least + " labels", labels);
    Predictions.require(
        new HashSet<>(labels).size() == labels.size(), "labels that differ", labels);
    return List.copyOf(labels);
  }
}
