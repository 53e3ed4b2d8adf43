package luthier.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import luthier.operation.Linear;
import luthier.tensor.Parameter;

/// A transformer with the head of a task.
///
/// @param fresh modules of the head that the checkpoint did not hold: they begin with random values
public record TaskModel(Transformer body, TaskHead head, Set<String> fresh) implements Model {

  public TaskModel {
    fresh = Set.copyOf(fresh);
  }

  @Override
  public List<Parameter> parameters() {
    return Stream.concat(body.parameters().stream(), headParameters()).toList();
  }

  private Stream<Parameter> headParameters() {
    return head.modules().values().stream().flatMap(List::stream);
  }

  @Override
  public List<Linear> linears() {
    return body.linears();
  }

  /// The module that makes the outputs, as PEFT does for these tasks, and those that begin with
  /// random values: left as they are, they would stay random.
  @Override
  public Map<String, List<Parameter>> wholeModules() {
    Map<String, List<Parameter>> whole = new LinkedHashMap<>();
    head.modules()
        .forEach((module, parameters) -> {
          if (fresh.contains(module) || module.equals(head.modules().lastEntry().getKey())) {
            whole.put(module, parameters);
          }
        });
    return whole;
  }

  @Override
  public boolean hasDropout() {
    return body.hasDropout() || head.hasDropout();
  }

  @Override
  public void weightsChanged() {
    body.weightsChanged();
    head.linears().forEach(Linear::weightChanged);
  }

  @Override
  public void weightsReplaced() {
    body.weightsReplaced();
    head.linears().forEach(Linear::forgetPacked);
  }

  @Override
  public void close() {
    body.close();
    head.linears().forEach(Linear::forgetPacked);
    headParameters().forEach(Parameter::release);
  }
}
