package luthier.search;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import luthier.ResourceException;
import luthier.runlog.Json;
import luthier.runlog.JsonView;
import tools.jackson.databind.node.ObjectNode;

/// The trials of a study in SQLite, with a write-ahead log that is forced to disk at each change: a
/// trial that was written down as finished is finished whatever happens then.
final class StudyStore implements AutoCloseable {

  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE IF NOT EXISTS study(key TEXT PRIMARY KEY, value TEXT NOT NULL)",
          "CREATE TABLE IF NOT EXISTS trial(number INTEGER PRIMARY KEY, point TEXT NOT NULL,"
              + " state TEXT NOT NULL, why TEXT NOT NULL, seconds REAL NOT NULL)",
          "CREATE TABLE IF NOT EXISTS report(trial INTEGER NOT NULL REFERENCES trial(number),"
              + " round INTEGER NOT NULL, step INTEGER NOT NULL, value REAL,"
              + " PRIMARY KEY(trial, round))");

  private final Path file;
  private final Connection connection;

  private StudyStore(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /// Opens the store, made new where there is none.
  ///
  /// @throws ResourceException when the file cannot be read or written, or is no study
  static StudyStore open(Path file) {
    try {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      StudyStore store = new StudyStore(file, connection);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode=WAL");
        statement.execute("PRAGMA synchronous=FULL");
        for (String table : TABLES) {
          statement.execute(table);
        }
      }
      return store;
    } catch (SQLException e) {
      throw trouble(file, e);
    }
  }

  private static ResourceException trouble(Path file, SQLException e) {
    return new ResourceException(
        file + ": the study cannot be read or written: " + e.getMessage(), e);
  }

  /// What the study remembers besides its trials; empty when nothing.
  synchronized String note(String key) {
    List<String> found =
        query("SELECT value FROM study WHERE key = ?", row -> row.getString(1), key);
    return found.isEmpty() ? "" : found.getFirst();
  }

  synchronized void note(String key, String value) {
    change("INSERT OR REPLACE INTO study VALUES(?, ?)", key, value);
  }

  /// Writes a trial down before it begins.
  synchronized void begin(int number, Map<String, Double> point) {
    ObjectNode json = Json.object();
    point.forEach((key, place) -> Json.put(json, key, place));
    change(
        "INSERT INTO trial VALUES(?, ?, ?, '', 0)",
        number,
        Json.line(json),
        TrialState.RUNNING.word());
  }

  /// Writes down what a trial measured; a resumed one says it again.
  synchronized void report(int number, int round, int step, double value) {
    Object stored = Double.isFinite(value) ? (Object) value : Double.toString(value);
    change("INSERT OR REPLACE INTO report VALUES(?, ?, ?, ?)", number, round, step, stored);
  }

  synchronized void end(int number, TrialState state, String why, double seconds) {
    change(
        "UPDATE trial SET state = ?, why = ?, seconds = seconds + ? WHERE number = ?",
        state.word(),
        why,
        seconds,
        number);
  }

  /// Every trial, by number.
  synchronized List<TrialRecord> trials() {
    Map<Integer, List<TrialRecord.Report>> reports = new LinkedHashMap<>();
    query(
        "SELECT trial, step, value FROM report ORDER BY trial, round",
        row ->
            reports
                .computeIfAbsent(row.getInt(1), _ -> new ArrayList<>())
                .add(new TrialRecord.Report(row.getInt(2), number(row.getObject(3)))));
    return query(
        "SELECT number, point, state, why, seconds FROM trial ORDER BY number",
        row ->
            new TrialRecord(
                row.getInt(1),
                point(row.getString(2)),
                TrialState.of(row.getString(3)),
                row.getString(4),
                row.getDouble(5),
                reports.getOrDefault(row.getInt(1), List.of())));
  }

  /// A number; NaN and infinite ones are kept as text.
  private static double number(Object stored) {
    return stored instanceof Number number
        ? number.doubleValue()
        : Double.parseDouble(String.valueOf(stored));
  }

  private Map<String, Double> point(String text) {
    JsonView json = Json.parse(file + ": trial", text);
    Map<String, Double> point = new LinkedHashMap<>();
    json.keys().forEach(key -> point.put(key, json.number(key)));
    return point;
  }

  /// Makes a value of a row.
  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> query(String sql, Row<T> reader, Object... values) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      fill(statement, values);
      List<T> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(reader.read(rows));
        }
      }
      return found;
    } catch (SQLException e) {
      throw trouble(file, e);
    }
  }

  private void change(String sql, Object... values) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      fill(statement, values);
      statement.executeUpdate();
    } catch (SQLException e) {
      throw trouble(file, e);
    }
  }

  private static void fill(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw trouble(file, e);
    }
  }
}
