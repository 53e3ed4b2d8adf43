package luthier.recipe;

/// The shape of a data row. The file's ending says how rows are stored (JSON lines, a JSON array,
/// CSV, plain text); this says what a row means.
public enum DataFormat {
  /// `{"messages": [{"role": …, "content": …}, …], "tools": […]?}`
  MESSAGES,
  /// `{"conversations": [{"from": …, "value": …}, …]}`
  SHAREGPT,
  /// `{"instruction": …, "input": …?, "output": …}`
  ALPACA,
  /// `{"prompt": …, "completion": …}`, texts or lists of messages; also `question` and `answer`
  PROMPT_COMPLETION,
  /// `{"text": …}`, or a plain text file, which is one document
  TEXT,
  /// `{"input_ids": […], "labels": […]}`: taken as they are, no template, no tokenizer
  TOKENS,
  /// A text, or `input_ids`, with its label, numbers or spans; see the keys `data.text` and on
  LABELLED
}
