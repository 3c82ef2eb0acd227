package dev.plumbline.trainer.rows;

/**
 * How batches are drawn from several data sets.
 *
 * @param batchSize queries per batch, at least 1; the last batch of a pass over a data set may have fewer
 * @param temperature T of the shares: a data set of n rows is drawn in proportion to its weight times {@code n^(1/T)}. 1 for
 *     its size; the greater, the more even. Above 0
 * @param ownRatio part of a batch that is of one data set, 0 to 1; the rest of all batches of an epoch is shuffled among
 *     them (KaLM's semi-homogeneous batches). 1 for batches of one data set
 */
public record SamplingSettings(int batchSize, double temperature, double ownRatio) {

    public SamplingSettings {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batch_size must be at least 1, not " + batchSize);
        }
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("sampling_temperature must be above 0, not " + temperature);
        }
        if (!(ownRatio >= 0 && ownRatio <= 1)) {
            throw new IllegalArgumentException("own_ratio must be between 0 and 1, not " + ownRatio);
        }
    }

    /** Batches of one data set, data sets in proportion to their sizes. */
    public static SamplingSettings of(int batchSize) {
        return new SamplingSettings(batchSize, 1, 1);
    }
}
