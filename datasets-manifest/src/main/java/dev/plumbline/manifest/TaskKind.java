package dev.plumbline.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;

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
    SUMMARIZATION
}
