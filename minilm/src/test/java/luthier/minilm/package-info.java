@NullMarked
package luthier.minilm;

import org.jspecify.annotations.NullMarked;
