/// Text from a model, token by token, with a cache of keys and values. In: a model and a prompt's
/// tokens; out: new tokens. Must never change a weight, and never draw a random number that is not
/// derived from a given seed.
@NullMarked
package luthier.generation;

import org.jspecify.annotations.NullMarked;
