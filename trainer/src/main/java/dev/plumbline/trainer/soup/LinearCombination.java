package dev.plumbline.trainer.soup;

import dev.plumbline.models.safetensors.FloatSource;
import java.nio.FloatBuffer;
import java.util.List;

/** The sum of factor times tensor, in double precision, rounded once. */
final class LinearCombination implements FloatSource {

    private final List<FloatSource> tensors;
    private final double[] factors;

    LinearCombination(List<FloatSource> tensors, double[] factors) {
        this.tensors = List.copyOf(tensors);
        this.factors = factors;
    }

    @Override
    public void read(long first, FloatBuffer target) {
        int count = target.remaining();
        double[] sums = new double[count];
        FloatBuffer part = FloatBuffer.allocate(count);
        for (int i = 0; i < factors.length; i++) {
            part.clear();
            tensors.get(i).read(first, part);
            for (int j = 0; j < count; j++) {
                sums[j] += factors[i] * part.get(j);
            }
        }
        for (double sum : sums) {
            target.put((float) sum);
        }
    }
}
