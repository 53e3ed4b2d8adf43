package luthier.pocket;

import java.util.Iterator;
import luthier.pocket.document.Document;

/// Short texts of one kind joined to documents of a useful size: training on many tiny ones is
/// slow.
///
/// A text that is long enough stays alone.
final class Joined implements Iterator<Document> {

  private final Iterator<Document> texts;
  private final String separator;
  private final int enough;

  /// @param separator between two texts
  /// @param enough characters at which a document is complete
  Joined(Iterator<Document> texts, String separator, int enough) {
    this.texts = texts;
    this.separator = separator;
    this.enough = enough;
  }

  @Override
  public boolean hasNext() {
    return texts.hasNext();
  }

  @Override
  public Document next() {
    Document first = texts.next();
    StringBuilder text = new StringBuilder(first.text());
    while (text.length() < enough && texts.hasNext()) {
      text.append(separator).append(texts.next().text());
    }
    return new Document(text.toString(), first.source(), first.language(), first.group());
  }
}
