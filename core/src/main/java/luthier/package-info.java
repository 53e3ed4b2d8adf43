/// Errors that every part of Luthier speaks, classed by whose move it is.
@NullMarked
package luthier;

import org.jspecify.annotations.NullMarked;
