/// Weight files and the configuration beside them. A model directory, a safetensors file or a
/// `config.json` comes in; checked descriptions, libtorch tensors and, the other way round, files
/// that every reader of the format accepts go out. It must never run code from a file, trust a
/// length or an offset it did not check, or leave half a file behind.
@NullMarked
package luthier.weights;

import org.jspecify.annotations.NullMarked;
