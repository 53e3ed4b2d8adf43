/// Resumable state on disk. In: tensors and a position; out: directories that are whole or not
/// there. Must never know what the tensors mean.
///
/// Format 1: `step-NNNNNN/` holds `weights.safetensors` and `optimizer.safetensors` (float32),
/// `progress.json`, and, written last, `manifest.json` with the format's version and the size and
/// SHA-256 of each file.
@NullMarked
package luthier.checkpoint;

import org.jspecify.annotations.NullMarked;
