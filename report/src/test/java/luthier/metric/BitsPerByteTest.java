package luthier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BitsPerByteTest {

  @Test
  void nothingKnownIsEightBitsPerByte() {
    String text = "größer"; // eight bytes
    assertThat(BitsPerByte.bytes(text)).isEqualTo(8);
    double nats = 8 * Math.log(256);
    assertThat(BitsPerByte.of(nats, BitsPerByte.bytes(text))).isCloseTo(8, within(1e-12));
  }

  @Test
  void overDocumentsTheBytesAreAddedUp() {
    double[] nats = {Math.log(2), 3 * Math.log(2), 4 * Math.log(2)};
    long[] bytes = {1, 1, 6};
    Score score = BitsPerByte.score(nats, bytes, 1);
    assertThat(score.name()).isEqualTo("bits_per_byte");
    assertThat(score.value()).isCloseTo(1, within(1e-12));
    assertThat(score.hasInterval()).isTrue();
    double[] half = {nats[0] / 2, nats[1] / 2, nats[2] / 2};
    assertThat(BitsPerByte.difference(nats, half, bytes, 1).change().value())
        .isCloseTo(-0.5, within(1e-12));
  }
}
