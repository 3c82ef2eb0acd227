package dev.plumbline.trainer.mine;

/**
 * What became of the rows and where the negatives come from.
 *
 * @param rows good rows read
 * @param badRows left out because of an error
 * @param written rows written
 * @param inconsistent rows left out by the consistency filter
 * @param candidates distinct texts in the pool
 * @param given negatives that the rows had
 * @param mined negatives drawn from the window
 * @param random negatives drawn from the whole pool, where the window had too few; the ratio and the margin hold for them too
 * @param equal candidates passed over because they are a positive or the query
 * @param sameLabel texts passed over because the row's label is theirs too
 * @param above candidates passed over by the ratio or the margin
 * @param fewer rows written with fewer negatives than wanted
 */
public record MiningSummary(
        long rows,
        long badRows,
        long written,
        long inconsistent,
        long candidates,
        long given,
        long mined,
        long random,
        long equal,
        long sameLabel,
        long above,
        long fewer) {}
