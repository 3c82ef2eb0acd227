package dev.plumbline.models.directory;

import dev.plumbline.models.network.FloatType;
import java.util.Locale;
import java.util.Optional;

/** In which type a directory's network is computed, as {@code --dtype} names it. */
public enum DtypeChoice {
    /** The one that transformers would take: that of {@code config.json}, else that of the weights. */
    AUTO(null),
    FLOAT32(FloatType.FLOAT32),
    BFLOAT16(FloatType.BFLOAT16),
    FLOAT16(FloatType.FLOAT16);

    private final FloatType type;

    DtypeChoice(FloatType type) {
        this.type = type;
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
