package luthier.pocket.grammar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Knowledge in rows: each line `value | value | …` under a first line that names the columns. An
/// empty cell, or a cell `-`, is an attribute that the entity does not have.
public final class Table {

  /// Words that follow from the grammatical gender in column `g`; the attribute is named by its
  /// masculine form. `-` is an ending that is not there.
  private static final Map<String, Map<String, String>> PRONOUNS =
      Map.of(
          "m",
              pairs(
                  "he he him him his his himself himself boy boy man man son son er er ihn ihn ihm"
                      + " ihm sein sein der der ein ein r r Schüler Schüler Bäcker Bäcker o o un un unfr un"
                      + " il il e - x x fier er garçon garçon"),
          "f",
              pairs(
                  "he she him her his her himself herself boy girl man woman son daughter er sie"
                      + " ihn sie ihm ihr sein ihr der die ein eine r - Schüler Schülerin Bäcker"
                      + " Bäckerin o a un una unfr une il elle e e x se fier ère garçon fille"));

  private final String name;
  private final List<Entity> rows;

  private Table(String name, List<Entity> rows) {
    this.name = name;
    this.rows = List.copyOf(rows);
  }

  /// @param name used in messages
  /// @param lines the table; blank lines and lines that start with `#` are remarks
  static Table parse(String name, List<String> lines) {
    List<Entity> rows = new ArrayList<>();
    List<String> columns = List.of();
    int number = 0;
    for (String line : lines) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      List<String> cells = cells(line);
      if (columns.isEmpty()) {
        columns = cells;
      } else if (cells.size() > columns.size()) {
        throw new IllegalArgumentException(
            name
                + ":"
                + number
                + ": found "
                + cells.size()
                + " cells, expected at most "
                + columns.size());
      } else {
        rows.add(entity(columns, cells));
      }
    }
    return new Table(name, rows);
  }

  private static Map<String, String> pairs(String words) {
    Map<String, String> map = new LinkedHashMap<>();
    String[] parts = words.split(" ");
    for (int i = 0; i < parts.length; i += 2) {
      map.put(parts[i], parts[i + 1].equals("-") ? "" : parts[i + 1]);
    }
    return Map.copyOf(map);
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    for (String cell : line.split("\\|", -1)) {
      cells.add(cell.strip());
    }
    return cells;
  }

  private static Entity entity(List<String> columns, List<String> cells) {
    Map<String, String> words = new LinkedHashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      if (!cell.isEmpty() && !cell.equals("-")) {
        words.put(columns.get(i), cell);
      }
    }
    words.putAll(PRONOUNS.getOrDefault(words.getOrDefault("g", ""), Map.of()));
    return new Entity(words);
  }

  public List<Entity> rows() {
    return rows;
  }

  /// @return the rows that have all the named attributes
  public List<Entity> having(String... attributes) {
    return rows.stream().filter(row -> List.of(attributes).stream().allMatch(row::has)).toList();
  }

  /// @return the rows whose attribute is one of the words that `value` lists with commas
  public List<Entity> where(String attribute, String value) {
    List<String> allowed = List.of(value.split(","));
    List<Entity> found =
        rows.stream()
            .filter(row -> row.has(attribute) && allowed.contains(row.get(attribute)))
            .toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "table " + name + " has no row with " + attribute + " = " + value);
    }
    return found;
  }
}
