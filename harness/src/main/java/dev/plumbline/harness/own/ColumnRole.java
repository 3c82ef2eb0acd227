package dev.plumbline.harness.own;

import java.util.List;
import java.util.Locale;

/** What a column of a user's file is for a task, and what people call such columns. */
public enum ColumnRole {
    SENTENCE1(
            "sentence1",
            "sent1",
            "s1",
            "text1",
            "texta",
            "text_a",
            "sentencea",
            "sentence_a",
            "premise",
            "question1",
            "left"),
    SENTENCE2(
            "sentence2",
            "sent2",
            "s2",
            "text2",
            "textb",
            "text_b",
            "sentenceb",
            "sentence_b",
            "hypothesis",
            "question2",
            "right"),
    SCORE(
            "score",
            "similarity",
            "similarity_score",
            "gold",
            "rating",
            "relatedness",
            "label",
            "labels",
            "is_duplicate",
            "duplicate"),
    TEXT("text", "sentence", "sentences", "content", "utterance", "review", "body", "document", "input", "title"),
    LABEL("label", "labels", "class", "category", "intent", "sentiment", "topic", "cluster", "target"),
    QUERY("query", "queries", "question", "anchor"),
    POSITIVE("positive", "positives", "pos", "answer", "passage", "document", "context", "text"),
    NEGATIVE("negative", "negatives", "neg"),
    HUMAN_SUMMARIES("human_summaries"),
    MACHINE_SUMMARIES("machine_summaries"),
    RELEVANCE("relevance", "relevancy");

    /** With blanks between; an enum holds nothing that could change. */
    private final String names;

    ColumnRole(String... names) {
        this.names = String.join(" ", names);
    }

    /** As {@code --column} has it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What columns of it are called, the likeliest first. */
    List<String> names() {
        return List.of(names.split(" ", -1));
    }
}
