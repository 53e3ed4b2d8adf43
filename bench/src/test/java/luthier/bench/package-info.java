@NullMarked
package luthier.bench;

import org.jspecify.annotations.NullMarked;
