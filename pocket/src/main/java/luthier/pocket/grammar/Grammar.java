package luthier.pocket.grammar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Rules and tables read from resource files; gives an [Expansion] for each text to write.
///
/// A rule file holds `name:` lines, each followed by indented alternatives, one a line; `*3 `
/// before an alternative gives it the weight three. Lines that start with `#` are remarks.
public final class Grammar {

  private final Map<String, List<Template>> rules = new LinkedHashMap<>();
  private final Map<String, Table> tables = new LinkedHashMap<>();

  private Grammar() {}

  /// @param files resource names below `/luthier/pocket/`: `*.rules` and `*.table`
  public static Grammar load(String... files) {
    Grammar grammar = new Grammar();
    for (String file : files) {
      List<String> lines = lines(file);
      if (file.endsWith(".table")) {
        String name = file.substring(0, file.length() - ".table".length());
        grammar.tables.put(name, Table.parse(file, lines));
      } else {
        grammar.addRules(file, lines);
      }
    }
    return grammar;
  }

  private static List<String> lines(String file) {
    try (InputStream in = Grammar.class.getResourceAsStream("/luthier/pocket/" + file)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource /luthier/pocket/" + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void addRules(String file, List<String> lines) {
    List<Template> current = new ArrayList<>();
    int number = 0;
    for (String line : lines) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (!Character.isWhitespace(line.charAt(0))) {
        String name = line.strip();
        if (!name.endsWith(":")) {
          throw new IllegalArgumentException(
              file + ":" + number + ": expected 'name:', found '" + name + "'");
        }
        current =
            rules.computeIfAbsent(name.substring(0, name.length() - 1), _ -> new ArrayList<>());
      } else {
        addAlternative(file + ":" + number, line.strip(), current);
      }
    }
  }

  private static void addAlternative(String place, String line, List<Template> alternatives) {
    int weight = 1;
    String text = line;
    if (line.matches("\\*\\d+ .*")) {
      int blank = line.indexOf(' ');
      weight = Integer.parseInt(line.substring(1, blank));
      text = line.substring(blank + 1);
    }
    try {
      Template template = Template.parse(text.equals("~") ? "" : text);
      for (int i = 0; i < weight; i++) {
        alternatives.add(template);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
    }
  }

  /// @return a new text in the making, with no variable bound
  public Expansion start(Dice dice) {
    return new Expansion(this, dice);
  }

  /// @throws IllegalArgumentException where there is no such table
  public Table table(String name) {
    Table table = tables.get(name);
    if (table == null) {
      throw new IllegalArgumentException("no table '" + name + "'; there are " + tables.keySet());
    }
    return table;
  }

  /// Whether there is a rule of that name.
  public boolean hasRule(String name) {
    return rules.containsKey(name);
  }

  List<Template> alternatives(String rule) {
    List<Template> alternatives = rules.get(rule);
    if (alternatives == null || alternatives.isEmpty()) {
      throw new IllegalArgumentException("no rule and no variable '" + rule + "'");
    }
    return alternatives;
  }

  /// The names of all rules, sorted.
  public Set<String> ruleNames() {
    return new TreeSet<>(rules.keySet());
  }

  /// @return how many alternatives the rule has
  public int size(String rule) {
    return alternatives(rule).size();
  }
}
