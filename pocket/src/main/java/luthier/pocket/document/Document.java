package luthier.pocket.document;

/// One document of the text corpus.
///
/// @param text the document, paragraphs parted by an empty line
/// @param source the package or the generator that it comes from
/// @param language two-letter code
/// @param group documents of one group are held out together
public record Document(String text, String source, String language, String group) {}
