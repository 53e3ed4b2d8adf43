package luthier.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import luthier.operation.Documents;
import luthier.operation.Head;
import luthier.operation.Linear;
import luthier.operation.Ops;
import luthier.operation.Value;
import luthier.tensor.Parameter;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// An encoder with a head that predicts masked tokens. Its hidden states are those that the head
/// reads: after the head's own transform.
public final class MaskedModel implements TokenModel {

  private final Encoder body;
  private final Transform transform;
  private final Head head; // its weight is the table of tokens where they are tied
  private final boolean fresh;

  MaskedModel(Encoder body, Transform transform, Head head, boolean fresh) {
    this.body = body;
    this.transform = transform;
    this.head = head;
    this.fresh = fresh;
  }

  @Override
  public Value hidden(
      Ops ops, Tensor ids, @Nullable Tensor segments, Documents documents, boolean checkpointed) {
    return transform.apply(ops, body.hidden(ops, ids, segments, documents, checkpointed));
  }

  @Override
  public boolean hasDropout() {
    return body.hasDropout();
  }

  @Override
  public Head head() {
    return head;
  }

  /// Modules that the checkpoint did not hold: they begin with random values.
  public Set<String> fresh() {
    return wholeModules().keySet();
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(body.parameters());
    all.addAll(ownParameters());
    return all;
  }

  private List<Parameter> ownParameters() {
    List<Parameter> own = new ArrayList<>(transform.parameters());
    if (head.bias() instanceof Parameter bias) {
      own.add(bias);
    }
    if (head.weight() != body.tokens()) {
      own.add(head.weight());
    }
    return own;
  }

  @Override
  public List<Linear> linears() {
    return body.linears();
  }

  /// A fresh head is trained: left as it is, it would stay random.
  @Override
  public Map<String, List<Parameter>> wholeModules() {
    Map<String, List<Parameter>> whole = new LinkedHashMap<>();
    if (fresh) {
      for (Parameter parameter : ownParameters()) {
        String module = MaskedHeadShape.module(transform.shape(), parameter.name());
        whole.computeIfAbsent(module, _ -> new ArrayList<>()).add(parameter);
      }
    }
    return whole;
  }

  @Override
  public long vocabulary() {
    return body.vocabulary();
  }

  @Override
  public int maxPositions() {
    return body.maxPositions();
  }

  @Override
  public void weightsChanged() {
    body.weightsChanged();
    transform.dense().weightChanged();
  }

  @Override
  public void close() {
    transform.dense().forgetPacked();
    ownParameters().forEach(Parameter::release);
    body.close();
  }
}
