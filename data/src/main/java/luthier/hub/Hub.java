package luthier.hub;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import luthier.InvalidInputException;
import luthier.ResourceException;
import luthier.base.BaseRequest;
import luthier.base.BaseSource;
import luthier.base.FileLocks;

/// `org/name` or `org/name@revision`: a model of a hub, brought into the cache that it shares with
/// Python's huggingface_hub. With a connection the hub is asked which commit a revision means, and
/// for what is missing; without one, what is there must do.
public final class Hub implements BaseSource {

  private final Retries retries;

  public Hub() {
    this(Retries.DEFAULT);
  }

  Hub(Retries retries) {
    this.retries = retries;
  }

  @Override
  public boolean names(String reference) {
    return HubId.parse(reference).isPresent();
  }

  @Override
  public Path directory(String reference, BaseRequest request) {
    HubId id = HubId.parse(reference).orElseThrow();
    HubSettings settings = HubSettings.read(request);
    HubCache cache = HubCache.of(settings.cache(), id);
    String what = "base: " + id;
    if (settings.offline()) {
      return here(cache, id, what)
          .orElseThrow(() ->
              new InvalidInputException(
                  what
                      + ": is not, or not wholly, in "
                      + settings.cache()
                      + ", and HF_HUB_OFFLINE forbids to ask the hub; fetch it once with a"
                      + " connection"));
    }
    try (HubClient client = new HubClient(settings, request.environment())) {
      return new Fetch(client, settings, cache, id, what, request).run();
    }
  }

  /// The name that means this state of the model for ever; empty where the directory is none of the
  /// cache.
  public static Optional<String> pinned(String reference, Path directory) {
    Path folder = directory.resolve("../..").normalize();
    String commit = String.valueOf(directory.getFileName());
    return HubId.parse(reference)
        .filter(id -> folder.endsWith(id.folder()))
        .map(id -> new HubId(id.model(), commit))
        .filter(HubId::isCommit)
        .map(HubId::toString);
  }

  /// What an earlier call, or Python, left here.
  private static Optional<Path> here(HubCache cache, HubId id, String what) {
    return cache
        .commit(id)
        .map(cache::snapshot)
        .filter(directory -> WantedFiles.areIn(what, directory));
  }

  /// One model, brought here.
  private final class Fetch {

    private final HubClient client;
    private final HubSettings settings;
    private final HubCache cache;
    private final HubId id;
    private final String what;
    private final BaseRequest request;

    Fetch(
        HubClient client,
        HubSettings settings,
        HubCache cache,
        HubId id,
        String what,
        BaseRequest request) {
      this.client = client;
      this.settings = settings;
      this.cache = cache;
      this.id = id;
      this.what = what;
      this.request = request;
    }

    Path run() {
      HubListing listing;
      try {
        listing = online(what, () -> HubListing.read(client, settings, id, what));
      } catch (ResourceException e) {
        Path old = here(cache, id, what).orElseThrow(() -> e);
        request
            .progress()
            .accept(
                e.getMessage() + "; using what was fetched earlier, commit " + old.getFileName());
        return old;
      }
      List<String> wanted = WantedFiles.of(what, listing.names());
      cache.makeDirectories(listing.commit());
      wanted.forEach(name -> bring(listing, name));
      Path snapshot = cache.snapshot(listing.commit());
      if (wanted.contains(WantedFiles.INDEX)) {
        List<String> shards = WantedFiles.shards(what, snapshot.resolve(WantedFiles.INDEX));
        shards.forEach(name -> bring(listing, name));
      }
      cache.remember(id, listing.commit());
      return snapshot;
    }

    private void bring(HubListing listing, String name) {
      String which = what + ": " + name;
      HubFile file = online(which, () -> listing.file(client, settings, id, which, name));
      if (!cache.has(file)) {
        Runnable waiting =
            () ->
                request.progress().accept(which + ": waiting for another process that fetches it");
        try (FileLocks.Held _ = FileLocks.lock(cache.lock(file), waiting)) {
          if (!cache.has(file)) {
            download(listing, which, file);
          }
        }
      }
      cache.link(listing.commit(), file);
    }

    private void download(HubListing listing, String which, HubFile file) {
      request
          .progress()
          .accept(which + ": fetching " + Math.ceilDiv(file.bytes(), 1 << 10) + " KB");
      new BlobDownload(
              client,
              settings,
              retries,
              request.progress(),
              which,
              listing.uri(settings, id, file.name()),
              file,
              cache.blob(file))
          .run();
    }

    private <T> T online(String which, Retries.Attempt<T> attempt) {
      return retries.make(which, request.progress(), () -> 0, attempt);
    }
  }
}
