package dev.plumbline.tasks.check;

import java.util.Locale;

/** What can be odd. */
public enum Issue {
    EMPTY_TEXT("texts are empty", Severity.WARNING),
    DUPLICATE_TEXT("texts occurred before", Severity.NOTE),
    DUPLICATE_PAIR("pairs occurred before", Severity.NOTE),
    IDENTICAL_PAIR("pairs are a text and itself", Severity.NOTE),
    CONFLICTING_LABEL("texts have several labels", Severity.WARNING),
    LABEL_IMBALANCE("rows have the commonest label", Severity.NOTE),
    FEW_TRAINING_ROWS("labels have fewer training rows than an experiment draws", Severity.WARNING),
    TRAIN_OVERLAP("texts are in the training split too", Severity.WARNING),
    LARGE_TRAIN_OVERLAP("texts are in the training split too", Severity.SEVERE),
    REPEATED_ID("ids occurred before, with the same text", Severity.WARNING),
    CLASHING_ID("ids occurred before, with another text", Severity.SEVERE),
    UNJUDGED_QUERY("queries have no judgement and are dropped", Severity.WARNING),
    JUDGED_QUERY_WITHOUT_TEXT("judged queries have no text", Severity.WARNING),
    MISSING_DOCUMENT("judged documents are not in the corpus", Severity.WARNING),
    UNANSWERABLE_QUERY("queries have no relevant document in the corpus", Severity.WARNING),
    OTHER_STATISTICS("differ from those mteb publishes", Severity.SEVERE);

    private final String text;
    private final Severity severity;

    Issue(String text, Severity severity) {
        this.text = text;
        this.severity = severity;
    }

    public Severity severity() {
        return severity;
    }

    /** The name in JSON. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What so many of them are or have. */
    @Override
    public String toString() {
        return text;
    }
}
