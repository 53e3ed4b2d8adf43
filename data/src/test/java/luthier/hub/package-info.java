@NullMarked
package luthier.hub;

import org.jspecify.annotations.NullMarked;
