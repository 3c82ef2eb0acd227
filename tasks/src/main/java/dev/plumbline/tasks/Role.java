package dev.plumbline.tasks;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The side a text stands on: mteb's prompt type. Only retrieval and reranking use one. */
public enum Role {
    NONE(null),
    QUERY("query"),
    DOCUMENT("document");

    private final @Nullable String promptType;

    Role(@Nullable String promptType) {
        this.promptType = promptType;
    }

    /** {@code query} or {@code document}, empty where mteb passes no prompt type. */
    public Optional<String> promptType() {
        return Optional.ofNullable(promptType);
    }
}
