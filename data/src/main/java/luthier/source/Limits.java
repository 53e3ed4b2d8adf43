package luthier.source;

/// Sizes beyond which a file is refused, so that no input can exhaust the memory or the time of a
/// run.
///
/// @param rowBytes longest row or document, in bytes (JSON lines) or characters
/// @param expansion how many times its compressed size a gzip file may grow; deflate can reach
///   1032, text gives 3 to 20. Applies from 16 MiB of output on, below that no harm can be done
/// @param decompressedBytes largest output of one gzip file
record Limits(int rowBytes, int expansion, long decompressedBytes) {

  static final Limits DEFAULT = new Limits(64 << 20, 250, 16L << 30);

  /// Output of a gzip file from which on the expansion is measured.
  static final long EXPANSION_FROM_BYTES = 16L << 20;
}
