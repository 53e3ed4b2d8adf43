package luthier.jinja;

import org.jspecify.annotations.Nullable;

/// One token of a template.
///
/// @param type what it is
/// @param text its characters; of strings the value after unescaping
/// @param line 1-based
record Token(Type type, String text, int line) {

  enum Type {
    DATA("template data"),
    VARIABLE_BEGIN("begin of print statement"),
    VARIABLE_END("end of print statement"),
    BLOCK_BEGIN("begin of statement block"),
    BLOCK_END("end of statement block"),
    NAME("name"),
    STRING("string"),
    INTEGER("integer"),
    FLOAT("float"),
    OPERATOR("operator"),
    END("end of template");

    private final String words;

    Type(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  boolean is(Type wanted, @Nullable String wantedText) {
    return type == wanted && (wantedText == null || text.equals(wantedText));
  }

  boolean isName(String name) {
    return is(Type.NAME, name);
  }

  boolean isOperator(String operator) {
    return is(Type.OPERATOR, operator);
  }

  /// For messages.
  String describe() {
    return switch (type) {
      case NAME, OPERATOR, INTEGER, FLOAT -> "'" + Types.shorten(text) + "'";
      case STRING -> "string '" + Types.shorten(text) + "'";
      default -> "'" + type.words() + "'";
    };
  }
}
