/// Identity of examples, and their cut into train, validation and test. In: examples of a source;
/// out: three lists of which no two share an example or a near-duplicate. Must never depend on the
/// order of files or rows.
@NullMarked
package luthier.dataset;

import org.jspecify.annotations.NullMarked;
