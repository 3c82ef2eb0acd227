package dev.plumbline.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;

/** The evaluator a task runs through: mteb has several per type (fast and legacy clustering), and one for two types. */
public enum TaskKind {
    @JsonProperty("retrieval")
    RETRIEVAL,
    @JsonProperty("aggregate")
    AGGREGATE,
    @JsonProperty("sts")
    STS,
    @JsonProperty("classification")
    CLASSIFICATION,
    @JsonProperty("clustering_fast")
    CLUSTERING_FAST,
    @JsonProperty("clustering_legacy")
    CLUSTERING_LEGACY,
    @JsonProperty("pair_classification")
    PAIR_CLASSIFICATION,
    @JsonProperty("summarization")
    SUMMARIZATION;

    /** The types of tasks that it scores, the usual one first. */
    public List<TaskType> types() {
        return switch (this) {
            case RETRIEVAL -> List.of(TaskType.RETRIEVAL, TaskType.RERANKING);
            case AGGREGATE -> List.of(TaskType.values());
            case STS -> List.of(TaskType.STS);
            case CLASSIFICATION -> List.of(TaskType.CLASSIFICATION);
            case CLUSTERING_FAST, CLUSTERING_LEGACY -> List.of(TaskType.CLUSTERING);
            case PAIR_CLASSIFICATION -> List.of(TaskType.PAIR_CLASSIFICATION);
            case SUMMARIZATION -> List.of(TaskType.SUMMARIZATION);
        };
    }

    /** The name in files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
