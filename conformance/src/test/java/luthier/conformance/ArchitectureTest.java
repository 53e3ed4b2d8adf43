package luthier.conformance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The lines of the architecture. A new edge between packages is a new word in [#ALLOWED].
class ArchitectureTest {

  /// Each package and those that it may see. Every one may see the root package (errors); `recipe`
  /// means the records that belong to the package.
  private static final Map<String, String> ALLOWED =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("recipe", ""),
              Map.entry("task", "recipe"),
              Map.entry("example", "recipe"),
              Map.entry("runlog", "recipe"),
              Map.entry("base", "runlog"),
              Map.entry("hub", "base runlog"),
              Map.entry("minilm", "base"),
              Map.entry("artefact", "base"),
              Map.entry("source", "recipe example"),
              Map.entry("dataset", "recipe source example"),
              Map.entry("general", "example"),
              Map.entry("jinja", ""),
              Map.entry("template", "recipe example jinja"),
              Map.entry("tokenizer", "recipe example template"),
              Map.entry("batch", "recipe dataset tokenizer"),
              Map.entry("metric", ""),
              Map.entry("curve", "recipe runlog"),
              Map.entry("monitor", "recipe runlog"),
              Map.entry("verdict", "metric"),
              Map.entry("report", "runlog metric verdict recipe curve"),
              Map.entry("search", "recipe runlog metric report"),
              Map.entry("tensor", ""),
              Map.entry("kernel", "tensor"),
              Map.entry("operation", "kernel tensor profile"),
              Map.entry("weights", "tensor"),
              Map.entry("model", "operation kernel weights tensor"),
              Map.entry("adapter", "recipe runlog model operation weights tensor"),
              Map.entry(
                  "objective", "model operation kernel batch tokenizer tensor profile recipe"),
              Map.entry("optimizer", "recipe tensor"),
              Map.entry("estimate", "runlog"),
              Map.entry("profile", "runlog"),
              Map.entry("checkpoint", "recipe weights tensor runlog"),
              Map.entry("generation", "model operation kernel tensor"),
              Map.entry(
                  "training",
                  "recipe batch model objective optimizer checkpoint operation kernel tensor runlog"
                      + " tokenizer profile"),
              Map.entry(
                  "evaluation",
                  "metric example batch tokenizer model objective generation operation kernel"
                      + " tensor"),
              Map.entry(
                  "export",
                  "model adapter weights tokenizer generation evaluation operation kernel tensor"),
              Map.entry(
                  "run",
                  "recipe example runlog base hub source dataset general template tokenizer batch"
                      + " metric verdict report tensor kernel operation weights model adapter"
                      + " objective optimizer checkpoint generation training evaluation export"
                      + " estimate profile curve monitor task"),
              Map.entry(
                  "cli",
                  "recipe curve runlog metric run report search training template example"
                      + " generation")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("luthier");

  @Test
  void packagesSeeOnlyWhatTheyMay() {
    Map<String, Set<String>> forbidden = new TreeMap<>();
    for (JavaClass each : CLASSES) {
      String from = packageOf(each);
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (!target.getPackageName().startsWith("luthier.")) {
          continue;
        }
        String to = packageOf(target);
        if (!to.equals(from) && !allowed(from).contains(to)) {
          forbidden.computeIfAbsent(from + " -> " + to, _ -> new TreeSet<>()).add(each.getName());
        }
      }
    }
    assertThat(forbidden).isEmpty();
  }

  private static Set<String> allowed(String from) {
    if (from.isEmpty()) {
      return Set.of();
    }
    String list = ALLOWED.get(from);
    assertThat(list).as("package %s is not in the list", from).isNotNull();
    return Arrays.stream(String.valueOf(list).split(" ")).collect(Collectors.toSet());
  }

  private static String packageOf(JavaClass each) {
    String name = each.getPackageName();
    return name.equals("luthier") ? "" : name.substring("luthier.".length());
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("luthier.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nothingStaticCanChange() {
    fields()
        .that()
        .areStatic()
        .and()
        .doNotHaveModifier(JavaModifier.SYNTHETIC)
        .should()
        .beFinal()
        .check(CLASSES);
  }

  @Test
  void onlyTheEngineSeesLibtorch() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "luthier.recipe..",
            "luthier.example..",
            "luthier.runlog..",
            "luthier.curve..",
            "luthier.monitor..",
            "luthier.base..",
            "luthier.hub..",
            "luthier.minilm..",
            "luthier.artefact..",
            "luthier.source..",
            "luthier.dataset..",
            "luthier.template..",
            "luthier.tokenizer..",
            "luthier.batch..",
            "luthier.metric..",
            "luthier.report..",
            "luthier.search..",
            "luthier.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .check(CLASSES);
  }
}
