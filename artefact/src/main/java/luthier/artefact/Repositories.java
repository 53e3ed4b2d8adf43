package luthier.artefact;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.maven.model.building.DefaultModelProcessor;
import org.apache.maven.model.io.DefaultModelReader;
import org.apache.maven.model.locator.DefaultModelLocator;
import org.apache.maven.model.superpom.DefaultSuperPomProvider;
import org.apache.maven.settings.Mirror;
import org.apache.maven.settings.Profile;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Repository;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.eclipse.aether.repository.Authentication;
import org.eclipse.aether.repository.AuthenticationSelector;
import org.eclipse.aether.repository.MirrorSelector;
import org.eclipse.aether.repository.ProxySelector;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.util.repository.AuthenticationBuilder;
import org.eclipse.aether.util.repository.ConservativeAuthenticationSelector;
import org.eclipse.aether.util.repository.DefaultAuthenticationSelector;
import org.eclipse.aether.util.repository.DefaultMirrorSelector;
import org.eclipse.aether.util.repository.DefaultProxySelector;

/// The repositories of Maven's settings, and what stands between them and us, in the words of the
/// resolver.
final class Repositories {

  private Repositories() {}

  /// Those of the active profiles in their order, then those that Maven itself knows; of two with
  /// one id the first.
  static List<RemoteRepository> of(MavenSetup setup) {
    Map<String, RemoteRepository> byId = new LinkedHashMap<>();
    for (Profile profile : setup.profiles()) {
      for (Repository each : profile.getRepositories()) {
        byId.putIfAbsent(
            each.getId(),
            new RemoteRepository.Builder(each.getId(), "default", each.getUrl()).build());
      }
    }
    for (org.apache.maven.model.Repository each : ofSuperPom()) {
      byId.putIfAbsent(
          each.getId(),
          new RemoteRepository.Builder(each.getId(), "default", each.getUrl()).build());
    }
    return new ArrayList<>(byId.values());
  }

  private static List<org.apache.maven.model.Repository> ofSuperPom() {
    DefaultModelProcessor processor =
        new DefaultModelProcessor()
            .setModelLocator(new DefaultModelLocator())
            .setModelReader(new DefaultModelReader());
    return new DefaultSuperPomProvider()
        .setModelProcessor(processor)
        .getSuperModel("4.0.0")
        .getRepositories();
  }

  static MirrorSelector mirrors(Settings settings) {
    DefaultMirrorSelector selector = new DefaultMirrorSelector();
    for (Mirror mirror : settings.getMirrors()) {
      selector.add(
          mirror.getId(),
          mirror.getUrl(),
          mirror.getLayout(),
          false,
          mirror.isBlocked(),
          mirror.getMirrorOf(),
          mirror.getMirrorOfLayouts());
    }
    return selector;
  }

  static ProxySelector proxies(Settings settings) {
    DefaultProxySelector selector = new DefaultProxySelector();
    for (Proxy proxy : settings.getProxies()) {
      if (proxy.isActive()) {
        Authentication authentication =
            new AuthenticationBuilder()
                .addUsername(proxy.getUsername())
                .addPassword(proxy.getPassword())
                .build();
        selector.add(
            new org.eclipse.aether.repository.Proxy(
                proxy.getProtocol(), proxy.getHost(), proxy.getPort(), authentication),
            proxy.getNonProxyHosts());
      }
    }
    return selector;
  }

  static AuthenticationSelector authentications(Settings settings) {
    DefaultAuthenticationSelector selector = new DefaultAuthenticationSelector();
    for (Server server : settings.getServers()) {
      selector.add(
          server.getId(),
          new AuthenticationBuilder()
              .addUsername(server.getUsername())
              .addPassword(server.getPassword())
              .addPrivateKey(server.getPrivateKey(), server.getPassphrase())
              .build());
    }
    return new ConservativeAuthenticationSelector(selector);
  }

  /// Headers that a server asks for, such as access tokens: `httpHeaders` of its configuration.
  static Map<String, Object> headers(Settings settings) {
    Map<String, Object> properties = new HashMap<>();
    for (Server server : settings.getServers()) {
      if (server.getConfiguration() instanceof Xpp3Dom dom && dom.getChild("httpHeaders") != null) {
        Map<String, String> headers = new HashMap<>();
        for (Xpp3Dom header : dom.getChild("httpHeaders").getChildren("property")) {
          Xpp3Dom name = header.getChild("name");
          Xpp3Dom value = header.getChild("value");
          if (name != null && value != null) {
            headers.put(name.getValue(), value.getValue());
          }
        }
        properties.put("aether.transport.http.headers." + server.getId(), headers);
      }
    }
    return properties;
  }
}
