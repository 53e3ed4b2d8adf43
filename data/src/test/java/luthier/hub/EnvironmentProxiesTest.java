package luthier.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import org.junit.jupiter.api.Test;

class EnvironmentProxiesTest {

  private static Proxy proxy(Map<String, String> environment, String uri) {
    return new EnvironmentProxies(environment).select(URI.create(uri)).getFirst();
  }

  private static Proxy http(String host, int port) {
    return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port));
  }

  @Test
  void theVariableOfTheScheme() {
    Map<String, String> environment =
        Map.of("HTTPS_PROXY", "http://one:3128", "http_proxy", "two:81", "ALL_PROXY", "http://all");
    assertThat(proxy(environment, "https://hub.example/x")).isEqualTo(http("one", 3128));
    assertThat(proxy(environment, "http://hub.example/x")).isEqualTo(http("two", 81));
    assertThat(proxy(Map.of("ALL_PROXY", "http://all"), "http://h.example/"))
        .isEqualTo(http("all", 80));
    assertThat(proxy(Map.of(), "https://hub.example/x")).isEqualTo(Proxy.NO_PROXY);
  }

  @Test
  void exceptions() {
    Map<String, String> environment =
        Map.of(
            "https_proxy", "http://one:3128", "NO_PROXY", "localhost, .corp.example,plain.example");
    for (String host :
        new String[] {"localhost", "a.corp.example", "corp.example", "plain.example"}) {
      assertThat(proxy(environment, "https://" + host + "/")).as(host).isEqualTo(Proxy.NO_PROXY);
    }
    assertThat(proxy(environment, "https://notcorp.example/")).isEqualTo(http("one", 3128));
    assertThat(proxy(Map.of("https_proxy", "http://one", "no_proxy", "*"), "https://x.example/"))
        .isEqualTo(Proxy.NO_PROXY);
  }

  @Test
  void whatIsNoProxy() {
    assertThatThrownBy(() -> proxy(Map.of("https_proxy", "socks5://one"), "https://x.example/"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("https_proxy");
    assertThatThrownBy(
            () -> proxy(Map.of("https_proxy", "http://ada:secret@one"), "https://x.example/"))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("password")
        .hasMessageNotContaining("secret");
  }
}
