package dev.plumbline.reports.report;

/**
 * Tasks on which one model is ahead of another, as far as the two are the same measurement.
 *
 * @param wins ahead by at least {@link #TIE}
 * @param ties nearer than that
 * @param losses behind by at least that
 */
public record WinTieLoss(int wins, int ties, int losses) {

    /** A tenth of a point. */
    public static final double TIE = 0.001;
}
