package luthier.recipe;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// What a key holds: how it is read, which values are allowed, how it is written.
///
/// @param expected the allowed values in words, as they follow "expected"
/// @param reader from what the file holds to a value; need not check `allowed`
/// @param allowed the range, which the constructors of the records check too
/// @param writer from a value to YAML on one line that reads as the same value
record Type<T>(
    String expected,
    Function<Found, Reading<T>> reader,
    Predicate<T> allowed,
    Function<T, String> writer) {

  Reading<T> read(Found found) {
    return reader
        .apply(found)
        .then(value -> allowed.test(value) ? Reading.good(value) : Reading.bad(found, expected));
  }

  String write(T value) {
    return writer.apply(value);
  }

  /// Why a value is not allowed; empty when it is.
  Optional<String> complaint(T value) {
    return allowed.test(value)
        ? Optional.empty()
        : Optional.of("found " + Found.cut(write(value)) + ", expected " + expected);
  }

  /// This type, or a word such as `none` that stands for an empty Optional.
  Type<Optional<T>> or(String word) {
    String either = word + " or " + expected;
    return new Type<>(
        either,
        found ->
            found instanceof Found.Text text && text.text().equals(word)
                ? Reading.good(Optional.empty())
                : switch (read(found)) {
                  case Reading.Good<T>(T value) -> Reading.good(Optional.of(value));
                  case Reading.Bad<T>(String what, String _, String hint) ->
                      new Reading.Bad<>(what, either, hint);
                  case Reading.Later<T>(String why) -> new Reading.Later<>(why);
                  case Reading.Several<T>(List<Reading.Wrong> mistakes) ->
                      new Reading.Several<>(mistakes);
                },
        value -> value.map(allowed::test).orElse(true),
        value -> value.map(writer).orElse(word));
  }

  /// This type or the word `auto`.
  Type<Auto<T>> orAuto() {
    return or("auto").as(value -> value.map(Auto::of).orElseGet(Auto::auto), Auto::toOptional);
  }

  /// The same values as another Java type.
  <U> Type<U> as(Function<T, U> there, Function<U, T> back) {
    return new Type<>(
        expected,
        found -> read(found).map(there),
        value -> allowed.test(back.apply(value)),
        value -> writer.apply(back.apply(value)));
  }
}
