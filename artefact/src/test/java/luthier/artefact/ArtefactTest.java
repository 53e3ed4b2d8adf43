package luthier.artefact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import luthier.InvalidInputException;
import luthier.ResourceException;
import luthier.base.BaseRequest;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sonatype.plexus.components.cipher.DefaultPlexusCipher;

/// From a name to a directory, through real repositories: directories, and a server here. Every
/// settings file sends all repositories to one mirror, so nothing else is asked.
class ArtefactTest {

  private static final String NAME = "maven:com.example:tiny:1.0";

  @TempDir private Path folder = Path.of("");
  private Path repository = Path.of("");
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void aRepository() throws IOException {
    repository = Files.createDirectories(folder.resolve("repository"));
    environment.put("LUTHIER_CACHE", folder.resolve("cache").toString());
    Jars.deploy(repository, "com.example:tiny:1.0", Jars.model("model/"));
    settings(repository.toUri().toString(), "");
  }

  private void settings(String mirror, String more) throws IOException {
    Path home = Files.createDirectories(folder.resolve(".m2"));
    Files.writeString(
        home.resolve("settings.xml"),
        """
        <settings>
          <mirrors><mirror><id>here</id><mirrorOf>*</mirrorOf><url>%s</url></mirror></mirrors>
          %s
        </settings>
        """
            .formatted(mirror, more));
  }

  private Path find(String name) {
    return new Artefact().directory(name, new BaseRequest(environment, folder, said::add));
  }

  @Test
  void isFetchedAndUnpackedOnce() throws IOException {
    Path found = find(NAME);
    assertThat(found.resolve("config.json")).exists();
    assertThat(found.resolve("model.safetensors")).hasContent("weights");
    assertThat(found.toString())
        .startsWith(folder.resolve("cache").resolve("bases").resolve("tiny-1.0-").toString());
    assertThat(said)
        .containsExactly(
            "base: " + NAME + ": fetching it from repository here",
            "base: " + NAME + ": unpacking it once");
    assertThat(folder.resolve(".m2/repository/com/example/tiny/1.0/tiny-1.0.jar")).exists();
    said.clear();
    settings(repository.toUri().toString(), "<offline>true</offline>");
    assertThat(find(NAME)).isEqualTo(found);
    assertThat(said).isEmpty();
  }

  @Test
  void classifierAndPlaceOfTheLocalRepository() throws IOException {
    Map<String, String> other = Jars.model("");
    other.put("model.safetensors", "other weights");
    Jars.deploy(repository, "com.example:tiny:1.0:bf16", other);
    environment.put("MAVEN_ARGS", "-B -Dmaven.repo.local=" + folder.resolve("local"));
    assertThat(find(NAME + ":bf16").resolve("model.safetensors")).hasContent("other weights");
    assertThat(folder.resolve("local/com/example/tiny/1.0/tiny-1.0-bf16.jar")).exists();
    environment.remove("MAVEN_ARGS");
    settings(
        repository.toUri().toString(),
        "<localRepository>" + folder.resolve("third") + "</localRepository>");
    find(NAME);
    assertThat(folder.resolve("third/com/example/tiny/1.0/tiny-1.0.jar")).exists();
  }

  @Test
  void repositoriesOfProfiles() throws IOException {
    Path home = Files.createDirectories(folder.resolve(".m2"));
    String profile =
        """
        <settings>
          <mirrors><mirror><id>none</id><mirrorOf>central</mirrorOf><url>%s</url></mirror></mirrors>
          <profiles><profile><id>models</id>%s
            <repositories><repository><id>ours</id><url>%s</url></repository></repositories>
          </profile></profiles>%s
        </settings>
        """;
    String nothing = Files.createDirectories(folder.resolve("nothing")).toUri().toString();
    String ours = repository.toUri().toString();
    Files.writeString(
        home.resolve("settings.xml"),
        profile.formatted(
            nothing,
            "",
            ours,
            "<activeProfiles><activeProfile>models</activeProfile></activeProfiles>"));
    find(NAME);
    assertThat(said.getFirst()).contains("from repository ours");
    environment.put("MAVEN_OPTS", "-Dmaven.repo.local=" + folder.resolve("local"));
    Files.writeString(home.resolve("settings.xml"), profile.formatted(nothing, "", ours, ""));
    refused(InvalidInputException.class, () -> find(NAME), "not found", "none (");
    Files.writeString(
        home.resolve("settings.xml"),
        profile.formatted(
            nothing, "<activation><activeByDefault>true</activeByDefault></activation>", ours, ""));
    assertThat(find(NAME)).exists();
  }

