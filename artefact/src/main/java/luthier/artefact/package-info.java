/// Base models that are Maven artefacts. In: `maven:group:artifact:version` and the user's own
/// Maven set-up; out: a directory in Hugging Face layout. Must never run code of an artefact, look
/// at its dependencies, or write outside the cache and the local repository.
@NullMarked
package luthier.artefact;

import org.jspecify.annotations.NullMarked;
