/// Makes the corpus of the built-in base model `pocket`: Debian's documentation and generated text.
/// In: unpacked packages, tables and rules; out: JSONL files and a tokenizer. Must never be needed
/// to use Luthier.
@NullMarked
package luthier.pocket;

import org.jspecify.annotations.NullMarked;
