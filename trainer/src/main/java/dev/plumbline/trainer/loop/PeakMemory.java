package dev.plumbline.trainer.loop;

/**
 * Bytes that a training step holds at once, by what they are for.
 *
 * @param weights in float32
 * @param gradients of those that are trained
 * @param moments of the optimiser, two of each that is trained
 * @param copies rounded for products, and their gradients; 0 in float32
 * @param pass what a pass keeps and the way back takes, or the greatest gradient before it is added where that is more
 * @param vectors of all texts, and the loss over them
 * @param process of everything else: CUDA's own and what its allocator holds in vain, or the program
 */
public record PeakMemory(
        double weights, double gradients, double moments, double copies, double pass, double vectors, double process) {

    /** All together. */
    public double total() {
        return weights + gradients + moments + copies + pass + vectors + process;
    }
}
