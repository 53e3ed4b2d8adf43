package luthier.pocket.debian;

/// A piece of a document as its extractor found it.
///
/// @param kind heading, or running text
/// @param text one line without markup, white space collapsed
record Block(Kind kind, String text) {

  enum Kind {
    HEADING,
    TEXT
  }
}
