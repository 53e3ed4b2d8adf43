package luthier.tokenizer;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import luthier.InvalidInputException;

/// A tokenizer of the native library.
///
/// Goes to the library's own entry points instead of DJL's tokenizer object: that fetches eight
/// arrays for each text, of which two are needed, and brings DJL's engine and its network calls
/// with it.
final class NativeTokenizer implements Tokenizer {

  private final Path path;
  private final TokenizerFile file;
  private final SpecialTokens specialTokens;
  private final TokenizersLibrary library;
  private final long handle;

  /// Like `handle`, without the blank in front of a text; the same one where there is no blank.
  private final long continuing;

  private final BitSet control = new BitSet();

  /// Held for reading by every call and for writing by [#close], so that no call meets freed
  /// memory.
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  private boolean closed;

  private NativeTokenizer(
      Path path, TokenizerFile file, SpecialTokens specialTokens, TokenizersLibrary library) {
    this.path = path;
    this.file = file;
    this.specialTokens = specialTokens;
    this.library = library;
    file.addedTokens().stream()
        .filter(AddedToken::control)
        .forEach(token -> control.set(token.id()));
    handle = create(file.json());
    continuing = file.continuingJson().map(this::create).orElse(handle);
  }

  private long create(String json) {
    try {
      return library.createTokenizerFromString(json);
    } catch (RuntimeException e) {
      throw new InvalidInputException(
          path + ": the tokenizers library refuses it: " + JsonFile.cut(message(e)), e);
    }
  }

  static NativeTokenizer load(Path directory) {
    Path path = directory.resolve("tokenizer.json");
    if (!Tokenizer.isIn(directory)) {
      throw Tokenizer.missing(directory);
    }
    TokenizerFile file = TokenizerFile.read(path);
    SpecialTokens specialTokens = SpecialTokens.read(directory, file);
    return new NativeTokenizer(path, file, specialTokens, NativeLibrary.get());
  }

  @Override
  public int[] encode(String text, boolean addSpecialTokens) {
    checkText(text);
    return encoded(handle, text, addSpecialTokens, this::idsOf);
  }

  @Override
  public Encoding encodeWithPlaces(String text, boolean addSpecialTokens) {
    return encodeWithPlaces(handle, text, addSpecialTokens);
  }

  @Override
  public InputEncoding encodeInput(String text, Optional<String> pair) {
    int[] unitOfPoint = checkText(text);
    int[] unitOfPairPoint = checkText(pair.orElse(""));
    return reading(
        text,
        () ->
            pair.isEmpty()
                ? library.encode(handle, text, true)
                : library.encodeDual(handle, text, pair.get(), true),
        encoding -> {
          int[] ids = idsOf(encoding);
          int[] start = new int[ids.length];
          int[] end = new int[ids.length];
          int[] source = new int[ids.length];
          int[] word = new int[ids.length];
          long[] special = library.getSpecialTokenMask(encoding);
          long[] words = library.getWordIds(encoding);
          long[] sequence = library.getSequenceIds(encoding);
          CharSpan[] spans = library.getTokenCharSpans(encoding);
          for (int i = 0; i < ids.length; i++) {
            boolean added = special[i] == 1 || spans[i] == null;
            source[i] = added ? InputEncoding.ADDED : sequence[i] == 1 ? 1 : 0;
            word[i] = added ? InputEncoding.ADDED : Math.toIntExact(words[i]);
            if (!added) {
              int[] units = source[i] == 1 ? unitOfPairPoint : unitOfPoint;
              start[i] = unit(units, spans[i].getStart());
              end[i] = unit(units, spans[i].getEnd());
            }
          }
          long[] types = library.getTypeIds(encoding);
          return new InputEncoding(
              ids,
              Arrays.stream(types).mapToInt(Math::toIntExact).toArray(),
              source,
              start,
              end,
              word);
        });
  }

  /// Where every part behind an added token begins with a blank too, only the first part goes
  /// without.
  @Override
  public Encoding encodeContinuation(String text) {
    if (file.prefixSpace() != PrefixSpace.ALWAYS) {
      return encodeWithPlaces(continuing, text, false);
    }
    Encoding whole = encodeWithPlaces(handle, text, false);
    int first = 0;
    while (first < whole.length() && !isAdded(whole.ids()[first])) {
      first++;
    }
    int cut = first < whole.length() ? whole.start()[first] : text.length();
    Encoding head = encodeWithPlaces(continuing, text.substring(0, cut), false);
    return head.followedBy(encodeWithPlaces(handle, text.substring(cut), false), cut);
  }

  private boolean isAdded(int id) {
    return file.addedTokens().stream().anyMatch(token -> token.id() == id);
  }

