/// The kinds of training example, as they come out of a source and go into the tokenizer.
/// Immutable; knows neither files nor tokens.
@NullMarked
package luthier.example;

import org.jspecify.annotations.NullMarked;
