package luthier.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/// Builds a page: every text and every attribute value is escaped, every element is closed.
final class Html {

  private static final Set<String> VOID = Set.of("meta", "br", "circle", "line", "path", "rect");
  private static final Set<String> OWN_LINE =
      Set.of(
          "head",
          "body",
          "header",
          "main",
          "section",
          "article",
          "figure",
          "table",
          "thead",
          "tbody",
          "tr",
          "ul",
          "ol",
          "li",
          "dl",
          "dd",
          "div",
          "svg",
          "g",
          "details",
          "h1",
          "h2",
          "h3",
          "p",
          "nav",
          "footer",
          "style",
          "script",
          "title",
          "polyline",
          "html",
          "pre");
  private static final int CONTROL_PICTURES = 0x2400;
  private static final char DELETE = 0x7f;
  private static final char REPLACEMENT = 0xfffd;

  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /// Opens an element.
  ///
  /// @param attributes names and values by turns
  Html open(String tag, String... attributes) {
    start(tag, attributes);
    if (VOID.contains(tag)) {
      out.append("/>");
    } else {
      out.append('>');
      open.push(tag);
    }
    return this;
  }

  /// Closes the innermost element.
  Html close(String tag) {
    String innermost = open.pop();
    if (!innermost.equals(tag)) {
      throw new IllegalStateException("</" + tag + "> where <" + innermost + "> is open");
    }
    out.append("</").append(tag).append('>');
    if (OWN_LINE.contains(tag)) {
      out.append('\n');
    }
    return this;
  }

  /// An element with a text.
  Html element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close(tag);
  }

  /// Text.
  Html text(String text) {
    escape(text, out);
    return this;
  }

  /// Our own style or script, which is not escaped.
  Html trusted(String text) {
    out.append(text);
    return this;
  }

  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("not closed: " + open);
    }
    return out.toString();
  }

  private void start(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1], out);
      out.append('"');
    }
  }

  /// Also shows control characters, which a page may not hold, as their pictures.
  private static void escape(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        case '\n', '\t' -> out.append(c);
        default -> {
          if (c < ' ') {
            out.append((char) (CONTROL_PICTURES + c));
          } else if (c == DELETE) {
            out.append((char) (CONTROL_PICTURES + 0x21));
          } else if (Character.isSurrogate(c)) {
            i = escapeSurrogate(text, i, out);
          } else if (c >= 0xfffe || (c < 0xa0 && c > DELETE)) {
            out.append(REPLACEMENT);
          } else {
            out.append(c);
          }
        }
      }
    }
  }

  private static int escapeSurrogate(String text, int at, StringBuilder out) {
    int codePoint = text.codePointAt(at);
    if (Character.isSupplementaryCodePoint(codePoint)) {
      out.appendCodePoint(codePoint);
      return at + 1;
    }
    out.append(REPLACEMENT);
    return at;
  }
}
