package luthier.weights;

import static luthier.weights.RawFile.bytes;
import static luthier.weights.RawFile.entry;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import luthier.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One message for everything that does not fit.
final class WeightsCheckTest {

  @TempDir Path directory;

  @Test
  void reportsEveryDifferenceAtOnce() throws IOException {
    WeightsCheck check =
        new WeightsCheck("dir", found())
            .expect("matrix", 2, 4)
            .expect("vector", 3)
            .expect("absent.weight", 7, 7)
            .expect("absent.bias", 7)
            .expect("whole", 1)
            .allow("optional", 5)
            .allow("optional.absent", 5);
    assertThatThrownBy(check::verify)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            """
            dir: the tensors are not those that the configuration asks for
            2 missing:
              absent.weight [7, 7]
              absent.bias [7]
            1 unexpected:
              surplus
            2 of another shape:
              matrix: found [2, 3], expected [2, 4]
              optional: found [1], expected [5]
            1 of a type that cannot be used:
              whole: found I64, expected F32, F16 or BF16\
            """);
  }

  @Test
  void isContentWhenEverythingFits() throws IOException {
    WeightsCheck check =
        new WeightsCheck("dir", found())
            .expect("matrix", 2, 3)
            .expect("vector", 3)
            .allow("optional", 1)
            .ignore(name -> name.equals("surplus") || name.equals("whole"));
    assertThatCode(check::verify).doesNotThrowAnyException();
  }

  @Test
  void longListsAreCut() {
    WeightsCheck check = new WeightsCheck("dir", Map.of());
    for (int i = 0; i < 100; i++) {
      check.expect("layers." + i, 1);
    }
    assertThatThrownBy(check::verify)
        .hasMessageContaining("100 missing:\n  layers.0 [1]\n")
        .hasMessageEndingWith("  layers.29 [1]\n  … and 70 more")
        .message()
        .doesNotContain("layers.30");
  }

  private Map<String, TensorInfo> found() throws IOException {
    String header =
        "{"
            + String.join(
                ",",
                entry("matrix", "F32", "[2,3]", 0, 24),
                entry("vector", "BF16", "[3]", 24, 30),
                entry("optional", "F16", "[1]", 30, 32),
                entry("surplus", "F32", "[]", 32, 36),
                entry("whole", "I64", "[1]", 36, 44))
            + "}";
    Path path = RawFile.write(directory, "a.safetensors", bytes(header, 44));
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      return file.tensors();
    }
  }
}
