package dev.plumbline.models.directory;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.network.FloatType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** In which type a directory's network is computed, as {@code --dtype} names it. */
public enum DtypeChoice {
    /** The one that transformers would take: that of {@code config.json}, else that of the weights. */
    AUTO(null),
    FLOAT32(FloatType.FLOAT32, "f32"),
    /** float32, whose matrices a GPU multiplies with ten significant bits. */
    TF32(FloatType.FLOAT32),
    BFLOAT16(FloatType.BFLOAT16, "bf16"),
    FLOAT16(FloatType.FLOAT16, "f16", "fp16", "half");

    private final FloatType type;
    private final List<String> aliases;

    DtypeChoice(FloatType type, String... aliases) {
        this.type = type;
        this.aliases = List.of(aliases);
    }

    /**
     * The choice of that name or short name.
     *
     * @throws PlumblineException of kind USAGE if there is none
     */
    public static DtypeChoice read(String option, String text) {
        return Arrays.stream(values())
                .filter(choice -> choice.label().equals(text) || choice.aliases.contains(text))
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
