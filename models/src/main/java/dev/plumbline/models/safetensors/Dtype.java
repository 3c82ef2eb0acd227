package dev.plumbline.models.safetensors;

import java.util.Optional;

/** Types of elements by the format's own names (safetensors 0.8.0, {@code tensor.rs}). */
public enum Dtype {
    BOOL(8),
    F4(4),
    F6_E2M3(6),
    F6_E3M2(6),
    U8(8),
    I8(8),
    F8_E5M2(8),
    F8_E4M3(8),
    F8_E5M2FNUZ(8),
    F8_E4M3FNUZ(8),
    F8_E8M0(8),
    I16(16),
    U16(16),
    F16(16),
    BF16(16),
    I32(32),
    U32(32),
    F32(32),
    C64(64),
    F64(64),
    I64(64),
    U64(64);

    private final int bits;

    Dtype(int bits) {
        this.bits = bits;
    }

    /** The type of that name, if the format has it. */
    static Optional<Dtype> named(String name) {
        for (Dtype dtype : values()) {
            if (dtype.name().equals(name)) {
                return Optional.of(dtype);
            }
        }
        return Optional.empty();
    }

    /** Bits of one element. */
    public int bits() {
        return bits;
    }

    /** Whether its values are read as float32: F32, F16 and BF16 exactly, F64 rounded to nearest. */
    public boolean readsAsFloat() {
        return switch (this) {
            case F64, F32, F16, BF16 -> true;
            default -> false;
        };
    }

    /** Whether float32 values are written as it. */
    public boolean writesFloats() {
        return switch (this) {
            case F32, F16, BF16 -> true;
            default -> false;
        };
    }
}
