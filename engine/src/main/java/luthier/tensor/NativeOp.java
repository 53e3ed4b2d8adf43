package luthier.tensor;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.ListType;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Calls a registered operator by its name through libtorch's dispatcher, with boxed arguments;
/// reaches the operators that the Java presets leave out (those that begin with an underscore).
public final class NativeOp {

  private final OperatorHandle handle;

  /// @param name such as `aten::_fused_adamw_`
  public NativeOp(String name) {
    try (PointerScope _ = new PointerScope()) {
      handle = Dispatcher.singleton().findSchemaOrThrow(name, "");
      handle.retainReference();
    }
  }

  /// @param arguments null, Tensor, Tensor[], double, long, boolean, String, ScalarType or an
  ///   IValue
  /// @return the tensors of the result, owned by the caller's scope
  public List<Tensor> call(@Nullable Object... arguments) {
    List<Tensor> results = new ArrayList<>();
    try (PointerScope _ = new PointerScope()) {
      IValueVector stack = new IValueVector();
      for (Object argument : arguments) {
        stack.push_back(box(argument));
      }
      handle.callBoxed(stack);
      for (long i = 0; i < stack.size(); i++) {
        IValue value = stack.get(i);
        if (value.isTensor()) {
          results.add(Native.keep(new Tensor(value.toTensor())));
        }
      }
    }
    PointerScope scope = PointerScope.getInnerScope();
    if (scope != null) {
      for (Tensor result : results) {
        scope.attach(result);
        result.releaseReference();
      }
    }
    return results;
  }

  private static IValue box(@Nullable Object argument) {
    return switch (argument) {
      case null -> new IValue();
      case IValue value -> value;
      case Tensor tensor -> new IValue(tensor);
      case Tensor[] tensors -> new IValue(list(tensors));
      case Double number -> new IValue(number.doubleValue());
      case Long number -> new IValue(number.longValue());
      case Boolean flag -> new IValue(flag.booleanValue());
      case String text -> new IValue(text);
      case ScalarType type -> new IValue((long) type.intern().value);
      default -> throw new IllegalArgumentException("cannot box " + argument.getClass());
    };
  }

  private static GenericList list(Tensor[] tensors) {
    GenericList list = new GenericList(ListType.ofTensors().containedType(0));
    for (Tensor tensor : tensors) {
      list.push_back(new IValue(tensor));
    }
    return list;
  }
}
