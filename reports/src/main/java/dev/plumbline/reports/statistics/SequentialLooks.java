package dev.plumbline.reports.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Looks at a mean of differences while its parts come in, so that a plain drop is seen early. Each look spends some of the
 * level, after Pocock's spending function as Lan and DeMets (1983) have it: about as much at each look. What a look may find by chance
 * is read from the randomisation draws of all parts together, of which those that an earlier look would have found are taken
 * out; so the looks are no more alarmed together than the level, whatever the parts weigh.
 */
public final class SequentialLooks {

    private SequentialLooks() {}

    /**
     * A look.
     *
     * @param parts that were there
     * @param spent of the level, up to this look
     * @param change mean over the parts
     * @param limit a change at most this, the margin added, is beyond chance; negative infinity where nothing would be
     * @param worse whether it was
     */
    public record Look(int parts, double spent, double change, double limit, boolean worse) {}

    /**
     * Looks after each part.
     *
     * @param parts in the order they come in
     * @param planned number of parts in the end
     * @param level chance of any false alarm over all looks
     * @param allowed of each part, the drop of it that is allowed; a look allows their mean
     */
    public static List<Look> of(List<Difference> parts, int planned, double level, List<Double> allowed) {
        List<double[]> draws = parts.stream().map(Difference::draws).toList();
        int replicates = draws.stream().mapToInt(drawn -> drawn.length).max().orElse(0);
        double[] sums = new double[replicates];
        boolean[] out = new boolean[replicates];
        int taken = 0;
        double value = 0;
        double margins = 0;
        List<Look> looks = new ArrayList<>();
        for (int look = 1; look <= parts.size(); look++) {
            double[] drawn = draws.get(look - 1);
            for (int i = 0; i < replicates; i++) {
                sums[i] += drawn[i % drawn.length];
            }
            value += parts.get(look - 1).value();
            margins += allowed.get(look - 1);
            double spent = spent(level, Math.min(1, look / (double) planned));
            // the observed arrangement counts among those drawn, which is one more
            int most = (int) Math.floor(spent * (replicates + 1)) - 1;
            double limit = Double.NEGATIVE_INFINITY;
            int more = most - taken;
            if (more > 0) {
                Integer[] order = IntStream.range(0, replicates)
                        .filter(i -> !out[i])
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> sums[i]))
                        .toArray(Integer[]::new);
                int count = Math.min(more, order.length);
                // equal draws are taken together or not at all
                while (count > 0 && count < order.length && sums[order[count - 1]] == sums[order[count]]) {
                    count--;
                }
                if (count > 0) {
                    limit = sums[order[count - 1]] / look;
                    for (Integer taking : Arrays.copyOf(order, count)) {
                        out[taking] = true;
                    }
                    taken += count;
                }
            }
            double change = value / look;
            looks.add(new Look(look, spent, change, limit, change + margins / look <= limit));
        }
        return looks;
    }

    /** What is spent of a level up to a share of the whole. */
    static double spent(double level, double share) {
        return level * Math.log1p((Math.E - 1) * share);
    }
}