  /// A mirror of all, behind a password that settings.xml holds encrypted.
  @Test
  void mirrorWithEncryptedPassword() throws Exception {
    DefaultPlexusCipher cipher = new DefaultPlexusCipher();
    String master = cipher.encryptAndDecorate("the master", "settings.security");
    String password = cipher.encryptAndDecorate("open sesame", "the master");
    try (RepositoryServer server = new RepositoryServer(repository, "ada:open sesame")) {
      settings(
          server.url(),
          "<servers><server><id>here</id><username>ada</username><password>"
              + password
              + "</password></server></servers>");
      Files.writeString(
          folder.resolve(".m2/settings-security.xml"),
          "<settingsSecurity><master>" + master + "</master></settingsSecurity>");
      assertThat(find(NAME)).exists();
      assertThat(server.requests).contains("/com/example/tiny/1.0/tiny-1.0.jar");
    }
  }

  @Test
  void aWrongPassword() throws IOException {
    try (RepositoryServer server = new RepositoryServer(repository, "ada:open sesame")) {
      settings(
          server.url(),
          "<servers><server><id>here</id><username>ada</username><password>wr0ng</password></server></servers>");
      refused(InvalidInputException.class, () -> find(NAME), "401", "settings.xml", "here (");
      assertThatThrownBy(() -> find(NAME)).hasMessageNotContaining("wr0ng");
    }
  }

  @Test
  void whatIsNotThere() throws IOException {
    refused(
        InvalidInputException.class,
        () -> find("maven:com.example:tiny:2.0"),
        "maven:com.example:tiny:2.0: not found in the local repository",
        "here (file:");
    Jars.deploy(repository, "com.example:tiny:2.0", Jars.model(""));
    assertThat(find("maven:com.example:tiny:2.0")).exists();
    environment.put("LUTHIER_OFFLINE", "1");
    refused(
        InvalidInputException.class,
        () -> find("maven:com.example:tiny:3.0"),
        "is not in the local repository",
        "offline");
  }

  @Test
  void whatCannotBeReachedOrIsDamaged() throws IOException {
    try (RepositoryServer server = new RepositoryServer(repository, "")) {
      settings(server.url(), "");
    }
    refused(ResourceException.class, () -> find(NAME), "cannot be fetched", "try again");
    settings(repository.toUri().toString(), "");
    Files.writeString(repository.resolve("com/example/tiny/1.0/tiny-1.0.jar.sha1"), "0".repeat(40));
    refused(ResourceException.class, () -> find(NAME), "cannot be fetched", "damaged");
    assertThat(folder.resolve("cache")).doesNotExist();
    assertThat(folder.resolve(".m2/repository/com/example/tiny/1.0/tiny-1.0.jar")).doesNotExist();
  }

  @Test
  void brokenSettings() throws IOException {
    Files.writeString(folder.resolve(".m2/settings.xml"), "<settings><mirrors>");
    refused(InvalidInputException.class, () -> find(NAME), "settings.xml");
    environment.put("LUTHIER_MAVEN_SETTINGS", folder.resolve("absent.xml").toString());
    refused(InvalidInputException.class, () -> find(NAME), "LUTHIER_MAVEN_SETTINGS", "absent.xml");
  }

  @Test
  void aJarWithoutAModelLeavesNothing() throws IOException {
    Jars.deploy(repository, "com.example:code:1", Map.of("A.class", "code"));
    refused(InvalidInputException.class, () -> find("maven:com.example:code:1"), "holds no model");
    assertThat(folder.resolve("cache/bases")).isDirectoryNotContaining("glob:**code*");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          maven:                          | expected maven:group:artifact:version
          maven:a:b                       | expected maven:group:artifact:version
          maven:a:b:1:c:d                 | expected maven:group:artifact:version
          maven:a:b:LATEST                | one version
          maven:a:b:[1,2)                 | one version
          maven:a:../b:1                  | no part of coordinates
          maven:a::1                      | no part of coordinates
          """)
  void coordinates(String name, String part) {
    refused(InvalidInputException.class, () -> find(name), name, part);
  }

  private static void refused(
      Class<? extends Exception> type, ThrowingCallable call, String... parts) {
    assertThatThrownBy(call).isInstanceOf(type).hasMessageContainingAll(parts);
  }
}
