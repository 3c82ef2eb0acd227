package dev.plumbline.tasks;

import java.util.Locale;

/** A model's own similarity function. */
public enum Similarity {
    COSINE,
    DOT;

    /** The name in {@code model_meta.json} and {@code config_sentence_transformers.json}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