  private Encoding encodeWithPlaces(long tokenizer, String text, boolean addSpecialTokens) {
    int[] unitOfPoint = checkText(text);
    return encoded(
        tokenizer,
        text,
        addSpecialTokens,
        encoding -> withPlaces(idsOf(encoding), library.getTokenCharSpans(encoding), unitOfPoint));
  }

  private <T> T encoded(
      long tokenizer, String text, boolean addSpecialTokens, LongFunction<T> reader) {
    return reading(text, () -> library.encode(tokenizer, text, addSpecialTokens), reader);
  }

  private <T> T reading(String text, LongSupplier encoder, LongFunction<T> reader) {
    lock.readLock().lock();
    try {
      checkOpen();
      long encoding = encoder.getAsLong();
      try {
        return reader.apply(encoding);
      } finally {
        library.deleteEncoding(encoding);
      }
    } catch (InvalidInputException | IllegalStateException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new InvalidInputException(
          path + ": cannot encode " + JsonFile.quote(text) + ": " + JsonFile.cut(message(e)), e);
    } finally {
      lock.readLock().unlock();
    }
  }

  private int[] idsOf(long encoding) {
    long[] ids = library.getTokenIds(encoding);
    int[] result = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] >= file.tokenOfId().length) {
        throw new InvalidInputException(
            path + ": a text is encoded with id " + ids[i] + ", which stands for no token");
      }
      result[i] = (int) ids[i];
    }
    return result;
  }

  private static Encoding withPlaces(int[] ids, CharSpan[] spans, int[] unitOfPoint) {
    int[] start = new int[ids.length];
    int[] end = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      // A token that the post-processor added belongs to no text and has no span.
      if (spans[i] != null) {
        start[i] = unit(unitOfPoint, spans[i].getStart());
        end[i] = unit(unitOfPoint, spans[i].getEnd());
      } else if (i > 0) {
        start[i] = end[i - 1];
        end[i] = end[i - 1];
      }
    }
    return new Encoding(ids, start, end);
  }

  private static int unit(int[] unitOfPoint, int point) {
    return unitOfPoint.length == 0 ? point : unitOfPoint[point];
  }

  /// Refuses what the library would misread: given one lone surrogate, it decodes the whole text as
  /// something else.
  ///
  /// @return the UTF-16 index of each code point and of the end; empty where they are the same
  private static int[] checkText(String text) {
    if (text.length() > MAX_TEXT) {
      throw new InvalidInputException(
          "a text of "
              + text.length()
              + " characters is to be encoded at once, expected at most "
              + MAX_TEXT
              + "; split it");
    }
    int pairs = 0;
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          throw new InvalidInputException(
              "a text has half of a character (\\u%04x) at index %d, expected whole ones"
                  .formatted((int) text.charAt(i), i));
        }
        pairs++;
        i++;
      }
    }
    return pairs == 0 ? new int[0] : unitOfPoint(text, text.length() - pairs);
  }

  private static int[] unitOfPoint(String text, int points) {
    int[] unitOfPoint = new int[points + 1];
    int unit = 0;
    for (int point = 0; point < points; point++) {
      unitOfPoint[point] = unit;
      unit += Character.charCount(text.codePointAt(unit));
    }
    unitOfPoint[points] = unit;
    return unitOfPoint;
  }

  @Override
  public String decode(int[] ids, boolean skipSpecialTokens) {
    if (ids.length == 0) {
      return "";
    }
    long[] wide = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      wide[i] = ids[i];
    }
    lock.readLock().lock();
    try {
      checkOpen();
      return library.decode(handle, wide, skipSpecialTokens);
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public TokenStream stream(boolean skipSpecialTokens) {
    return new TokenStream(this, file.decoder(), skipSpecialTokens);
  }

  @Override
  public int vocabularySize() {
    return file.tokenOfId().length;
  }

  @Override
  public OptionalInt id(String token) {
    return file.id(token);
  }

  @Override
  public Optional<String> token(int id) {
    return file.token(id);
  }

  @Override
  public List<AddedToken> addedTokens() {
    return file.addedTokens();
  }

  @Override
  public boolean isControl(int id) {
    return id >= 0 && control.get(id);
  }

  @Override
  public SpecialTokens specialTokens() {
    return specialTokens;
  }

  @Override
  public PrefixSpace prefixSpace() {
    return file.prefixSpace();
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        library.deleteTokenizer(handle);
        if (continuing != handle) {
          library.deleteTokenizer(continuing);
        }
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the tokenizer of " + path + " is closed");
    }
  }

  private static String message(RuntimeException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
