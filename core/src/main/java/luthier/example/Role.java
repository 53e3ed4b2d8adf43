package luthier.example;

/// Who speaks. Its lower-case name is what chat templates see.
public enum Role {
  SYSTEM,
  DEVELOPER,
  USER,
  ASSISTANT,
  TOOL
}
