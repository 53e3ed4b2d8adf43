package luthier.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import luthier.ResourceException;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;

/// Loading of the native libraries.
public final class LibTorch {

  private LibTorch() {}

  /// Loads libtorch so that a foreign copy on the machine cannot get in between: the bytedeco
  /// loader extracts one library after another, and the system's linker would look for the ones
  /// still missing elsewhere; loading them by their paths in the order of dependency avoids that.
  /// Idempotent.
  ///
  /// @throws ResourceException when there is no build of libtorch for this platform
  public static void load() {
    try {
      Loader.load(openblas.class);
      Class<?> presets = org.bytedeco.pytorch.presets.torch.class;
      Properties properties = Loader.loadProperties();
      ClassProperties libraries = Loader.loadProperties(presets, properties, true);
      for (String library : List.of("gomp@.1", "c10", "torch_cpu", "torch")) {
        Loader.loadLibrary(
            presets,
            Loader.findLibrary(presets, libraries, library, false),
            library,
            Loader.getLoadedLibraries().values().toArray(new String[0]));
      }
      Loader.load(torch.class);
    } catch (UnsatisfiedLinkError e) {
      throw new ResourceException(
          "libtorch could not be loaded on "
              + Loader.getPlatform()
              + ": "
              + e.getMessage()
              + "; is there a build of it for this platform, and may its cache directory be"
              + " written?",
          e);
    }
  }

  /// How many threads the products of the calling thread use. OpenBLAS, which computes those in
  /// float32, has one number for the whole process and takes all cores unless it is told: two
  /// workers with two threads each halve the speed.
  public static void useThreads(int count) {
    torch.set_num_threads(count);
    openblas_nolapack.blas_set_num_threads(count);
  }

  /// Starts [#load] on a thread of its own: it takes about as long as reading some data. Whoever
  /// ends the process must have waited for it, as it cannot be stopped.
  public static CompletableFuture<Void> startLoading() {
    return CompletableFuture.runAsync(
        LibTorch::load, work -> Thread.ofPlatform().daemon().name("luthier-libtorch").start(work));
  }

  /// Waits for the end of [#startLoading].
  ///
  /// @throws ResourceException as [#load]
  public static void await(CompletableFuture<Void> loading) {
    try {
      loading.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ResourceException known) {
        throw known;
      }
      throw e;
    }
  }

  /// The version of libtorch, as its library's archive says.
  public static String version() {
    String whole = torch.class.getPackage().getImplementationVersion();
    if (whole == null) {
      throw new ResourceException("libtorch: its library does not tell its version; build again");
    }
    return whole.split("-", 2)[0]; // behind it is the version of the bindings
  }

  /// Memory that the process holds now, the Java heap included; empty where the platform does not
  /// tell.
  public static OptionalLong residentBytes() {
    long bytes = Pointer.physicalBytes();
    return bytes > 0 ? OptionalLong.of(bytes) : OptionalLong.empty();
  }

  /// The most memory that the process ever held; empty where the platform does not tell (Linux
  /// does).
  public static OptionalLong peakResidentBytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
