package dev.plumbline.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The task types that benchmarks average over, by the names mteb's metadata gives them. */
public enum TaskType {
    @JsonProperty("Classification")
    CLASSIFICATION("Classification"),
    @JsonProperty("Clustering")
    CLUSTERING("Clustering"),
    @JsonProperty("PairClassification")
    PAIR_CLASSIFICATION("PairClassification"),
    @JsonProperty("Reranking")
    RERANKING("Reranking"),
    @JsonProperty("Retrieval")
    RETRIEVAL("Retrieval"),
    @JsonProperty("STS")
    STS("STS"),
    @JsonProperty("Summarization")
    SUMMARIZATION("Summarization");

    private final String label;

    TaskType(String label) {
        this.label = label;
    }

    /** mteb's name, as in result tables and prompt keys. */
    public String label() {
        return label;
    }

    @Override
    public String toString() {
        return label;
    }
}
