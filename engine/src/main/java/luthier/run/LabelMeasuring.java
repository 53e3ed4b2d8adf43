package luthier.run;

import java.util.List;
import luthier.kernel.Kernels;
import luthier.metric.Evaluation;
import luthier.model.Model;
import luthier.tensor.Workers;

record LabelMeasuring(FineTune.Prepared prepared, Labelling labelling, Workers workers, List<Kernels> kernels) implements Measuring {
  static LabelMeasuring of(FineTune.Prepared prepared, Labelling labelling, Workers workers, List<Kernels> kernels) { return new LabelMeasuring(prepared, labelling, workers, kernels); }
  @Override public Measured measure(Model tuned) { throw new IllegalStateException(); }
  @Override public Measured measureBase(Model base) { throw new IllegalStateException(); }
  @Override public Evaluation compare(Measured before, Measured after) { throw new IllegalStateException(); }
  @Override public List<String> complaints(Measured before, Measured after) { return List.of(); }
}
