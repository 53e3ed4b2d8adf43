package luthier.source;

/// How the rows of a file are stored. Follows from the file's ending, and from its first character
/// where a `.json` or `.jsonl` file may be either of two. Any of them may be compressed with gzip,
/// which is recognised by its first two bytes.
public enum Container {
  /// One JSON object a line (`.jsonl`, `.ndjson`).
  JSONL,
  /// One JSON list of objects (`.json`).
  JSON_ARRAY,
  /// RFC 4180 with a line of column names (`.csv`).
  CSV,
  /// The whole file is one document (`.txt`, `.md`).
  PLAIN_TEXT
}
