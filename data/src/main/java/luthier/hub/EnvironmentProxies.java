package luthier.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.UnsupportedException;

/// The proxy that `HTTPS_PROXY`, `HTTP_PROXY` or `ALL_PROXY` names, except for hosts of `NO_PROXY`;
/// where none is named, that of Java's own properties.
final class EnvironmentProxies extends ProxySelector {

  private final Map<String, String> environment;

  EnvironmentProxies(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public List<Proxy> select(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    Optional<String> proxy = variable(scheme + "_proxy").or(() -> variable("all_proxy"));
    if (proxy.isEmpty()) {
      ProxySelector ofJava = ProxySelector.getDefault();
      return ofJava == null ? List.of(Proxy.NO_PROXY) : ofJava.select(uri);
    }
    return isExcepted(String.valueOf(uri.getHost()))
        ? List.of(Proxy.NO_PROXY)
        : List.of(parse(scheme + "_proxy", proxy.get()));
  }

  private static Proxy parse(String name, String text) {
    try {
      URI uri = URI.create(text.contains("://") ? text : "http://" + text);
      if (uri.getUserInfo() != null) {
        throw new UnsupportedException(
            name
                + ": proxies with a password are not supported; name one without, or use NO_PROXY");
      }
      if (uri.getHost() != null && "http".equals(uri.getScheme())) {
        int port = uri.getPort() >= 0 ? uri.getPort() : 80;
        return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), port));
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new InvalidInputException(
        name + ": expected a proxy such as http://proxy.example.com:3128");
  }

  private boolean isExcepted(String host) {
    return variable("no_proxy").stream()
        .flatMap(list -> Stream.of(list.split(",")))
        .map(String::strip)
        .filter(entry -> !entry.isEmpty())
        .map(entry -> entry.startsWith(".") ? entry.substring(1) : entry)
        .anyMatch(entry -> entry.equals("*") || host.equals(entry) || host.endsWith("." + entry));
  }

  private Optional<String> variable(String name) {
    return Stream.of(name, name.toUpperCase(Locale.ROOT))
        .map(environment::get)
        .filter(value -> value != null && !value.isBlank())
        .findFirst();
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException e) {
    // the request that failed tells
  }
}
