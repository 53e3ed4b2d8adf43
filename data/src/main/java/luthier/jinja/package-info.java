/// The language in which checkpoints describe their chat format: Jinja as transformers sets it up.
/// A template's source and JSON values come in; the text goes out, and for each of its characters
/// which value it came from and where it was emitted. It must never let a template reach Java, run
/// without limit, or turn a mistake into empty text.
@NullMarked
package luthier.jinja;

import org.jspecify.annotations.NullMarked;
