/// Where the time of some steps goes. In: the beginnings and ends of phases and operations; out: a
/// trace and a table. Must never cost anything in a run that nobody profiles: then [Lane#NONE] is
/// asked, which reads no clock.
@NullMarked
package luthier.profile;

import org.jspecify.annotations.NullMarked;
