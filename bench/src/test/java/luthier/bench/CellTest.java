package luthier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import luthier.InvalidInputException;
import org.junit.jupiter.api.Test;

class CellTest {

  @Test
  void aCellIsReadAsItIsWritten() {
    assertThat(Cell.parse("135m/lora/bf16"))
        .isEqualTo(new Cell(Shape.M135, true, true, Load.EVEN))
        .hasToString("135m/lora/bf16/even");
    assertThat(Cell.parse("pocket/full/fp32/short"))
        .isEqualTo(new Cell(Shape.POCKET, false, false, Load.SHORT));
  }

  @Test
  void anUnknownWordIsNamedWithWhatIsAllowed() {
    assertThatThrownBy(() -> Cell.parse("25m/lora/fp16"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("25m/lora/fp16")
        .hasMessageContaining("dtypes bf16, fp32");
  }

  @Test
  void aMistypedOptionIsRefused() {
    assertThatThrownBy(() -> Options.parse(List.of("--pair", "2")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("--pair")
        .hasMessageContaining("--pairs");
    assertThatThrownBy(() -> Options.parse(List.of("--pairs", "0")).number("--pairs", 3))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("found '0'");
  }
}
