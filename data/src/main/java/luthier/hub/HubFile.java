package luthier.hub;

import java.util.regex.Pattern;

/// A file of a model, as the hub announces it.
///
/// @param name in the model
/// @param bytes its length
/// @param hash SHA-256 of a large file, or what git names a small one by: SHA-1 over `blob`, the
///   length and the bytes; in small hexadecimal digits, which is also the file's name in the cache
record HubFile(String name, long bytes, String hash) {

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}|[0-9a-f]{40}");

  static boolean isHash(String text) {
    return HASH.matcher(text).matches();
  }

  boolean isLarge() {
    return hash.length() == 64;
  }
}
