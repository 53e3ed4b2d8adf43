/// The results of a run as files that others read, each compared with the live model. In: a model
/// and its adapter; out: directories in Hugging Face and PEFT layout, certificates. Must never
/// change the live model.
@NullMarked
package luthier.export;

import org.jspecify.annotations.NullMarked;
