package luthier.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import luthier.runlog.Manifest;
import luthier.runlog.RunEvent;
import org.jspecify.annotations.Nullable;

/// The resolved recipe, with what differs from the defaults, and what Luthier decided.
final class SettingsSection {

  private SettingsSection() {}

  static void write(Html html, RunRecord run) {
    Page.section(html, "settings", "Settings");
    writeDecisions(html, run.decisions());
    if (run.settings().isEmpty()) {
      html.element("p", "There is no recipe.yaml.", "class", "empty");
    } else {
      Map<String, String> defaults = run.manifest().map(Manifest::defaults).orElse(Map.of());
      if (!defaults.isEmpty()) {
        html.open("p", "class", "key");
        html.element("span", "set", "class", "pill set").text(" by the recipe; ");
        html.element("span", "chosen", "class", "pill chosen");
        html.text(" by Luthier where the recipe says auto; the others are defaults.").close("p");
      }
      html.open("div", "class", "settings");
      Set<String> decided =
          run.decisions().stream().map(RunEvent.Decision::key).collect(Collectors.toSet());
      groups(run.settings())
          .forEach((group, keys) -> writeGroup(html, group, keys, defaults, decided));
      html.close("div");
    }
    html.close("section");
  }

  private static void writeDecisions(Html html, List<RunEvent.Decision> decisions) {
    if (decisions.isEmpty()) {
      return;
    }
    List<String> heads = List.of("Setting", "Value", "Why");
    DataSection.tableHead(html, "What Luthier decided for you", heads, "decisions");
    for (RunEvent.Decision decision : decisions) {
      html.open("tr").open("th", "scope", "row").element("code", decision.key()).close("th");
      html.element("td", decision.value()).element("td", decision.why()).close("tr");
    }
    html.close("tbody").close("table");
  }

  /// The settings by the first part of their path; those without one come first.
  private static Map<String, Map<String, String>> groups(Map<String, String> settings) {
    Map<String, Map<String, String>> groups = new LinkedHashMap<>();
    groups.put("", new LinkedHashMap<>());
    settings.forEach((path, value) -> {
      int dot = path.indexOf('.');
      String group = dot < 0 ? "" : path.substring(0, dot);
      groups.computeIfAbsent(group, _ -> new LinkedHashMap<>()).put(path, value);
    });
    return groups;
  }

  private static void writeGroup(
      Html html,
      String group,
      Map<String, String> keys,
      Map<String, String> defaults,
      Set<String> decided) {
    if (keys.isEmpty()) {
      return;
    }
    html.open("table").element("caption", group.isEmpty() ? "run" : group);
    html.open("thead").open("tr");
    List.of("Key", "Value", "Default").forEach(head -> html.element("th", head, "scope", "col"));
    html.close("tr").close("thead").open("tbody");
    keys.forEach((path, value) -> {
      String key = group.isEmpty() ? path : path.substring(group.length() + 1);
      writeSetting(html, key, value, defaults.get(path), decided.contains(path));
    });
    html.close("tbody").close("table");
  }

  private static void writeSetting(
      Html html, String key, String value, @Nullable String defaultValue, boolean decided) {
    String usual = defaultValue == null ? "" : Settings.normal(defaultValue);
    boolean differs = defaultValue != null && !usual.equals(value);
    String mark = !differs ? "" : decided ? "chosen" : "set";
    html.open("tr", "class", mark).open("th", "scope", "row").element("code", key).close("th");
    html.open("td").text(value);
    if (differs) {
      html.text(" ").element("span", mark, "class", "pill " + mark);
    }
    html.close("td").element("td", differs ? usual : "").close("tr");
  }
}
