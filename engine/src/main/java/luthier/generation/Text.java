package luthier.generation;

import java.util.Arrays;
import luthier.model.LanguageModel;
import luthier.operation.KeyValueCache;

/// A text that is being written, with what the model keeps of its tokens.
final class Text implements AutoCloseable {

  private final int promptLength;
  private final int[] ids;
  private final KeyValueCache cache;
  private int length;

  /// @param room new tokens at most
  Text(LanguageModel model, int[] prompt, int room) {
    this.promptLength = prompt.length;
    this.ids = Arrays.copyOf(prompt, prompt.length + room);
    this.length = prompt.length;
    this.cache = model.newCache(ids.length);
  }

  KeyValueCache cache() {
    return cache;
  }

  void add(int id) {
    ids[length++] = id;
  }

  /// New tokens so far.
  int written() {
    return length - promptLength;
  }

  boolean isFull() {
    return length == ids.length;
  }

  /// Tokens at most, the prompt's included.
  int most() {
    return ids.length;
  }

  /// Where the keys turn with the length of the whole, all of them are computed again.
  void dropWhatDoesNotHold(LanguageModel model) {
    if (!model.cacheHoldsAt(length)) {
      cache.cutTo(0);
    }
  }

  /// The tokens that are not in the cache.
  int[] uncached() {
    return Arrays.copyOfRange(ids, cache.length(), length);
  }

  int[] newTokens() {
    return Arrays.copyOfRange(ids, promptLength, length);
  }

  @Override
  public void close() {
    cache.close();
  }
}
