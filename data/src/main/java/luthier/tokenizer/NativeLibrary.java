package luthier.tokenizer;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import luthier.ResourceException;

/// The native tokenizers library, loaded on first use and kept from the network.
///
/// Left alone, DJL asks the cloud provider's address 169.254.169.254 for the machine's id and
/// reports it, and may fetch a CUDA build of the library. Its switches are read when its classes
/// load, so they are set here, before the first of them is touched; nothing else in Luthier loads a
/// DJL class.
final class NativeLibrary {

  private NativeLibrary() {}

  static TokenizersLibrary get() {
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("RUST_FLAVOR", "cpu");
    if (System.getProperty("slf4j.internal.verbosity") == null) {
      System.setProperty("slf4j.internal.verbosity", "ERROR");
    }
    try {
      LibUtils.checkStatus();
      return TokenizersLibrary.LIB;
    } catch (RuntimeException | LinkageError e) {
      throw new ResourceException(
          "the native tokenizers library cannot be loaded: "
              + e.getMessage()
              + "; it exists for Linux (glibc) and Windows on x86_64, Linux and macOS on aarch64,"
              + " and is unpacked into ~/.djl.ai or the directory that ENGINE_CACHE_DIR names",
          e);
    }
  }
}
