package luthier.weights;

import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import luthier.InvalidInputException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// The JSON header of a safetensors file, checked by all rules of the format: known types, shapes
/// of whole numbers, sizes that fit, and byte ranges that cover the data without gap or overlap.
///
/// Source: the format section of the safetensors README and the checks of its reference reader;
/// where the two differ (duplicate keys, unknown fields) the stricter one holds.
///
/// @param metadata the free texts under `__metadata__`
/// @param tensors the tensors by name, in the order of their bytes
record SafetensorsHeader(Map<String, String> metadata, Map<String, TensorInfo> tensors) {

  /// The longest header that the format allows, in bytes.
  static final int LONGEST = 100_000_000;

  /// libtorch's limit on the number of dimensions.
  private static final int MOST_DIMENSIONS = 64;

  private static final JsonFactory FACTORY = StrictJson.factory(LONGEST);

  /// Reads and checks a header.
  ///
  /// @param json the bytes between the length and the data
  /// @param dataLength the bytes after the header
  /// @param file what messages call the file
  /// @throws InvalidInputException naming the file and, where there is one, the tensor
  static SafetensorsHeader parse(byte[] json, long dataLength, String file) {
    CharBuffer text = StrictJson.decode(json, file + ": header");
    try (JsonParser parser =
        FACTORY.createParser(
            ObjectReadContext.empty(),
            text.array(),
            text.arrayOffset() + text.position(),
            text.remaining())) {
      return new Reader(parser, file).read().checkRanges(dataLength, file);
    } catch (JacksonException e) {
      throw new InvalidInputException(
          file + ": header is not valid JSON: " + StrictJson.complaint(e), e);
    }
  }

  /// Sorted by offset, each tensor must begin where the one before ended, and the last must end
  /// with the file: otherwise bytes are shared or hidden.
  private SafetensorsHeader checkRanges(long dataLength, String file) {
    List<TensorInfo> byOffset = new ArrayList<>(tensors.values());
    byOffset.sort(
        Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::byteSize));
    Map<String, TensorInfo> ordered = new LinkedHashMap<>();
    long end = 0;
    for (TensorInfo tensor : byOffset) {
      if (tensor.begin() != end) {
        throw new InvalidInputException(
            where(file, tensor.name())
                + "data begins at byte "
                + tensor.begin()
                + ", expected "
                + end
                + (tensor.begin() < end
                    ? " (it overlaps the tensor before)"
                    : " (there is a gap)"));
      }
      end = tensor.begin() + tensor.byteSize();
      ordered.put(tensor.name(), tensor);
    }
    if (end != dataLength) {
      throw new InvalidInputException(
          file
              + ": the tensors need "
              + end
              + " bytes of data, found "
              + dataLength
              + (end > dataLength
                  ? "; the file is cut off: download or copy it again"
                  : "; bytes that belong to no tensor are refused"));
    }
    return new SafetensorsHeader(metadata, ordered);
  }

  private static String where(String file, String tensor) {
    return file + ": tensor '" + Excerpt.of(tensor) + "': ";
  }

  /// Walks through the tokens, so that a header of 100 MB needs no tree.
  private static final class Reader {

    private final JsonParser parser;
    private final String file;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

    Reader(JsonParser parser, String file) {
      this.parser = parser;
      this.file = file;
    }

    SafetensorsHeader read() {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new InvalidInputException(file + ": header is not a JSON object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        if (name.equals("__metadata__")) {
          readMetadata();
        } else {
          tensors.put(name, readTensor(name));
        }
      }
      if (parser.nextToken() != null) {
        throw new InvalidInputException(file + ": header goes on after its JSON object");
      }
      return new SafetensorsHeader(metadata, tensors);
    }

    private void readMetadata() {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new InvalidInputException(file + ": __metadata__ is not a JSON object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String key = parser.currentName();
        if (parser.nextToken() != JsonToken.VALUE_STRING) {
          throw new InvalidInputException(
              file
                  + ": __metadata__ key '"
                  + Excerpt.of(key)
                  + "': found "
                  + found()
                  + ", expected a text");
        }
        metadata.put(key, parser.getString());
      }
    }

    private TensorInfo readTensor(String name) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw wrong(name, "found " + found() + ", expected an object");
      }
      StoredType type = null;
      List<Long> shape = null;
      List<Long> offsets = null;
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = parser.currentName();
        switch (field) {
          case "dtype" -> type = readType(name);
          case "shape" -> shape = readNumbers(name, "shape", MOST_DIMENSIONS);
          case "data_offsets" -> offsets = readNumbers(name, "data_offsets", 2);
          default -> throw wrong(name, "unknown field '" + Excerpt.of(field) + "'");
        }
      }
      if (type == null || shape == null || offsets == null) {
        throw wrong(name, "expected dtype, shape and data_offsets");
      }
      return tensor(name, type, shape, offsets);
    }

    private TensorInfo tensor(String name, StoredType type, List<Long> shape, List<Long> offsets) {
      if (offsets.size() != 2) {
        throw wrong(name, "data_offsets: expected two numbers");
      }
      long begin = offsets.getFirst();
      long end = offsets.getLast();
      if (end < begin) {
        throw wrong(name, "data ends at byte " + end + " before it begins at byte " + begin);
      }
      long bits = bits(name, type, shape);
      if (bits % 8 != 0) {
        throw wrong(name, type + " with shape " + shape + " does not end on a byte");
      }
      if (end - begin != bits / 8) {
        throw wrong(
            name,
            type
                + " with shape "
                + shape
                + " needs "
                + bits / 8
                + " bytes, data_offsets give "
                + (end - begin));
      }
      return new TensorInfo(name, type, shape, begin, end - begin);
    }

    private long bits(String name, StoredType type, List<Long> shape) {
      try {
        long elements = 1;
        for (long size : shape) {
          elements = Math.multiplyExact(elements, size);
        }
        return Math.multiplyExact(elements, type.bits());
      } catch (ArithmeticException e) {
        throw wrong(name, "shape " + Excerpt.of(shape.toString()) + " is too large");
      }
    }

    private StoredType readType(String name) {
      if (parser.nextToken() != JsonToken.VALUE_STRING) {
        throw wrong(name, "dtype: found " + found() + ", expected a text");
      }
      String type = parser.getString();
      return StoredType.named(type)
          .orElseThrow(() -> wrong(name, "unknown dtype '" + Excerpt.of(type) + "'"));
    }

    private List<Long> readNumbers(String name, String field, int most) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw wrong(name, field + ": found " + found() + ", expected a list of whole numbers");
      }
      List<Long> numbers = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (numbers.size() == most) {
          throw wrong(name, field + ": more than " + most + " entries");
        }
        numbers.add(wholeNumber(name, field));
      }
      return numbers;
    }

    private long wholeNumber(String name, String field) {
      if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
          && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
          && parser.getLongValue() >= 0) {
        return parser.getLongValue();
      }
      throw wrong(
          name, field + ": found " + found() + ", expected a whole number from 0 to 2^63 - 1");
    }

    /// The current token for a message.
    private String found() {
      @Nullable JsonToken token = parser.currentToken();
      if (token == null) {
        return "the end";
      }
      return switch (token) {
        case VALUE_STRING -> "the text '" + Excerpt.of(parser.getString()) + "'";
        case START_ARRAY -> "a list";
        case START_OBJECT -> "an object";
        default -> Excerpt.of(String.valueOf(parser.getString()));
      };
    }

    private InvalidInputException wrong(String tensor, String what) {
      return new InvalidInputException(where(file, tensor) + what);
    }
  }
}
