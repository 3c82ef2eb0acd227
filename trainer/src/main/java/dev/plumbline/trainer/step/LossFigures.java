package dev.plumbline.trainer.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import dev.plumbline.models.torch.HostValues;
import dev.plumbline.trainer.objective.VectorBatch;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A batch's loss and what its vectors look like. The numbers stay on the device until the first of them is asked for, which
 * waits for all that the device has yet to do; {@link #read} takes those of several batches at once. For one thread.
 */
public final class LossFigures {

    /** Of the parts; after them come the loss, and the similarities that there are. */
    private final List<String> names;

    /** Float64; closed when it was read. */
    private final NDArray there;

    private double @Nullable [] values;

    private LossFigures(List<String> names, NDArray there) {
        this.names = names;
        this.there = there;
    }

    /**
     * Figures of what the device may still be computing.
     *
     * @param manager owns them until they are read
     * @param loss not scaled
     * @param parts figures it is made of, see {@link dev.plumbline.trainer.objective.LossListener}
     */
    static LossFigures of(NDManager manager, NDArray loss, Map<String, NDArray> parts, VectorBatch batch) {
        NDList scalars = new NDList();
        parts.values().forEach(part -> scalars.add(exact(part)));
        scalars.add(exact(loss));
        scalars.add(exact(batch.positiveSimilarity().mean()));
        Optional<NDArray> negative = batch.negativeSimilarity();
        negative.ifPresent(similarity -> scalars.add(exact(similarity.mean())));
        NDArray there = NDArrays.stack(scalars).stopGradient();
        NDScope.unregister(there);
        there.attach(manager);
        return new LossFigures(List.copyOf(parts.keySet()), there);
    }

    private static NDArray exact(NDArray scalar) {
        return scalar.toType(DataType.FLOAT64, false);
    }

    /**
     * Reads the figures of several batches and one more number with them: the one wait of a training step.
     *
     * @param number float64, of the same device
     * @return the number
     */
    public static double read(List<LossFigures> batches, NDArray number) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDList all = new NDList(number.reshape(1));
            batches.forEach(batch -> all.add(batch.there));
            double[] read = HostValues.doubles(NDArrays.concat(all));
            int from = 1;
            for (LossFigures batch : batches) {
                int to = from + Math.toIntExact(batch.there.size());
                batch.take(Arrays.copyOfRange(read, from, to));
                from = to;
            }
            return read[0];
        }
    }

    private double[] take(double[] read) {
        values = read;
        there.close();
        return read;
    }

    private double[] values() {
        return values == null ? take(HostValues.doubles(there)) : values;
    }

    /** Not scaled. */
    public double loss() {
        return values()[names.size()];
    }

    /** Figures the loss is made of, by name. */
    public Map<String, Double> parts() {
        Map<String, Double> parts = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            parts.put(names.get(i), values()[i]);
        }
        return parts;
    }

    /** Mean cosine of a query and its positive. */
    public double positive() {
        return values()[names.size() + 1];
    }

    /**
     * Mean cosine of a query and its hard negatives, or, without any, the positives of other queries; NaN where there is
     * nothing to compare with.
     */
    public double negative() {
        int place = names.size() + 2;
        return place < values().length ? values()[place] : Double.NaN;
    }
}
