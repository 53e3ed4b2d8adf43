/// Prose from Debian's documentation packages.
///
/// In come the files of unpacked packages (HTML, Mallard and DocBook pages, manual pages,
/// dictionaries, game scripts, plain text). Out go documents of clean paragraphs with their package
/// and language. It must never let through markup, code, tables, licence texts or a paragraph that
/// was seen before.
@NullMarked
package luthier.pocket.debian;

import org.jspecify.annotations.NullMarked;
