/// What the curves of a run say: rules over its losses, in plain words.
@NullMarked
package luthier.curve;

import org.jspecify.annotations.NullMarked;
