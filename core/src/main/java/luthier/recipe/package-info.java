/// Takes in a recipe file and the overrides of the command line; gives out one immutable, valid
/// [luthier.recipe.Recipe], and its resolved form as text again. Never opens data or model files,
/// never decides an `auto`, and never lets a key pass that nobody reads.
@NullMarked
package luthier.recipe;

import org.jspecify.annotations.NullMarked;
