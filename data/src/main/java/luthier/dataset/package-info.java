/// Identity of examples, and their cut into train, validation and test. In: examples of a source;
/// out: three lists of which no two share an example or a near-duplicate, and what was found on the
/// way. Which set an example belongs to must never depend on the timing of threads, on the order in
/// which a file system lists names, or on examples that are added behind it.
@NullMarked
package luthier.dataset;

import org.jspecify.annotations.NullMarked;
