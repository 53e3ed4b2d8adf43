package luthier.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import luthier.InvalidInputException;

/// Learns a byte-level byte-pair vocabulary: starts from the 256 bytes and joins, again and again,
/// the neighbouring pair that occurs most often (Sennrich et al. 2016, arXiv:1508.07909, algorithm
/// 1).
///
/// Texts are first cut into pieces ([PreTokens]) and equal pieces are counted once; then each merge
/// visits only the pieces that hold its pair. Of equally frequent pairs the one with the smaller
/// ids is taken, so that the result depends on nothing but the texts, and equals that of the
/// Hugging Face trainer with the same pieces.
public final class BpeTrainer {

  /// A pair and how often it occurred when it was put into the queue.
  private record Candidate(int left, int right, long count) implements Comparable<Candidate> {

    @Override
    public int compareTo(Candidate other) {
      int byCount = Long.compare(other.count, count);
      if (byCount != 0) {
        return byCount;
      }
      int byLeft = Integer.compare(left, other.left);
      return byLeft != 0 ? byLeft : Integer.compare(right, other.right);
    }
  }

  /// How often a pair occurs now, and the words that may hold it (some may have lost it meanwhile).
  private static final class Pair {
    private long count;
    private int[] words = new int[4];
    private int wordCount;

    private void addWord(int word) {
      if (wordCount > 0 && words[wordCount - 1] == word) {
        return;
      }
      if (wordCount == words.length) {
        words = Arrays.copyOf(words, wordCount * 2);
      }
      words[wordCount++] = word;
    }
  }

  /// The symbols of each distinct piece, shortened in place by every merge, and how often it
  /// occurs.
  private final int[][] words;

  private final int[] lengths;
  private final long[] frequencies;
  private final Map<Long, Pair> pairs = new HashMap<>();
  private final PriorityQueue<Candidate> queue = new PriorityQueue<>();
  private final List<String> tokens = new ArrayList<>();
  private final Map<String, Integer> idOfToken = new HashMap<>();
  private final Set<BpeVocabulary.Merge> merges = new LinkedHashSet<>();

  private BpeTrainer(Map<String, long[]> pieces, List<String> specialTokens) {
    specialTokens.forEach(this::addToken);
    int[] idOfByte = addAlphabet();
    words = new int[pieces.size()][];
    lengths = new int[pieces.size()];
    frequencies = new long[pieces.size()];
    int word = 0;
    for (Map.Entry<String, long[]> piece : pieces.entrySet()) {
      byte[] bytes = piece.getKey().getBytes(StandardCharsets.UTF_8);
      words[word] = new int[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        words[word][i] = idOfByte[bytes[i] & 0xFF];
      }
      lengths[word] = bytes.length;
      frequencies[word] = piece.getValue()[0];
      word++;
    }
  }

  /// Learns a vocabulary. Deterministic; holds the distinct pieces of the texts in memory, not the
  /// texts.
  ///
  /// @param texts read once, in order
  /// @param vocabularySize number of tokens to reach, special tokens and the 256 bytes included;
  ///   the result is smaller where the texts hold no further pair
  /// @param specialTokens get the first ids, in this order; their text is never merged from
  /// @throws InvalidInputException where the size leaves no room for bytes and special tokens, or a
  ///   special token is empty or repeated
  public static BpeVocabulary train(
      Iterable<String> texts, int vocabularySize, List<String> specialTokens) {
    checkArguments(vocabularySize, specialTokens);
    BpeTrainer trainer = new BpeTrainer(PreTokens.count(texts, specialTokens), specialTokens);
    trainer.countPairs();
    trainer.merge(vocabularySize);
    return new BpeVocabulary(specialTokens, trainer.tokens, List.copyOf(trainer.merges));
  }

