package luthier.artefact;

import java.util.List;
import java.util.regex.Pattern;
import luthier.Excerpt;
import luthier.InvalidInputException;

/// Which artefact of a repository.
///
/// @param classifier empty for the main one
record Coordinates(String group, String artifact, String version, String classifier) {

  static final String SCHEME = "maven:";

  private static final Pattern PART = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.+-]*");

  /// Words that mean another artefact tomorrow: a run could not be repeated.
  private static final List<String> MOVING = List.of("LATEST", "RELEASE");

  /// @throws InvalidInputException when it is not `maven:group:artifact:version[:classifier]`
  static Coordinates parse(String reference) {
    String[] parts = reference.substring(SCHEME.length()).split(":", -1);
    if (parts.length < 3 || parts.length > 4) {
      throw invalid(reference, "expected maven:group:artifact:version[:classifier]");
    }
    if (MOVING.contains(parts[2]) || parts[2].matches("[\\[(].*")) {
      throw invalid(reference, "expected one version by its number, not a range or a moving name");
    }
    for (String part : parts) {
      if (!PART.matcher(part).matches()) {
        throw invalid(
            reference,
            Excerpt.of(part) + " is no part of coordinates (letters, digits, '.', '_', '-', '+')");
      }
    }
    return new Coordinates(parts[0], parts[1], parts[2], parts.length == 4 ? parts[3] : "");
  }

  private static InvalidInputException invalid(String reference, String problem) {
    return new InvalidInputException("base: found " + Excerpt.of(reference) + ": " + problem);
  }

  @Override
  public String toString() {
    return SCHEME
        + String.join(":", group, artifact, version)
        + (classifier.isEmpty() ? "" : ":" + classifier);
  }
}
