package luthier.artefact;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.base.BaseRequest;
import org.apache.maven.settings.Profile;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.DefaultSettingsDecrypter;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.sonatype.plexus.components.cipher.DefaultPlexusCipher;
import org.sonatype.plexus.components.sec.dispatcher.DefaultSecDispatcher;

/// What the user's Maven knows: its settings with passwords decrypted, and where its local
/// repository is.
///
/// @param settings global and user settings, merged
/// @param profiles those that are active
record MavenSetup(Settings settings, List<Profile> profiles, Path localRepository) {

  private static final Pattern REPOSITORY_OPTION =
      Pattern.compile("(?:^|\\s)-Dmaven\\.repo\\.local=(\\S+)");

  /// @throws InvalidInputException when a settings file is broken
  static MavenSetup read(BaseRequest request) {
    Path maven = request.home().resolve(".m2");
    Path user =
        request
            .variable("LUTHIER_MAVEN_SETTINGS")
            .map(Path::of)
            .orElse(maven.resolve("settings.xml"));
    if (request.variable("LUTHIER_MAVEN_SETTINGS").isPresent() && !Files.isRegularFile(user)) {
      throw new InvalidInputException("LUTHIER_MAVEN_SETTINGS: " + user + ": no such file");
    }
    Settings settings = build(request, user);
    decrypt(settings, maven.resolve("settings-security.xml"));
    if (request.isSet("LUTHIER_OFFLINE")) {
      settings.setOffline(true);
    }
    Path local =
        option(request)
            .or(() -> Optional.ofNullable(settings.getLocalRepository()).filter(s -> !s.isBlank()))
            .map(Path::of)
            .orElse(maven.resolve("repository"));
    return new MavenSetup(settings, active(settings), local);
  }

  private static Settings build(BaseRequest request, Path user) {
    DefaultSettingsBuildingRequest building = new DefaultSettingsBuildingRequest();
    globalSettings(request).ifPresent(building::setGlobalSettingsFile);
    if (Files.isRegularFile(user)) {
      building.setUserSettingsFile(user.toFile());
    }
    Properties properties = new Properties();
    properties.putAll(System.getProperties());
    properties.setProperty("user.home", request.home().toString());
    request.environment().forEach((name, value) -> properties.setProperty("env." + name, value));
    building.setSystemProperties(properties);
    try {
      return new DefaultSettingsBuilderFactory()
          .newInstance()
          .build(building)
          .getEffectiveSettings();
    } catch (SettingsBuildingException e) {
      SettingsProblem first = e.getProblems().getFirst();
      throw new InvalidInputException(
          first.getLocation().isEmpty()
              ? "Maven's settings: " + first.getMessage()
              : first.getLocation() + ": " + first.getMessage(),
          e);
    }
  }

  /// `conf/settings.xml` of the Maven that `MAVEN_HOME` names, or that is found by `PATH`.
  private static Optional<File> globalSettings(BaseRequest request) {
    Stream<Path> named =
        Stream.of("MAVEN_HOME", "M2_HOME").flatMap(v -> request.variable(v).stream()).map(Path::of);
    Stream<Path> onPath =
        request.variable("PATH").stream()
            .flatMap(path -> Stream.of(path.split(File.pathSeparator)))
            .filter(entry -> !entry.isBlank())
            .map(entry -> Path.of(entry).resolve("mvn"))
            .filter(Files::isExecutable)
            .map(MavenSetup::homeOf);
    return Stream.concat(named, onPath)
        .map(home -> home.resolve("conf").resolve("settings.xml").toFile())
        .filter(File::isFile)
        .findFirst();
  }

  private static Path homeOf(Path command) {
    try {
      return command.toRealPath().resolve("../..").normalize();
    } catch (IOException e) {
      return command; // a link that leads nowhere has no settings beside it
    }
  }

  /// Where `MAVEN_ARGS` or `MAVEN_OPTS` move the local repository to.
  private static Optional<String> option(BaseRequest request) {
    return Stream.of("MAVEN_ARGS", "MAVEN_OPTS")
        .flatMap(variable -> request.variable(variable).stream())
        .map(REPOSITORY_OPTION::matcher)
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .findFirst();
  }

  /// A password that cannot be decrypted stays as it is written, as in Maven; the server then
  /// refuses it.
  private static void decrypt(Settings settings, Path security) {
    DefaultSecDispatcher dispatcher =
        new DefaultSecDispatcher(
            new DefaultPlexusCipher(), Map.of(), security.toAbsolutePath().toString());
    SettingsDecryptionResult result =
        new DefaultSettingsDecrypter(dispatcher)
            .decrypt(new DefaultSettingsDecryptionRequest(settings));
    settings.setServers(result.getServers());
    settings.setProxies(result.getProxies());
  }

  /// The profiles that the settings name as active, else those that are active by default. Those
  /// that depend on a JDK, a file or a property are for builds.
  private static List<Profile> active(Settings settings) {
    List<Profile> named = new ArrayList<>();
    List<Profile> byDefault = new ArrayList<>();
    for (Profile profile : settings.getProfiles()) {
      if (settings.getActiveProfiles().contains(profile.getId())) {
        named.add(profile);
      } else if (profile.getActivation() != null && profile.getActivation().isActiveByDefault()) {
        byDefault.add(profile);
      }
    }
    return named.isEmpty() ? byDefault : named;
  }
}
