package luthier.objective;

import java.util.List;
import luthier.batch.MicroBatch;
import luthier.kernel.Kernels;
import luthier.model.Model;
import luthier.operation.Documents;
import luthier.operation.Dropout;
import luthier.operation.GradientSink;
import luthier.operation.Perturbation;
import luthier.profile.Recorder;
import luthier.tokenizer.TokenizedExample;

/// What is minimised: a sum over examples, divided by a number that belongs to the whole step, so
/// that it does not depend on how the step is cut.
public interface Objective {

  /// The model whose weights it is a function of.
  Model model();

  /// What the sum over these examples is divided by: the supervised tokens, or the weights of the
  /// examples.
  double normaliser(List<TokenizedExample> examples);

  /// Adds the micro-batch's part of the gradient to the worker's gradients.
  ///
  /// @param normaliser of the whole step
  /// @param dropout seed and step of its random numbers; the documents are the micro-batch's
  /// @return this micro-batch's part of the loss
  double lossAndGradients(
      Kernels kernels,
      int worker,
      GradientSink sink,
      MicroBatch batch,
      double normaliser,
      DropoutSource dropout);

  /// The plain loss of a micro-batch: no smoothing, no dropout, no gradient.
  ///
  /// @return the sum over what it is made of, to be divided by its [#normaliser]
  double sum(Kernels kernels, MicroBatch batch);

  /// Told where the time goes.
  Recorder recorder();

  /// Seed and step of a pass's random numbers.
  ///
  /// @param perturbation what is random besides the dropout of adapters
  record DropoutSource(long seed, long step, Perturbation perturbation) {
    Dropout of(Documents documents) {
      return of(documents, 0);
    }

    /// @param view which of several passes over the same tokens; each draws its own numbers
    Dropout of(Documents documents, int view) {
      return new Dropout(seed ^ view * VIEWS, step, documents, true, perturbation);
    }

    private static final long VIEWS = 0x6A09E667F3BCC909L; // any odd number
  }
}
