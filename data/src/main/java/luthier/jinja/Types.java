package luthier.jinja;

/// Names of values' types, for messages.
final class Types {

  private static final int LONGEST_QUOTE = 80;

  private Types() {}

  /// The name Python gives the type.
  static String name(Value value) {
    return switch (value) {
      case Value.None _ -> "NoneType";
      case Value.Bool _ -> "bool";
      case Value.Int _ -> "int";
      case Value.Real _ -> "float";
      case Text _ -> "str";
      case Items items -> items.kind().typeName();
      case Dict _ -> "dict";
      case Undefined _ -> "Undefined";
      case Stream _ -> "generator";
      case Host host -> host.typeName();
    };
  }

  /// Cuts what a message quotes from the data.
  static String shorten(String text) {
    if (text.length() <= LONGEST_QUOTE) {
      return text;
    }
    int end = LONGEST_QUOTE - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }
}
