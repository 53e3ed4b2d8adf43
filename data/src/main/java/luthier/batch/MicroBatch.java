package luthier.batch;

import java.util.ArrayList;
import java.util.List;
import luthier.tokenizer.TokenizedExample;

/// The examples of one forward pass, one after another; a supervised token is never predicted from
/// another example. Unsupervised tokens at the end fill the pass up to a round number of tokens:
/// passes of few different sizes use the allocator's freed memory again (with any size, resident
/// memory more than doubled over 500 steps) and the products that oneDNN has compiled. They are
/// documents no longer than the longest example, so that a model that takes the examples takes
/// them.
///
/// @param ids tokens of all examples, and the filler
/// @param lengths tokens of each example, and of each filling document
/// @param keys identity of each document for its random numbers
/// @param rows positions whose next token is supervised, ascending
/// @param targets those next tokens
public record MicroBatch(long[] ids, int[] lengths, long[] keys, long[] rows, long[] targets) {

  /// The label of a position that is not supervised.
  public static final int IGNORED = -100;

  /// A label at position t names the token at position t; the shift happens here.
  public static MicroBatch of(List<TokenizedExample> examples) {
    int tokens = examples.stream().mapToInt(e -> e.ids().length).sum();
    int filler = roundUp(tokens) - tokens;
    int longest = Math.max(1, examples.stream().mapToInt(e -> e.ids().length).max().orElse(1));
    int documents = examples.size() + Math.ceilDiv(filler, longest);
    long[] ids = new long[tokens + filler];
    int[] lengths = new int[documents];
    long[] keys = new long[documents];
    for (int d = examples.size(); d < documents; d++) {
      lengths[d] = Math.min(filler, longest);
      filler -= lengths[d];
    }
    List<Long> rows = new ArrayList<>();
    List<Long> targets = new ArrayList<>();
    int at = 0;
    for (int e = 0; e < examples.size(); e++) {
      TokenizedExample example = examples.get(e);
      lengths[e] = example.ids().length;
      keys[e] = key(example.id());
      for (int t = 0; t < lengths[e]; t++, at++) {
        ids[at] = example.ids()[t];
        if (t + 1 < lengths[e] && example.labels()[t + 1] != IGNORED) {
          rows.add((long) at);
          targets.add((long) example.labels()[t + 1]);
        }
      }
    }
    return new MicroBatch(ids, lengths, keys, array(rows), array(targets));
  }

  /// To a multiple of 32, of 64 from 2,048 tokens on, of 128 from 4,096 on: 3 % at most for a full
  /// pass.
  private static int roundUp(int tokens) {
    int step = Math.max(32, Integer.highestOneBit(Math.max(1, tokens / 32)));
    return Math.ceilDiv(tokens, step) * step;
  }

  public int supervisedTokens() {
    return targets.length;
  }

  /// Supervised tokens of an example: the first token has nothing before it and is never predicted.
  public static long supervisedTokens(TokenizedExample example) {
    long count = 0;
    for (int t = 1; t < example.labels().length; t++) {
      count += example.labels()[t] == IGNORED ? 0 : 1;
    }
    return count;
  }

  /// 64 bits of an id (FNV-1a).
  private static long key(String id) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  private static long[] array(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }
}
