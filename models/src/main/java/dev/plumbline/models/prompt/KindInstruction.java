package dev.plumbline.models.prompt;

import dev.plumbline.manifest.TaskKind;

/** The instruction of a kind of task, for tasks without one of their own: mteb 2.20.0's {@code abstask_prompt}. */
final class KindInstruction {

    private KindInstruction() {}

    static String of(TaskKind kind) {
        return switch (kind) {
            case RETRIEVAL -> "Retrieve text based on user query.";
            case CLASSIFICATION -> "Classify user passages.";
            case CLUSTERING_FAST, CLUSTERING_LEGACY -> "Identify categories in user passages.";
            case PAIR_CLASSIFICATION -> "Retrieve text that are semantically similar to the given text.";
            case STS -> "Retrieve semantically similar text.";
            case SUMMARIZATION -> "Given a news summary, retrieve other semantically similar summaries.";
            // an aggregate encodes nothing itself
            case AGGREGATE -> "";
        };
    }
}
