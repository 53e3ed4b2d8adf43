package luthier.weights;

import java.util.Optional;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// The element types that a safetensors file can declare, in the order in which the reference
/// implementation sorts them (safetensors 0.8, `tensor.rs`: the writer puts the last kind first).
///
/// A type without a libtorch counterpart here can be listed, but not read.
public enum StoredType {
  BOOL(8, ScalarType.Bool),
  F4(4, null),
  F6_E2M3(6, null),
  F6_E3M2(6, null),
  U8(8, ScalarType.Byte),
  I8(8, ScalarType.Char),
  F8_E5M2(8, null),
  F8_E4M3(8, null),
  F8_E8M0(8, null),
  F8_E4M3FNUZ(8, null),
  F8_E5M2FNUZ(8, null),
  I16(16, ScalarType.Short),
  U16(16, null),
  F16(16, ScalarType.Half),
  BF16(16, ScalarType.BFloat16),
  I32(32, ScalarType.Int),
  U32(32, null),
  F32(32, ScalarType.Float),
  C64(64, null),
  F64(64, ScalarType.Double),
  I64(64, ScalarType.Long),
  U64(64, null);

  private final int bits;
  private final @Nullable ScalarType scalarType;

  StoredType(int bits, @Nullable ScalarType scalarType) {
    this.bits = bits;
    this.scalarType = scalarType;
  }

  /// Bits of one element.
  public int bits() {
    return bits;
  }

  /// The libtorch type with the same bits; empty where Luthier reads no such tensors.
  public Optional<ScalarType> scalarType() {
    return Optional.ofNullable(scalarType);
  }

  /// Whether elements are floating-point numbers of at least 16 bits.
  public boolean isFloat() {
    return this == F16 || this == BF16 || this == F32 || this == F64;
  }

  /// The stored type for a libtorch type.
  ///
  /// @throws IllegalArgumentException for a type that Luthier does not write
  public static StoredType of(ScalarType type) {
    ScalarType wanted = type.intern();
    for (StoredType stored : values()) {
      if (stored.scalarType == wanted) {
        return stored;
      }
    }
    throw new IllegalArgumentException("no safetensors type is written for " + type);
  }

  /// The type of this name in a file.
  static Optional<StoredType> named(String name) {
    for (StoredType type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
