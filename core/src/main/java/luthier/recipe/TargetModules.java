package luthier.recipe;

import java.util.List;
import java.util.regex.Pattern;

/// Which linear layers get an adapter.
public sealed interface TargetModules {

  /// `all-linear`: every linear layer but the output head (PEFT's meaning of the word).
  record AllLinear() implements TargetModules {}

  /// Names and patterns. An entry of letters, digits, `_` and `.` is a name: it selects the module
  /// of that name and those whose name ends in `.` and it. Any other entry is a regular expression
  /// that must match the whole module name.
  record Named(List<String> entries) implements TargetModules {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.]+");

    public Named {
      entries = List.copyOf(entries);
      new Problems()
          .check(
              !entries.isEmpty()
                  && entries.stream().allMatch(entry -> isName(entry) || Types.compiles(entry)),
              MethodKeys.TARGET_MODULES.path(),
              "expected names and regular expressions, at least one")
          .throwIfAny();
    }

    /// @param module full name of a linear layer, such as `model.layers.0.self_attn.q_proj`
    public boolean selects(String module) {
      return entries.stream().anyMatch(entry -> selects(entry, module));
    }

    /// Whether one entry selects the module; lets the caller report an entry that selects none.
    public static boolean selects(String entry, String module) {
      return isName(entry)
          ? module.equals(entry) || module.endsWith("." + entry)
          : ModulePattern.matches(entry, module);
    }

    static boolean isName(String entry) {
      return NAME.matcher(entry).matches();
    }
  }
}
