package luthier.general;

import luthier.example.Example;

/// A text that belongs to no task.
///
/// @param language its ISO 639-1 code; `code` for source text
/// @param ability what it takes: `story`, `facts`, `arithmetic`, `letter`, `instruction`,
///   `dialogue`, `reading` or `code`
/// @param example a passage or a conversation
public record GeneralText(String language, String ability, Example example) {}
