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
/// @param rows positions whose next token is supervised, ascending; of examples whose tokens have
///   labels, the positions of these
/// @param targets those next tokens; of examples whose tokens have labels, these
/// @param segments which text of a pair each token is of; empty where all are of the first
/// @param examples what the pass was made of
public record MicroBatch(
    long[] ids,
    int[] lengths,
    long[] keys,
    long[] rows,
    long[] targets,
    long[] segments,
    List<TokenizedExample> examples) {

  /// The label of a position that is not supervised.
  public static final int IGNORED = -100;

  /// A label at position t belongs to position t; the shift to the next token happens here.
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
    boolean pairs = examples.stream().anyMatch(e -> e.segments().length > 0);
    long[] segments = new long[pairs ? ids.length : 0];
    List<Long> rows = new ArrayList<>();
    List<Long> targets = new ArrayList<>();
    int at = 0;
    for (int e = 0; e < examples.size(); e++) {
      TokenizedExample example = examples.get(e);
      if (example.supervision() == TokenizedExample.Supervision.MASKED) {
        throw new IllegalArgumentException(example.id() + ": its words are still to be hidden");
      }
      lengths[e] = example.ids().length;
      keys[e] = key(example.id());
      int shift = example.supervision() == TokenizedExample.Supervision.NEXT_TOKEN ? 1 : 0;
      for (int t = 0; t < lengths[e]; t++, at++) {
        ids[at] = example.ids()[t];
        if (example.segments().length > 0) {
          segments[at] = example.segments()[t];
        }
        if (t + shift < example.labels().length && example.labels()[t + shift] != IGNORED) {
          rows.add((long) at);
          targets.add((long) example.labels()[t + shift]);
        }
      }
    }
    return new MicroBatch(
        ids, lengths, keys, array(rows), array(targets), segments, List.copyOf(examples));
  }

  /// To a multiple of 32, of 64 from 2,048 tokens on, of 128 from 4,096 on: 3 % at most for a full
  /// pass.
  private static int roundUp(int tokens) {
    int step = Math.max(32, Integer.highestOneBit(Math.max(1, tokens / 32)));
    return Math.ceilDiv(tokens, step) * step;
  }

  /// How much of it carries the loss: tokens, or examples.
  public long supervised() {
    return examples.stream().mapToLong(TokenizedExample::supervised).sum();
  }

  /// 64 bits of an id (FNV-1a).
  static long key(String id) {
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