  private static void checkArguments(int vocabularySize, List<String> specialTokens) {
    int least = 256 + specialTokens.size();
    if (vocabularySize < least) {
      throw new InvalidInputException(
          "vocabulary size is "
              + vocabularySize
              + ", expected at least "
              + least
              + ": 256 bytes and "
              + specialTokens.size()
              + " special tokens");
    }
    if (specialTokens.stream().anyMatch(String::isEmpty)) {
      throw new InvalidInputException("special tokens: one is empty, expected text");
    }
    if (new HashSet<>(specialTokens).size() != specialTokens.size()) {
      throw new InvalidInputException("special tokens: one is given twice: " + specialTokens);
    }
  }

  private int addToken(String token) {
    tokens.add(token);
    idOfToken.put(token, tokens.size() - 1);
    return tokens.size() - 1;
  }

  /// Adds the byte tokens in the order of the characters that stand for them.
  private int[] addAlphabet() {
    int[] values = new int[256];
    for (int value = 0; value < 256; value++) {
      values[value] = ByteAlphabet.charOf(value);
    }
    Arrays.sort(values);
    int[] idOfByte = new int[256];
    for (int character : values) {
      String token = String.valueOf((char) character);
      Integer special = idOfToken.get(token);
      idOfByte[ByteAlphabet.byteOf((char) character)] = special != null ? special : addToken(token);
    }
    return idOfByte;
  }

  private void countPairs() {
    for (int word = 0; word < words.length; word++) {
      for (int i = 0; i + 1 < lengths[word]; i++) {
        change(words[word][i], words[word][i + 1], word, frequencies[word]);
      }
    }
    pairs.forEach((key, pair) -> queue.add(candidate(key, pair)));
  }

  private void merge(int vocabularySize) {
    while (tokens.size() < vocabularySize && !queue.isEmpty()) {
      Candidate best = queue.poll();
      long key = key(best.left, best.right);
      Pair pair = pairs.get(key);
      if (pair == null || pair.count <= 0) {
        continue;
      }
      if (pair.count != best.count) {
        queue.add(candidate(key, pair));
        continue;
      }
      String text = tokens.get(best.left) + tokens.get(best.right);
      Integer known = idOfToken.get(text);
      int merged = known != null ? known : addToken(text);
      merges.add(new BpeVocabulary.Merge(tokens.get(best.left), tokens.get(best.right)));
      pairs.remove(key);
      HashSet<Long> grown = new HashSet<>();
      for (int i = 0; i < pair.wordCount; i++) {
        mergeIn(pair.words[i], best, merged, grown);
      }
      for (long newKey : grown) {
        Pair newPair = pairs.get(newKey);
        if (newPair != null && newPair.count > 0) {
          queue.add(candidate(newKey, newPair));
        }
      }
    }
  }

  /// Joins every occurrence of the pair in one word, left to right, and corrects the counts of the
  /// pairs beside each.
  private void mergeIn(int word, Candidate pair, int merged, HashSet<Long> grown) {
    int[] symbols = words[word];
    int length = lengths[word];
    long frequency = frequencies[word];
    int write = 0;
    for (int read = 0; read < length; write++) {
      if (read + 1 >= length || symbols[read] != pair.left || symbols[read + 1] != pair.right) {
        symbols[write] = symbols[read++];
        continue;
      }
      if (write > 0) {
        change(symbols[write - 1], pair.left, word, -frequency);
        change(symbols[write - 1], merged, word, frequency);
        grown.add(key(symbols[write - 1], merged));
      }
      if (read + 2 < length) {
        change(pair.right, symbols[read + 2], word, -frequency);
        change(merged, symbols[read + 2], word, frequency);
        grown.add(key(merged, symbols[read + 2]));
      }
      symbols[write] = merged;
      read += 2;
    }
    lengths[word] = write;
  }

  private void change(int left, int right, int word, long by) {
    if (by < 0) {
      Pair pair = pairs.get(key(left, right));
      if (pair != null) {
        pair.count += by;
      }
      return;
    }
    Pair pair = pairs.computeIfAbsent(key(left, right), _ -> new Pair());
    pair.count += by;
    pair.addWord(word);
  }

  private static Candidate candidate(long key, Pair pair) {
    return new Candidate((int) (key >>> 32), (int) key, pair.count);
  }

  private static long key(int left, int right) {
    return ((long) left << 32) | right;
  }
}
