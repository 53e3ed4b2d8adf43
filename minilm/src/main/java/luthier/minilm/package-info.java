/// The built-in base `minilm`. In: the ONNX file and the tokenizer of a jar on the class path; out:
/// a directory in Hugging Face layout. Must never run the ONNX file, only take its weights.
@NullMarked
package luthier.minilm;

import org.jspecify.annotations.NullMarked;
