package luthier.hub;

import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import luthier.ResourceException;
import luthier.UnsupportedException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the hub says about one revision of a model: its commit and its files.
///
/// @param commit 40 hexadecimal digits
/// @param files by name; empty for one whose length and hash are still to be asked for
record HubListing(String commit, Map<String, Optional<HubFile>> files) {

  private static final int MOST_BYTES = 64 << 20;

  /// Asks for it.
  static HubListing read(HubClient client, HubSettings settings, HubId id, String what)
      throws IOException {
    URI uri =
        settings.uri(
            "/api/models/" + id.model() + "/revision/" + id.encodedRevision() + "?blobs=true");
    byte[] body;
    try (HubClient.Answer answer = client.get(what, uri, Map.of("Accept", "application/json"));
        StallWatch watch = new StallWatch(answer.last().body(), settings.patience())) {
      body = watch.stream().readNBytes(MOST_BYTES);
    }
    return parse(what, settings, body);
  }

  private static HubListing parse(String what, HubSettings settings, byte[] body) {
    JsonNode root;
    try {
      root = JsonMapper.builder().build().readTree(body);
    } catch (JacksonException e) {
      throw new ResourceException(noHub(what, settings), e);
    }
    String commit = root.path("sha").asString("");
    if (!commit.matches("[0-9a-f]{40}") || !root.path("siblings").isArray()) {
      throw new ResourceException(noHub(what, settings));
    }
    Map<String, Optional<HubFile>> files = new TreeMap<>();
    for (JsonNode each : root.path("siblings")) {
      String name = each.path("rfilename").asString("");
      JsonNode large = each.path("lfs");
      String hash =
          large.isObject()
              ? large.path("sha256").asString(large.path("oid").asString(""))
              : each.path("blobId").asString("");
      long bytes = (large.isObject() ? large : each).path("size").asLong(-1);
      files.put(
          name,
          bytes >= 0 && HubFile.isHash(hash)
              ? Optional.of(new HubFile(name, bytes, hash))
              : Optional.empty());
    }
    return new HubListing(commit, files);
  }

  private static String noHub(String what, HubSettings settings) {
    return what
        + ": "
        + settings.endpoint()
        + " answers with something else than a hub's list of files, perhaps the page of a proxy or"
        + " a login; check HF_ENDPOINT and the network";
  }

  Collection<String> names() {
    return Collections.unmodifiableCollection(files.keySet());
  }

  /// Length and hash of a file, asked for where the list lacks them.
  HubFile file(HubClient client, HubSettings settings, HubId id, String what, String name)
      throws IOException {
    Optional<HubFile> listed = files.getOrDefault(name, Optional.empty());
    if (listed.isPresent()) {
      return listed.get();
    }
    try (HubClient.Answer answer = client.head(what, uri(settings, id, name))) {
      String hash =
          answer
              .header("X-Linked-Etag")
              .or(() -> answer.header("ETag"))
              .map(tag -> tag.replaceFirst("^W/", "").replace("\"", ""))
              .orElse("");
      long bytes =
          answer
              .header("X-Linked-Size")
              .or(() -> answer.header("Content-Length"))
              .filter(size -> size.matches("[0-9]{1,18}"))
              .map(Long::parseLong)
              .orElse(-1L);
      if (bytes < 0 || !HubFile.isHash(hash)) {
        throw new UnsupportedException(
            what
                + ": the hub tells no length and hash of it, so that it cannot be checked; use a"
                + " hub that does");
      }
      return new HubFile(name, bytes, hash);
    }
  }

  URI uri(HubSettings settings, HubId id, String name) {
    return settings.uri("/" + id.model() + "/resolve/" + commit + "/" + name);
  }
}
