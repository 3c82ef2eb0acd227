package dev.plumbline.models.network;

import dev.plumbline.models.safetensors.HalfPrecision;
import java.util.Arrays;
import java.util.Optional;

/** What a network's weights and vectors are while it computes, by torch's names. */
public enum FloatType {
    /** 24 significant bits. */
    FLOAT32(6, "float32", "float", -Float.MAX_VALUE) {
        @Override
        public float round(float value) {
            return value;
        }
    },
    /** float32's range in 8 significant bits. */
    BFLOAT16(15, "bfloat16", "bfloat16", Float.intBitsToFloat(0xFF7F0000)) {
        @Override
        public float round(float value) {
            return HalfPrecision.bf16ToFloat(HalfPrecision.floatToBf16(value));
        }
    },
    /** 11 significant bits, up to 65504. */
    FLOAT16(5, "float16", "half", -65504) {
        @Override
        public float round(float value) {
            return HalfPrecision.f16ToFloat(HalfPrecision.floatToF16(value));
        }
    };

    private final int number;
    private final String label;
    private final String alias;
    private final float lowest;

    FloatType(int number, String label, String alias, float lowest) {
        this.number = number;
        this.label = label;
        this.alias = alias;
        this.lowest = lowest;
    }

    /** The type that torch has under a name, if it is one of these. */
    public static Optional<FloatType> named(String name) {
        return Arrays.stream(values())
                .filter(type -> type.label.equals(name) || type.alias.equals(name))
                .findFirst();
    }

    /** Its number in libtorch ({@code c10/core/ScalarType.h}). */
    public int number() {
        return number;
    }

    /** The name on the command line and in reports. */
    public String label() {
        return label;
    }

    /** The nearest value of this type, ties to even; infinite beyond the largest. */
    public abstract float round(float value);

    /** The lowest finite number. */
    public float lowest() {
        return lowest;
    }

    /** Rounds every value in place. */
    public float[] round(float[] values) {
        if (this != FLOAT32) {
            for (int i = 0; i < values.length; i++) {
                values[i] = round(values[i]);
            }
        }
        return values;
    }
}
