@NullMarked
package luthier.artefact;

import org.jspecify.annotations.NullMarked;
