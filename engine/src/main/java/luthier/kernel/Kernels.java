package luthier.kernel;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The element-wise parts of a transformer, each as few passes over memory as the implementation
/// can.
///
/// An instance belongs to one worker at a time (it may own scratch memory).
public interface Kernels {

  /// `x / rms(x) * weight` by rows, `rms(x)² = mean(x²) + epsilon` (Zhang & Sennrich 2019,
  /// arXiv:1910.07467, equation 4).
  ///
  /// @param x [rows, width]
  /// @param inverseRms [rows] float32, written: 1 / rms of each row
  Tensor rmsNorm(Tensor x, Tensor weight, double epsilon, Tensor inverseRms);

  /// Adds to `dx` [rows, width], and to `dWeight` [width] float32 unless that is null.
  void rmsNormBackward(
      Tensor dy, Tensor x, Tensor weight, Tensor inverseRms, Tensor dx, @Nullable Tensor dWeight);

  /// Turns the first `heads` heads of each row of `qkv` in place (Su et al. 2021, arXiv:2104.09864,
  /// equation 34, halves instead of neighbours as in the Llama checkpoints).
  ///
  /// @param direction 1, or -1 for the way back
  void rotate(Tensor qkv, Rotation rotation, int heads, int direction);

  /// `silu(gate) * up` (Shazeer 2020, arXiv:2002.05202), where gateUp [rows, 2 inner] holds the
  /// halves side by side.
  Tensor swiglu(Tensor gateUp);

  /// Replaces gateUp by its gradient.
  void swigluBackward(Tensor dy, Tensor gateUp);

  /// Cross-entropy with label smoothing, `(1 - s) (-ln p[target]) + s mean over v of (-ln p[v])`.
  /// Replaces the logits by `scale` times the gradient of the sum.
  ///
  /// @param logits [rows, vocabulary]
  /// @param targets [rows] int64, each in [0, vocabulary)
  /// @param smoothing s, in [0, 1)
  /// @return the sum over rows, in nats
  double crossEntropy(Tensor logits, Tensor targets, double smoothing, double scale);

  /// One block of attention: scores [batch, rows, keys] become `softmax(scale * scores)` over the
  /// keys that each row sees, and zero elsewhere, in place. Row i is the query `i % queries` of
  /// `visible`; what stood in the scores of keys that it does not see is not read.
  ///
  /// @param logSum [batch, rows] float32, written: the logarithm of the softmax's normaliser
  void attentionForward(Tensor scores, Tensor logSum, VisibleKeys visible, double scale);

  /// One block of attention's backward pass, in place: scores become the probabilities `p =
  /// exp(scale
  /// * s - logSum)`, and dProbabilities become the gradients of the scores, `scale * p * (dp - sum
  ///   over keys of p dp)`; both zero where a row does not see.
  void attentionBackward(
      Tensor scores, Tensor dProbabilities, Tensor logSum, VisibleKeys visible, double scale);

  /// `y += x`
  void add(Tensor y, Tensor x);

  /// `y = W x + b` for one vector.
  ///
  /// @param x [1, inputs]
  /// @param weight [outputs, inputs]
  /// @param bias [outputs]
  /// @param y [1, outputs], written; of the type of x, or float32
  /// @return false, and nothing is done, where these kernels have nothing faster than libtorch's
  ///   product
  boolean multiplyOne(Tensor x, Tensor weight, @Nullable Tensor bias, Tensor y);

  /// Computes the largest elements of each row of `y = x Wᵀ`, which were rounded to the type of x,
  /// again with float32 sums, so that their order is right; leaves them where the kernels cannot.
  ///
  /// @param y [rows, outputs] float32
  void sharpenLargest(Tensor x, Tensor weight, Tensor y);

  /// Attention of one new token of each of several sequences over the whole of its sequence.
  ///
  /// @param qkv [sequences, (H + 2 K) E]; the keys and values in it are added to the caches
  /// @param past tokens that each cache has; there is room for one more
  /// @param out [sequences, H E], written
  /// @return false, and nothing is done, where these kernels have nothing faster than one product
  ///   of libtorch after another
  boolean attendNewest(
      Tensor qkv, AttentionShape shape, CachedRows[] caches, int[] past, Tensor out);

  /// The fastest kernels of this Java virtual machine; the vector kernels need the module
  /// `jdk.incubator.vector`.
  ///
  /// @param team shares the work of generation
  static Kernels fastest(Team team) {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return vectors ? new VectorKernels(team) : new StockKernels();
  }
}
