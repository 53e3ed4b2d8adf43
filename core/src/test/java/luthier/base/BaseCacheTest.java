package luthier.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import luthier.InvalidInputException;
import luthier.ResourceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseCacheTest {

  @TempDir private Path folder = Path.of("");

  private static void model(Path directory) throws IOException {
    Files.writeString(directory.resolve("config.json"), "{}");
    Files.createDirectories(directory.resolve("more"));
    Files.writeString(directory.resolve("more").resolve("a.txt"), "abc");
  }

  @Test
  void isMadeOnce() throws IOException {
    BaseCache cache = new BaseCache(folder.resolve("cache"));
    AtomicInteger made = new AtomicInteger();
    BaseCache.Content content =
        directory -> {
          made.incrementAndGet();
          model(directory);
        };
    Path first = cache.directory("tiny-1", _ -> {}, content);
    Path second = cache.directory("tiny-1", _ -> {}, content);
    assertThat(second).isEqualTo(first);
    assertThat(made).hasValue(1);
    assertThat(first.resolve("more").resolve("a.txt")).hasContent("abc");
    // as sha256sum writes it
    assertThat(Files.readString(first.resolve(BaseCache.SUMS)))
        .isEqualTo(
            "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a  config.json\n"
                + "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  more/a.txt\n");
  }

  @Test
  void isMadeAgainWhenAFileIsMissing() throws IOException {
    BaseCache cache = new BaseCache(folder);
    Path made = cache.directory("tiny-1", _ -> {}, BaseCacheTest::model);
    Files.delete(made.resolve("config.json"));
    cache.directory("tiny-1", _ -> {}, BaseCacheTest::model);
    assertThat(made.resolve("config.json")).exists();
    Files.writeString(made.resolve(BaseCache.SUMS), "damaged\n");
    Files.delete(made.resolve("config.json"));
    cache.directory("tiny-1", _ -> {}, BaseCacheTest::model);
    assertThat(made.resolve("config.json")).exists();
  }

  @Test
  void nothingIsLeftOfAFailure() throws IOException {
    BaseCache cache = new BaseCache(folder);
    assertThatThrownBy(() ->
            cache.directory(
                "tiny-1",
                _ -> {},
                directory -> {
                  model(directory);
                  throw new IOException("No space left on device");
                }))
        .isInstanceOf(ResourceException.class)
        .hasMessageContainingAll("tiny-1", "No space left", "LUTHIER_CACHE");
    assertThatThrownBy(() ->
            cache.directory(
                "tiny-1",
                _ -> {},
                directory -> {
                  model(directory);
                  throw new InvalidInputException("not a model");
                }))
        .isInstanceOf(InvalidInputException.class);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).extracting(p -> p.getFileName().toString()).containsExactly(".locks");
    }
  }

  /// What a killed process left is no obstacle.
  @Test
  void leftoversAreCleared() throws IOException {
    Files.createDirectories(folder.resolve("tiny-1.tmp"));
    Files.writeString(folder.resolve("tiny-1.tmp").resolve("old.json"), "half");
    Path made = new BaseCache(folder).directory("tiny-1", _ -> {}, BaseCacheTest::model);
    assertThat(made.resolve("old.json")).doesNotExist();
    assertThat(folder.resolve("tiny-1.tmp")).doesNotExist();
  }

  @Test
  void onlyOneOfManyMakesIt() throws Exception {
    BaseCache cache = new BaseCache(folder);
    AtomicInteger made = new AtomicInteger();
    List<Callable<Path>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(() ->
          cache.directory(
              "tiny-1",
              _ -> {},
              directory -> {
                made.incrementAndGet();
                model(directory);
                pause();
              }));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Path> done : threads.invokeAll(all)) {
        assertThat(done.get().resolve("config.json")).exists();
      }
    }
    assertThat(made).hasValue(1);
  }

  @Test
  void anUnwritableCacheIsAResource() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no directory");
    assertThatThrownBy(() ->
            new BaseCache(file.resolve("bases")).directory("tiny-1", _ -> {}, BaseCacheTest::model))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("LUTHIER_CACHE");
  }

  @Test
  void placeOfTheCache() {
    Path home = folder.resolve("home");
    assertThat(place(Map.of("LUTHIER_CACHE", "/a", "XDG_CACHE_HOME", "/b"), home))
        .isEqualTo(Path.of("/a/bases"));
    assertThat(place(Map.of("LUTHIER_CACHE", "", "XDG_CACHE_HOME", "/b"), home))
        .isEqualTo(Path.of("/b/luthier/bases"));
    assertThat(place(Map.of(), home)).isEqualTo(home.resolve(".cache/luthier/bases"));
  }

  private static Path place(Map<String, String> environment, Path home) {
    return new BaseRequest(environment, home, _ -> {}).cache().root();
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
