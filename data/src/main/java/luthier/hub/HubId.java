package luthier.hub;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which model of a hub, in which state.
///
/// @param model `org/name`
/// @param revision a commit, branch or tag
record HubId(String model, String revision) {

  /// What a model has when no revision is named.
  static final String MAIN = "main";

  private static final String PART = "[A-Za-z0-9][A-Za-z0-9_.-]*";
  private static final Pattern ID =
      Pattern.compile(
          "(?<model>" + PART + "/" + PART + ")(@(?<revision>[A-Za-z0-9][A-Za-z0-9_./+-]*))?");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  static Optional<HubId> parse(String reference) {
    Matcher found = ID.matcher(reference);
    if (!found.matches() || reference.contains("..") || reference.contains("//")) {
      return Optional.empty();
    }
    String revision = found.group("revision");
    return Optional.of(new HubId(found.group("model"), revision == null ? MAIN : revision));
  }

  /// Whether the revision can never mean something else.
  boolean isCommit() {
    return COMMIT.matcher(revision).matches();
  }

  /// The folder of the model in the cache.
  String folder() {
    return "models--" + model.replace("/", "--");
  }

  /// The revision as one part of a URL's path.
  String encodedRevision() {
    return URLEncoder.encode(revision, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return model + "@" + revision;
  }
}
