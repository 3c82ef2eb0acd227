package dev.plumbline.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.plumbline.models.torch.Libtorch;

/** How fast this machine multiplies matrices: what bounds a step. */
public final class MatrixSpeed {

    private static final int SIZE = 1024;
    private static final int ROUNDS = 6;

    private MatrixSpeed() {}

    /** Floating-point operations per second in float32, the best of some tries. */
    public static double of(Libtorch libtorch) {
        double best = 0;
        try (NDManager manager = libtorch.newManager()) {
            Libtorch.useThreads(Runtime.getRuntime().availableProcessors());
            NDArray matrix = manager.randomUniform(-1, 1, new Shape(SIZE, SIZE));
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                try (NDArray product = matrix.matMul(matrix)) {
                    // reading a value waits for a device that computes on its own
                    product.get(0, 0).getFloat();
                }
                best = Math.max(best, 2.0 * SIZE * SIZE * SIZE / ((System.nanoTime() - start) / 1e9));
            }
        }
        return best;
    }
}
