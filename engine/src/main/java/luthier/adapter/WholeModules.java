package luthier.adapter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import luthier.InvalidInputException;
import luthier.UnsupportedException;
import luthier.model.Model;
import luthier.tensor.Parameter;

/// Modules that are trained and saved whole beside an adapter: PEFT's `modules_to_save`. A name
/// selects every module whose full name it is or ends.
final class WholeModules {

  private WholeModules() {}

  /// Those that the model wants, and those of the settings.
  ///
  /// @return the parameters of each, by the module's full name
  /// @throws UnsupportedException when a module shares its weights' memory with another one
  static Map<String, List<Parameter>> of(Model model, List<String> names) {
    Map<String, List<Parameter>> whole = new LinkedHashMap<>(model.wholeModules());
    List<String> tensors =
        model.parameters().stream()
            .flatMap(parameter -> parameter.slots().stream())
            .map(Parameter.Slot::name)
            .toList();
    for (String module : select(names, tensors)) {
      whole.computeIfAbsent(module, _ -> parameters(model, module));
    }
    return whole;
  }

  private static List<Parameter> parameters(Model model, String module) {
    List<Parameter> all = new ArrayList<>();
    for (Parameter parameter : model.parameters()) {
      long inside = parameter.slots().stream().filter(slot -> isOf(module, slot.name())).count();
      if (inside == parameter.slots().size()) {
        all.add(parameter);
      } else if (inside > 0) {
        throw new UnsupportedException(
            "method.modules_to_save: '"
                + module
                + "' is computed as one with "
                + parameter.slots().stream().map(Parameter.Slot::name).toList()
                + " and cannot be trained whole alone; name the module that holds them all, or use"
                + " target_modules");
      }
    }
    return all;
  }

  /// Full names of the selected modules.
  static Set<String> select(Collection<String> names, Collection<String> tensors) {
    Set<String> modules = new LinkedHashSet<>();
    for (String tensor : tensors) {
      for (int dot = tensor.indexOf('.'); dot >= 0; dot = tensor.indexOf('.', dot + 1)) {
        String module = tensor.substring(0, dot);
        boolean inside = modules.stream().anyMatch(outer -> isOf(outer, module));
        if (!inside && names.stream().anyMatch(name -> isOrEnds(name, module))) {
          modules.add(module);
        }
      }
    }
    return modules;
  }

  private static boolean isOrEnds(String name, String module) {
    return module.equals(name) || module.endsWith("." + name);
  }

  static boolean isOf(String module, String tensor) {
    return tensor.startsWith(module + ".");
  }

  /// @throws InvalidInputException when a name selects no module
  static void requireNames(List<String> names, Collection<String> tensors) {
    List<String> idle =
        names.stream().filter(name -> select(List.of(name), tensors).isEmpty()).toList();
    if (!idle.isEmpty()) {
      throw new InvalidInputException(
          "method.modules_to_save: "
              + idle
              + " names no module with weights of its own; outside its layers the model has "
              + outside(tensors)
              + " (a head that is tied to the embedding has none)");
    }
  }

  private static List<String> outside(Collection<String> tensors) {
    return tensors.stream()
        .filter(name -> !name.matches(".*\\.\\d+\\..*"))
        .map(name -> name.substring(0, name.lastIndexOf('.')))
        .distinct()
        .toList();
  }
}
