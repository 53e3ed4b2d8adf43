/// Between text and token ids: Hugging Face `tokenizer.json` files behind one interface, examples
/// as supervised token rows, and a trainer for byte-level BPE vocabularies. In come texts with what
/// is known about their characters; out go ids, labels and the findings of the checks on them. It
/// must never guess: a token that is neither clearly prompt nor clearly answer is cut at the
/// border, and text of a user never becomes a control token.
@NullMarked
package luthier.tokenizer;

import org.jspecify.annotations.NullMarked;
