/// Luthier as a user meets it: commands in, exit codes and messages out.
@NullMarked
package luthier.cli;

import org.jspecify.annotations.NullMarked;
