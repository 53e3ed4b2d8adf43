/// Architectures as forward code over `operation`, one file each, and the reading of their
/// configurations. In: a model directory; out: a [luthier.model.LanguageModel]. Must never ignore a
/// key of a configuration, nor know how the model is trained.
@NullMarked
package luthier.model;

import org.jspecify.annotations.NullMarked;
