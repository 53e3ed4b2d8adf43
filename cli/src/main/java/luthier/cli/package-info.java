/// The command line: builds everything with `new`, prints results to stdout and the rest to stderr.
/// In: arguments; out: exit codes. Must never hold a technique.
@NullMarked
package luthier.cli;

import org.jspecify.annotations.NullMarked;
