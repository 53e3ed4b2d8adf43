package luthier.minilm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import luthier.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Messages written by hand, byte by byte, as the format's documentation shows them.
class ProtobufReaderTest {

  private static ProtobufReader reader(String hex) {
    return new ProtobufReader(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }

  @Test
  void fieldsOfEachWireType() {
    // 1: 150; 2: "testing"; 3: fixed64; 4: fixed32; 5: packed 3, 270, 86942; 16: -1
    ProtobufReader reader =
        reader(
            "089601"
                + "120774657374696e67"
                + "190102030405060708"
                + "2501020304"
                + "2a06038e029ea705"
                + "8001ffffffffffffffffff01");
    assertThat(reader.next()).isEqualTo(1);
    assertThat(reader.whole()).isEqualTo(150);
    assertThat(reader.next()).isEqualTo(2);
    assertThat(reader.text()).isEqualTo("testing");
    assertThat(reader.next()).isEqualTo(3);
    reader.skip();
    assertThat(reader.next()).isEqualTo(4);
    reader.skip();
    assertThat(reader.next()).isEqualTo(5);
    assertThat(reader.isDelimited()).isTrue();
    ProtobufReader list = new ProtobufReader(reader.delimited());
    assertThat(list.packed()).isEqualTo(3);
    assertThat(list.packed()).isEqualTo(270);
    assertThat(list.packed()).isEqualTo(86942);
    assertThat(list.atEnd()).isTrue();
    assertThat(reader.next()).isEqualTo(16);
    assertThat(reader.whole()).isEqualTo(-1);
    assertThat(reader.next()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "08,                         cut off",
    "0880,                       cut off",
    "08ffffffffffffffffffffff01, more than 10 bytes",
    "120a74,                     10 bytes where 1 are left",
    "12ffffffffffffffffff01,     bytes where",
    "2501,                       cut off",
    "0b,                         wire type 3",
    "00,                         field number 0",
  })
  void damagedMessages(String hex, String part) {
    assertThatThrownBy(
            () -> {
              ProtobufReader reader = reader(hex);
              reader.next();
              reader.skip();
            })
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("ONNX", part);
  }
}
