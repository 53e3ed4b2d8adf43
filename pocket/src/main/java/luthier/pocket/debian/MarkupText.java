package luthier.pocket.debian;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Takes headings and paragraphs out of HTML, Mallard and DocBook.
///
/// One tolerant scan: text is gathered until a block element opens or closes; elements that hold no
/// prose (menus, code, tables, metadata) are skipped with everything in them. It is not a
/// validating parser and need not be one: a paragraph that comes out damaged is dropped by
/// [ProseFilter].
final class MarkupText {

  private static final Set<String> SKIPPED =
      Set.of(
          "script",
          "style",
          "pre",
          "nav",
          "table",
          "select",
          "button",
          "form",
          "info",
          "code-block",
          "screen",
          "programlisting",
          "synopsis",
          "head",
          "footer",
          "svg",
          "math",
          "informaltable",
          "literallayout",
          "aside",
          "bookinfo",
          "articleinfo",
          "legalnotice",
          "revhistory",
          "index",
          "glossary",
          "bibliography",
          "figcaption",
          "navheader",
          "navfooter",
          "media",
          "comment",
          "indexterm");
  private static final Set<String> HEADINGS =
      Set.of("h1", "h2", "h3", "h4", "h5", "h6", "title", "dt", "term");
  private static final Set<String> INLINE =
      Set.of(
          "a",
          "b",
          "i",
          "em",
          "strong",
          "span",
          "code",
          "tt",
          "kbd",
          "var",
          "samp",
          "q",
          "u",
          "small",
          "abbr",
          "acronym",
          "cite",
          "sub",
          "sup",
          "font",
          "app",
          "gui",
          "guiseq",
          "key",
          "keyseq",
          "link",
          "file",
          "cmd",
          "input",
          "output",
          "sys",
          "ulink",
          "xref",
          "emphasis",
          "guibutton",
          "guilabel",
          "guimenu",
          "guimenuitem",
          "menuchoice",
          "keycap",
          "keycombo",
          "application",
          "filename",
          "command",
          "quote",
          "literal",
          "option",
          "replaceable",
          "userinput",
          "systemitem",
          "firstterm",
          "glossterm",
          "interface",
          "guiicon",
          "guisubmenu",
          "phrase",
          "trademark",
          "productname",
          "ins",
          "big",
          "bdi",
          "wbr",
          "mark",
          "dfn",
          "accel",
          "shortcut",
          "varname",
          "email",
          "uri",
          "ph");
  private static final Set<String> VOID =
      Set.of("br", "hr", "img", "meta", "link", "input", "col", "wbr", "area");
  private static final Map<String, String> ENTITIES = entities();

  private final String source;
  private final List<Block> blocks = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final Deque<String> skipping = new ArrayDeque<>();
  private boolean inHeading;

  private MarkupText(String source) {
    this.source = source;
  }

  /// @param source an HTML or XML document
  /// @return its headings and paragraphs in order
  static List<Block> blocks(String source) {
    MarkupText scan = new MarkupText(source);
    scan.run();
    return scan.blocks;
  }

  private void run() {
    int at = 0;
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '<') {
        at = tag(at);
      } else if (c == '&') {
        at = entity(at);
      } else {
        append(c);
        at++;
      }
    }
    endBlock();
  }

  private void append(char c) {
    if (skipping.isEmpty()) {
      text.append(c);
    }
  }

  private int tag(int at) {
    if (source.startsWith("<!--", at)) {
      int end = source.indexOf("-->", at);
      return end < 0 ? source.length() : end + 3;
    }
    int end = source.indexOf('>', at);
    if (end < 0) {
      return source.length();
    }
    String inside = source.substring(at + 1, end);
    boolean closing = inside.startsWith("/");
    boolean empty = inside.endsWith("/");
    String name = name(closing ? inside.substring(1) : inside);
    if (!skipping.isEmpty()) {
      skipNested(name, closing, empty);
    } else if (!closing && skips(name, inside)) {
      endBlock();
      if (!empty && !VOID.contains(name)) {
        skipping.push(name);
      }
    } else if (name.equals("br")) {
      text.append(' ');
    } else if (!INLINE.contains(name)) {
      endBlock();
      inHeading = !closing && HEADINGS.contains(name);
    }
    return end + 1;
  }

  private void skipNested(String name, boolean closing, boolean empty) {
    if (!name.equals(skipping.peek())) {
      return;
    }
    if (closing) {
      skipping.pop();
    } else if (!empty && !VOID.contains(name)) {
      skipping.push(name);
    }
  }

  private static boolean skips(String name, String inside) {
    if (SKIPPED.contains(name)) {
      return true;
    }
    if (name.equals("code") || name.equals("screen")) {
      return inside.contains("mime=");
    }
    String lower = inside.toLowerCase(Locale.ROOT);
    return (name.equals("div") || name.equals("ul") || name.equals("ol") || name.equals("p"))
        && (lower.contains("class=\"toc")
            || lower.contains("nav")
            || lower.contains("sidebar")
            || lower.contains("footer")
            || lower.contains("highlight")
            || lower.contains("class=\"index"));
  }

  private static String name(String inside) {
    int end = 0;
    while (end < inside.length()
        && (Character.isLetterOrDigit(inside.charAt(end)) || inside.charAt(end) == '-')) {
      end++;
    }
    return inside.substring(0, end).toLowerCase(Locale.ROOT);
  }

  private int entity(int at) {
    int end = source.indexOf(';', at);
    if (end < 0 || end - at > 10) {
      append('&');
      return at + 1;
    }
    String body = source.substring(at + 1, end);
    String value = decode(body);
    for (int i = 0; i < value.length(); i++) {
      append(value.charAt(i));
    }
    return end + 1;
  }

  private static String decode(String body) {
    if (body.startsWith("#")) {
      try {
        boolean hex = body.startsWith("#x") || body.startsWith("#X");
        int code =
            hex ? Integer.parseInt(body.substring(2), 16) : Integer.parseInt(body.substring(1));
        return Character.isValidCodePoint(code) ? Character.toString(code) : " ";
      } catch (NumberFormatException _) {
        return " ";
      }
    }
    return ENTITIES.getOrDefault(body, " ");
  }

  private void endBlock() {
    String line = Typography.plain(text.toString());
    text.setLength(0);
    if (!line.isEmpty()) {
      blocks.add(new Block(inHeading ? Block.Kind.HEADING : Block.Kind.TEXT, line));
    }
  }

  private static Map<String, String> entities() {
    Map<String, String> map = new HashMap<>();
    String table =
        "amp & lt < gt > quot \" apos ' nbsp \u00a0 ndash – mdash — hellip … rsquo ’ lsquo ‘ ldquo"
            + " “ rdquo ” auml ä ouml ö uuml ü Auml Ä Ouml Ö Uuml Ü szlig ß eacute é egrave è ecirc"
            + " ê agrave à acirc â ccedil ç ocirc ô ucirc û ugrave ù icirc î iuml ï ntilde ñ aacute"
            + " á iacute í oacute ó uacute ú iquest ¿ iexcl ¡ laquo « raquo » oelig œ Eacute É"
            + " Agrave À euml ë";
    String[] parts = table.split(" ");
    for (int i = 0; i + 1 < parts.length; i += 2) {
      map.put(parts[i], parts[i + 1]);
    }
    return Map.copyOf(map);
  }
}
