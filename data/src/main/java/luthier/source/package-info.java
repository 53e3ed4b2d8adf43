/// Takes in the files and folders that a recipe names; gives out their examples, each with file and
/// line, together with every line that was rejected, every field that was not used and a
/// fingerprint of every file. Must never drop a row or a field without a word, hold a whole file in
/// memory as bytes, or open anything but regular files.
@NullMarked
package luthier.source;

import org.jspecify.annotations.NullMarked;
