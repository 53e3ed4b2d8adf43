package luthier.batch;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.IntStream;
import luthier.InvalidInputException;
import luthier.tokenizer.TokenizedExample;
import luthier.tokenizer.Tokenizer;

/// Hides words of an example from the model (whole-word masking, Devlin et al. 2018,
/// arXiv:1810.04805, section 3.1 and the release of May 2019): of the words that it has a share is
/// chosen; of the tokens of a chosen word 80 % become the mask token, 10 % another token and 10 %
/// stay, and each is to be predicted.
///
/// What is hidden is a function of (seed, epoch, example, word), never of the order of drawing: it
/// does not depend on how a step is cut, where an example stands in it or whether a run was
/// resumed.
///
/// @param share of the words, in (0, 1); an example's number of words is rounded up or down at
///   random so that the share holds on average, and is at least 1
/// @param mask id of the mask token
/// @param others ids that a hidden token may be replaced with
public record WordMask(double share, int mask, int[] others, long seed) {

  private static final int IGNORED = -100;
  private static final double MASKED = 0.8;
  private static final double REPLACED = 0.9; // and the rest stays
  private static final long HELD_OUT = -1; // epoch of examples that are always hidden alike

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /// @param vocabulary of the model, which may be smaller than the tokenizer's
  /// @throws InvalidInputException when the tokenizer has no mask token
  public static WordMask of(double share, Tokenizer tokenizer, int vocabulary, long seed) {
    int mask =
        tokenizer
            .specialTokens()
            .mask()
            .orElseThrow(() ->
                new InvalidInputException(
                    "the base's tokenizer has no mask token (mask_token in tokenizer_config.json,"
                        + " [MASK] or <mask> in tokenizer.json), so no word can be hidden; choose"
                        + " an encoder that was made with one"));
    int[] others =
        IntStream.range(0, Math.min(vocabulary, tokenizer.vocabularySize()))
            .filter(id -> tokenizer.token(id).isPresent() && !tokenizer.isControl(id))
            .toArray();
    return new WordMask(share, mask, others, seed);
  }

  /// The example as an epoch sees it.
  ///
  /// @param example with the numbers of its words; see [TokenizedExample.Supervision#MASKED]
  /// @param epoch from 0
  /// @return with the hidden tokens as labels
  public TokenizedExample of(TokenizedExample example, long epoch) {
    if (example.supervision() != TokenizedExample.Supervision.MASKED) {
      throw new IllegalArgumentException(example.id() + ": has no words to hide");
    }
    long key = mixed(mixed(mixed(seed) + epoch) ^ MicroBatch.key(example.id()));
    Set<Integer> chosen = chosen(example.labels(), key);
    int[] ids = example.ids().clone();
    int[] labels = new int[ids.length];
    Arrays.fill(labels, IGNORED);
    int place = 0; // in its word
    for (int t = 0; t < ids.length; t++) {
      int word = example.labels()[t];
      place = t > 0 && word == example.labels()[t - 1] ? place + 1 : 0;
      if (chosen.contains(word)) {
        labels[t] = ids[t];
        ids[t] = hidden(ids[t], mixed(key + word) + place);
      }
    }
    return new TokenizedExample(
        example.id(),
        ids,
        example.segments(),
        TokenizedExample.Supervision.TOKEN,
        labels,
        new double[0],
        example.controlTexts());
  }

  /// The example as every validation sees it, whatever the seed of the run: runs are compared on
  /// the same hidden words.
  public TokenizedExample held(TokenizedExample example) {
    return new WordMask(share, mask, others, 0).of(example, HELD_OUT);
  }

  /// The words with the smallest random numbers.
  private Set<Integer> chosen(int[] words, long key) {
    int[] all = Arrays.stream(words).filter(word -> word != IGNORED).distinct().toArray();
    if (all.length == 0) {
      return Set.of();
    }
    double rounding = uniform(~key + all[0]); // unlike the keys of the words
    int count = Math.clamp((int) (share * all.length + rounding), 1, all.length);
    Set<Integer> chosen = new LinkedHashSet<>();
    Arrays.stream(all)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(word -> uniform(key + word))
                .thenComparing(Comparator.naturalOrder()))
        .limit(count)
        .forEach(chosen::add);
    return chosen;
  }

  private int hidden(int id, long key) {
    double draw = uniform(key);
    if (draw < MASKED) {
      return mask;
    }
    return draw < REPLACED ? others[(int) (uniform(mixed(key)) * others.length)] : id;
  }

  /// A number in [0, 1) with 53 random bits.
  private static double uniform(long key) {
    return (mixed(key) >>> 11) * 0x1.0p-53;
  }

  /// SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195): neighbouring keys give
  /// unrelated numbers.
  private static long mixed(long key) {
    long z = key + GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
