package dev.plumbline.models.directory;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.network.FloatType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** In which type a directory's network is computed, as {@code --dtype} names it. */
public enum DtypeChoice {
    /** The one that transformers would take: that of {@code config.json}, else that of the weights. */
    AUTO(null, "auto"),
    FLOAT32(FloatType.FLOAT32, "f32"),
    /** float32, whose matrices a GPU multiplies with ten significant bits. */
    TF32(FloatType.FLOAT32, "tf32"),
    BFLOAT16(FloatType.BFLOAT16, "bf16"),
    FLOAT16(FloatType.FLOAT16, "f16");

    private final @Nullable FloatType type;
    private final String alias;

    DtypeChoice(@Nullable FloatType type, String alias) {
        this.type = type;
        this.alias = alias;
    }

    /**
     * The choice of that name or short name.
     *
     * @throws PlumblineException of kind USAGE if there is none
     */
    public static DtypeChoice read(String option, String text) {
        return Arrays.stream(values())
                .filter(choice -> choice.label().equals(text) || choice.alias.equals(text))
                .findFirst()
                .orElseThrow(() -> PlumblineException.usage(option
                        + " must be auto, float32 (f32), tf32, bfloat16 (bf16) or float16 (f16), not '" + text + "'"));
    }

    /** The type, where it is not the model that decides. */
    Optional<FloatType> type() {
        return Optional.ofNullable(type);
    }

    /** The name on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
