package luthier.artefact;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import luthier.InvalidInputException;
import luthier.LuthierException;
import luthier.ResourceException;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession.CloseableSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.repository.RepositoryPolicy;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.supplier.SessionBuilderSupplier;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.transfer.ChecksumFailureException;
import org.eclipse.aether.transfer.RepositoryOfflineException;
import org.eclipse.aether.transfer.TransferEvent;
import org.eclipse.aether.util.repository.SimpleResolutionErrorPolicy;

/// Brings one jar, without its dependencies, from the local repository or from where Maven's
/// settings lead. A wrong checksum is an error, not the warning that it is in Maven 3.
record Fetching(MavenSetup setup, Consumer<String> progress) {

  /// @return the jar's place in the local repository
  /// @throws InvalidInputException when no repository has it, or a password is missing
  /// @throws ResourceException when a repository cannot be reached, or sends something broken
  Path jar(Coordinates coordinates) {
    Artifact artifact =
        new DefaultArtifact(
            coordinates.group(),
            coordinates.artifact(),
            coordinates.classifier(),
            "jar",
            coordinates.version());
    RepositorySystem system = new RepositorySystemSupplier().get();
    try (CloseableSession session =
        new SessionBuilderSupplier(system)
            .get()
            .withLocalRepositoryBaseDirectories(setup.localRepository())
            .setOffline(setup.settings().isOffline())
            .setChecksumPolicy(RepositoryPolicy.CHECKSUM_POLICY_FAIL)
            .setResolutionErrorPolicy(new SimpleResolutionErrorPolicy(false, false))
            .setMirrorSelector(Repositories.mirrors(setup.settings()))
            .setProxySelector(Repositories.proxies(setup.settings()))
            .setAuthenticationSelector(Repositories.authentications(setup.settings()))
            .setConfigProperties(Repositories.headers(setup.settings()))
            .setTransferListener(new Told(coordinates, progress))
            .build()) {
      List<RemoteRepository> repositories =
          system.newResolutionRepositories(session, Repositories.of(setup));
      try {
        return system
            .resolveArtifact(session, new ArtifactRequest(artifact, repositories, null))
            .getArtifact()
            .getPath();
      } catch (ArtifactResolutionException e) {
        throw refused(coordinates, repositories, e);
      }
    } finally {
      system.shutdown();
    }
  }

  private LuthierException refused(
      Coordinates coordinates, List<RemoteRepository> repositories, ArtifactResolutionException e) {
    List<Exception> causes = e.getResult().getExceptions();
    String base = "base: " + coordinates + ": ";
    String looked =
        "the local repository "
            + setup.localRepository()
            + (repositories.isEmpty() ? "" : " and the repositories ")
            + repositories.stream().map(Fetching::shown).collect(Collectors.joining(", "));
    if (setup.settings().isOffline()
        || causes.stream().anyMatch(c -> c.getCause() instanceof RepositoryOfflineException)) {
      return new InvalidInputException(
          base
              + "is not in the local repository "
              + setup.localRepository()
              + ", and Maven is offline; fetch it once with a connection",
          e);
    }
    if (!causes.isEmpty()
        && causes.stream().allMatch(ArtifactNotFoundException.class::isInstance)) {
      return new InvalidInputException(base + "not found in " + looked, e);
    }
    Exception worst =
        causes.stream()
            .filter(c -> !(c instanceof ArtifactNotFoundException))
            .findFirst()
            .orElse(e);
    String said = said(worst);
    String lower = said.toLowerCase(Locale.ROOT);
    if (Set.of("401", "403", "407").stream().anyMatch(lower::contains)
        || lower.contains("authentication")
        || lower.contains("blocked mirror")) {
      return new InvalidInputException(
          base
              + "refused: "
              + said
              + "; check the server's entry in Maven's settings.xml (looked in "
              + looked
              + ")",
          e);
    }
    String advice =
        worst.getCause() instanceof ChecksumFailureException
            ? "; what the repository sent is damaged"
            : "; try again when the repository can be reached";
    return new ResourceException(
        base + "cannot be fetched: " + said + advice + " (looked in " + looked + ")", e);
  }

  /// The innermost message, which says what happened.
  private static String said(Throwable e) {
    Throwable inner = e;
    while (inner.getCause() != null && inner.getCause() != inner) {
      inner = inner.getCause();
    }
    String message = inner.getMessage();
    return (message == null ? inner.getClass().getSimpleName() : message)
        .lines()
        .findFirst()
        .orElse("")
        .replaceAll("//[^/@\\s]*@", "//");
  }

  /// Without what may be a password.
  private static String shown(RemoteRepository repository) {
    return repository.getId() + " (" + repository.getUrl().replaceAll("//[^/@\\s]*@", "//") + ")";
  }

  /// Tells of a transfer at its begin and at every tenth of it.
  private static final class Told extends AbstractTransferListener {

    private final Coordinates coordinates;
    private final Consumer<String> progress;
    private long tenths;

    Told(Coordinates coordinates, Consumer<String> progress) {
      this.coordinates = coordinates;
      this.progress = progress;
    }

    @Override
    public void transferInitiated(TransferEvent event) {
      if (event.getResource().getResourceName().endsWith(".jar")) {
        progress.accept(
            "base: "
                + coordinates
                + ": fetching it from repository "
                + event.getResource().getRepositoryId());
      }
    }

    @Override
    public void transferProgressed(TransferEvent event) {
      long length = event.getResource().getContentLength();
      long done = length <= 0 ? 0 : 10 * event.getTransferredBytes() / length;
      if (length > 1 << 24 && done > tenths) {
        tenths = done;
        progress.accept(
            String.format(
                Locale.ROOT,
                "base: %s: %d of %d MB",
                coordinates,
                event.getTransferredBytes() >> 20,
                length >> 20));
      }
    }
  }
}
