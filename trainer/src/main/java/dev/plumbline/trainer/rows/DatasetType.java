package dev.plumbline.trainer.rows;

/** What kind of task a training set comes from; it decides defaults. */
public enum DatasetType {
    RETRIEVAL(false, true),
    RERANKING(false, true),
    STS(true, true),
    PAIR_CLASSIFICATION(true, true),
    /** Others of the batch are often of the same class, hence no negatives (issue 8 of the KaLM repository). */
    CLASSIFICATION(true, false),
    /** As {@link #CLASSIFICATION}. */
    CLUSTERING(true, false);

    private final boolean symmetric;
    private final boolean inBatchNegatives;

    DatasetType(boolean symmetric, boolean inBatchNegatives) {
        this.symmetric = symmetric;
        this.inBatchNegatives = inBatchNegatives;
    }

    /** Whether both sides are of one kind, so that the instruction goes before passages too. */
    public boolean symmetric() {
        return symmetric;
    }

    /** Whether the positives of other queries are negatives unless a setting says otherwise. */
    public boolean inBatchNegatives() {
        return inBatchNegatives;
    }
}
