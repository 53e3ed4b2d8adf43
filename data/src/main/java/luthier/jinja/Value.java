package luthier.jinja;

import java.math.BigInteger;

/// A value that a template computes with: Python's, as far as chat templates see them. Immutable,
/// except for namespaces and streams. Nothing here leads to a Java object.
sealed interface Value
    permits Value.None,
        Value.Bool,
        Value.Int,
        Value.Real,
        Text,
        Items,
        Dict,
        Undefined,
        Stream,
        Host {

  /// Python's `None`, JSON's null.
  Value NONE = new None();

  Value TRUE = new Bool(true);
  Value FALSE = new Bool(false);

  static Value of(boolean value) {
    return value ? TRUE : FALSE;
  }

  static Value of(long value) {
    return new Int(BigInteger.valueOf(value));
  }

  record None() implements Value {}

  record Bool(boolean value) implements Value {}

  /// Integers have no fixed width; [Meter#integerBits] bounds them.
  record Int(BigInteger value) implements Value {}

  record Real(double value) implements Value {}
}
