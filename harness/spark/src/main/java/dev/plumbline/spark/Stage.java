package dev.plumbline.spark;

/** Kinds of work, as Spark's interface and run.json name them. */
enum Stage {
    ENCODE("encode"),
    SEARCH("search"),
    OVERLAPS("overlaps");

    /** Spark's own property of a job that has the label. */
    static final String PROPERTY = "plumbline.stage";

    private final String label;

    Stage(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
