package dev.plumbline.models.transformer;

import java.util.Map;
import java.util.function.Predicate;

/**
 * What a pass with gradients takes on a device for each token, in bytes, told from {@code config.json}. It counts what libtorch
 * keeps of the lines that {@link LayerScript} writes. Of a layer, with W the network's width, Q and K those of all query and
 * key heads, I the inner width, p the bytes of a product's operand (4, or 2 in half precision) and n the norms:
 *
 * <pre>
 * 4W                    what each norm is given; twice that for an RMS norm that is not one kernel (libtorch before 2.9)
 * pW                    each map's rounded copy of its input; in float32 maps of one input share it
 * p (Q + 2K), pQ, 4h    query, key and value, attention's result, a number per head; K is Q where a kernel knows no groups
 * 4pI or 2pI            within the feed-forward block, with and without a gate
 * </pre>
 *
 * @param kept by all layers that gradients go through, and after them
 * @param layer by the layer that keeps most
 * @param inputs by the layers' inputs alone, with recomputation
 * @param backward what the way back through a layer takes besides
 */
public record TrainingNeed(double kept, double layer, double inputs, double backward) {

    private static final int FLOAT = 4;

    /**
     * How a network is trained.
     *
     * @param layout of its batches
     * @param oneKernelNorm whether libtorch computes an RMS norm at once
     * @param trained the parameters that move, by their names
     */
    public record Way(
            Precision precision, Dropout dropout, Layout layout, boolean oneKernelNorm, Predicate<String> trained) {}

    /**
     * Of a network.
     *
     * @param longest tokens of a text: where no fused kernel computes attention, scores are kept
     * @param padding tokens with padding for each without, at least 1, where attention is padded
     */
    public static TrainingNeed of(TransformerConfig config, Way way, int longest, double padding) {
        double width = config.width();
        int first = firstTrained(config, way.trained());
        double kept = 0;
        double most = 0;
        for (int number = first; number < config.sizes().layers(); number++) {
            double own = new OneLayer(config, config.layer(number), way).bytes(longest, padding);
            kept += own;
            most = Math.max(most, own);
        }
        double last = config.last().isPresent() ? norm(config, way, width) : 0;
        double embedded = config.embedding().norm().isPresent() ? FLOAT * width : 0;
        // vectors before pooling, and each times what it counts
        double outside = last + embedded + 2 * FLOAT * width;
        int values =
                config.layer(0).containsKey(PartRole.GATE) || config.layer(0).containsKey(PartRole.GATE_UP) ? 3 : 2;
        return new TrainingNeed(
                kept + outside,
                most,
                FLOAT * width * config.sizes().layers(),
                values * operand(way) * (double) config.sizes().inner() + 2 * FLOAT * width);
    }

    /** The first layer that a gradient reaches. */
    private static int firstTrained(TransformerConfig config, Predicate<String> trained) {
        int layers = config.sizes().layers();
        boolean below = config.embedding().parameters(config.sizes(), config.positions(), config.norm()).stream()
                .anyMatch(parameter -> trained.test(parameter.name()));
        int layer = 0;
        while (!below && layer < layers && !trained(config, layer, trained)) {
            layer++;
        }
        return layer;
    }

    private static boolean trained(TransformerConfig config, int layer, Predicate<String> trained) {
        String prefix = config.prefix(layer);
        return config.layer(layer).values().stream()
                .anyMatch(part -> part.names(prefix).stream().anyMatch(trained)
                        || trained.test(LowRank.first(prefix + part.name())));
    }

    private static int operand(Way way) {
        return way.precision().isHalf() ? Short.BYTES : FLOAT;
    }

    /** What a norm of float32 vectors keeps: its input, and what the weights are multiplied with. */
    private static double norm(TransformerConfig config, Way way, double width) {
        boolean once = config.norm().kind() == Norm.Kind.LAYER || way.oneKernelNorm();
        return (once ? 1 : 2) * FLOAT * width;
    }

    private record OneLayer(TransformerConfig config, Map<PartRole, Part> parts, Way way) {

        double bytes(int longest, double padding) {
            return inputs() + padding * attention(longest) + feedForward() + dropped();
        }

        private boolean has(PartRole role) {
            return parts.containsKey(role);
        }

        private int count(PartRole... roles) {
            int count = 0;
            for (PartRole role : roles) {
                count += has(role) ? 1 : 0;
            }
            return count;
        }

        /** Of both blocks: norms, and what goes into their maps. */
        private double inputs() {
            double width = config.width();
            int norms = count(
                    PartRole.BEFORE_ATTENTION,
                    PartRole.AFTER_ATTENTION,
                    PartRole.ATTENTION_SUM,
                    PartRole.BEFORE_FEED_FORWARD,
                    PartRole.AFTER_FEED_FORWARD,
                    PartRole.FEED_FORWARD_SUM);
            int maps = count(
                    PartRole.QUERY,
                    PartRole.KEY,
                    PartRole.VALUE,
                    PartRole.QUERY_KEY_VALUE,
                    PartRole.GATE,
                    PartRole.UP,
                    PartRole.GATE_UP);
            boolean half = way.precision().isHalf();
            return norms * norm(config, way, width) + (half ? maps * Short.BYTES * width : 2 * FLOAT * width);
        }

        private double attention(int longest) {
            Sizes sizes = config.sizes();
            double query = sizes.queryWidth();
            double key = way.layout() == Layout.FLASH ? sizes.keyWidth() : query;
            double bytes = operand(way) * (2 * query + 2 * key) + FLOAT * sizes.heads();
            if (way.layout() == Layout.GATHERED) {
                bytes += operand(way) * query;
            }
            if (has(PartRole.QUERY_NORM)) {
                bytes += norm(config, way, query + sizes.keyWidth());
            }
            boolean fused = config.scores().cap().isEmpty()
                    && (way.dropout().attention() == 0
                            || way.layout() == Layout.FLASH
                            || way.layout() == Layout.EFFICIENT);
            // scores before and after they become shares, and what dropout leaves of them
            return fused ? bytes : bytes + 3.0 * FLOAT * sizes.heads() * longest;
        }

        private double feedForward() {
            boolean gated = has(PartRole.GATE) || has(PartRole.GATE_UP);
            return (gated ? 4 : 2) * operand(way) * (double) config.sizes().inner();
        }

        private double dropped() {
            Dropout dropout = way.dropout();
            double values = (dropout.attended() > 0 ? config.width() : 0)
                    + (dropout.fed() > 0 ? config.width() : 0)
                    + (dropout.inner() > 0 ? config.sizes().inner() : 0);
            return values * (way.layout() == Layout.PADDED ? operand(way) : 1);
        }
    }
}
