/// Tests of the whole: architecture rules, reference numbers, end-to-end runs.
@NullMarked
package luthier.conformance;

import org.jspecify.annotations.NullMarked;
