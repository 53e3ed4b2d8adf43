package luthier.pocket.debian;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import luthier.pocket.document.Document;

/// Joins the accepted paragraphs of one file to documents of a size that a small model can see
/// whole.
final class DocumentBuilder {

  /// About 450 tokens.
  private static final int FULL = 1800;

  private static final int SHORTEST = 160;

  private final String source;
  private final String group;
  private final Set<Long> seen;
  private final List<Document> documents = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private Optional<Language> language = Optional.empty();
  private String heading = "";

  /// @param seen hashes of the paragraphs of all files so far; grows
  DocumentBuilder(String source, String group, Set<Long> seen) {
    this.source = source;
    this.group = group;
    this.seen = seen;
  }

  List<Document> documents(List<Block> blocks) {
    for (Block block : blocks) {
      if (block.kind() == Block.Kind.HEADING) {
        heading = ProseFilter.acceptsHeading(block.text()) ? block.text() : "";
      } else if (isDefinition(block)) {
        add(block.text(), Language.ENGLISH);
      } else if (ProseFilter.accepts(block.text())) {
        Language.of(block.text()).ifPresent(found -> add(block.text(), found));
      }
    }
    end();
    return documents;
  }

  private boolean isDefinition(Block block) {
    return source.equals("dict-wn")
        && block.text().matches("[a-z]+ \\((noun|verb|adjective|adverb)\\): .*");
  }

  private void add(String paragraph, Language found) {
    if (!seen.add(hash(paragraph))) {
      return;
    }
    if (language.isPresent() && language.get() != found
        || text.length() + paragraph.length() > FULL) {
      end();
    }
    language = Optional.of(found);
    if (!text.isEmpty()) {
      text.append("\n\n");
    }
    if (!heading.isEmpty()) {
      text.append(heading).append("\n\n");
      heading = "";
    }
    text.append(paragraph);
  }

  private void end() {
    if (text.length() >= SHORTEST && language.isPresent()) {
      documents.add(new Document(text.toString(), source, language.get().code(), group));
    }
    text.setLength(0);
    language = Optional.empty();
  }

  /// A 64-bit FNV-1a hash over the letters alone, so that spacing and punctuation make no
  /// difference.
  private static long hash(String paragraph) {
    long hash = 0xcbf29ce484222325L;
    String lower = paragraph.toLowerCase(Locale.ROOT);
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (Character.isLetter(c)) {
        hash = (hash ^ c) * 0x100000001b3L;
      }
    }
    return hash;
  }
}
