/// What the generators hand to the corpus writer.
///
/// In comes text from an extractor or a generator. Out go immutable documents and conversations
/// with their source, language and the key that decides whether they are held out. It must never
/// know how a document is made or written.
@NullMarked
package luthier.pocket.document;

import org.jspecify.annotations.NullMarked;
