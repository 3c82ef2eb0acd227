package dev.plumbline.trainer.loop;

import dev.plumbline.models.transformer.Dropout;
import dev.plumbline.models.transformer.ParameterSpec;
import dev.plumbline.models.transformer.TrainingNeed;
import dev.plumbline.models.transformer.TransformerConfig;
import dev.plumbline.trainer.stage.OptimisedStage;
import dev.plumbline.trainer.step.TextShares;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What memory a stage's steps take on their device. With P parameters, of which T are trained and M go into products in half
 * precision (M' of them trained), V values in the largest trained parameter, and {@link TrainingNeed} of a token:
 *
 * <pre>
 * always         (4P + 4T + 2M + 2M') + 8T
 * a pass         tokens * (kept + backward)                          all texts at once
 *                tokens of a chunk * (kept + backward)               chunk
 *                tokens * (inputs + layer + backward)                recompute; with chunk, tokens of a chunk
 *                or 4V, the largest gradient before it is added, where that is more
 * vectors        texts * width * 48 + queries * texts * 32 * matryoshka widths
 * besides        half a gigabyte, and on a GPU 6% of a pass
 * </pre>
 *
 * Texts lie one after the other, and all kinds of them in one pass. On a CPU attention alone is padded to the longest. Where
 * replicas share the batches, a GPU's tokens are those of the greatest share, and the figures are the first GPU's, which alone
 * has 8T, the vectors and, after the passes, another's gradients of 4T; a CPU has all shares, and what is in brackets for each
 * replica.
 */
final class StageMemory {

    private static final int FLOAT = 4;
    private static final int HALF = 2;
    /** Arrays of each vector, and of each similarity, that a loss keeps or makes on the way back. */
    private static final int ARRAYS_OF_VECTORS = 12;

    private static final int ARRAYS_OF_SIMILARITIES = 8;
    /** CUDA's context, or what a Java program takes. */
    private static final double PROCESS = 5e8;
    /** What torch's allocator reserved beyond what was allocated, on an H200: 2 to 6%. */
    private static final double RESERVED = 0.06;
    /** Of a GPU's memory, what a plan may take. */
    private static final double USABLE = 0.95;

    private final OptimisedStage stage;
    private final TransformerConfig config;
    private final TrainedParameters parameters;
    private final TrainingDevice device;
    private final Dropout dropout;

    /** @param dropout of the network in this stage */
    StageMemory(
            OptimisedStage stage,
            TransformerConfig config,
            TrainedParameters parameters,
            TrainingDevice device,
            Dropout dropout) {
        this.stage = stage;
        this.config = config;
        this.parameters = parameters;
        this.device = device;
        this.dropout = dropout;
    }

    /** With a batch of such texts. */
    PeakMemory of(BatchLengths batch) {
        return of(batch, stage.optimiser().memory().chunk());
    }

    private PeakMemory of(BatchLengths batch, OptionalInt chunk) {
        Set<String> moved =
                parameters.trained().stream().map(ParameterSpec::name).collect(Collectors.toSet());
        boolean half = stage.optimiser().memory().precision().isHalf();
        double trained = values(parameters.trained(), parameter -> true);
        double copied = half ? values(config.parameters(), StageMemory::isMatrix) : 0;
        double copiedMoved = half ? values(parameters.trained(), StageMemory::isCopied) : 0;
        TrainingNeed need = TrainingNeed.of(
                config,
                new TrainingNeed.Way(
                        stage.optimiser().memory().precision(),
                        dropout,
                        device.layout(stage.optimiser().memory().precision()),
                        device.rmsNormKernel(),
                        moved::contains),
                batch.longest(),
                device.gpu() ? 1 : batch.padding());
        double loss = (double) batch.queries() * batch.texts() * FLOAT * ARRAYS_OF_SIMILARITIES * widths();
        double vectors = (double) batch.texts() * config.width() * FLOAT * ARRAYS_OF_VECTORS;
        double arriving = device.gpu() && device.replicas() > 1 ? FLOAT * trained : 0;
        double pass = Math.max(Math.max(FLOAT * largest(), arriving), pass(batch, chunk, need));
        int copies = device.gpu() ? 1 : device.replicas();
        return new PeakMemory(
                copies * FLOAT * values(parameters.all(), parameter -> true),
                copies * FLOAT * trained,
                2 * FLOAT * trained,
                copies * HALF * (copied + copiedMoved),
                pass,
                vectors + loss,
                PROCESS + (device.gpu() ? RESERVED * pass : 0));
    }

    private double pass(BatchLengths batch, OptionalInt chunk, TrainingNeed need) {
        boolean recompute = stage.optimiser().memory().recompute();
        if (chunk.isPresent()) {
            double most = batch.kinds().stream()
                    .mapToDouble(kind -> most(kind, chunk.getAsInt() * device.replicas()))
                    .max()
                    .orElseThrow();
            return most * (recompute ? need.inputs() + need.layer() + need.backward() : need.kept() + need.backward());
        }
        double all = held(batch.kinds().stream().flatMapToInt(Arrays::stream).toArray());
        return all * (recompute ? need.inputs() + need.layer() + need.backward() : need.kept() + need.backward());
    }

    /** Of all texts. */
    static double tokens(BatchLengths batch) {
        return batch.kinds().stream().mapToDouble(StageMemory::tokens).sum();
    }

    /** Tokens that one device's memory has of the greatest pass of so many texts. */
    private double most(int[] kind, int pass) {
        double most = 0;
        for (int from = 0; from < kind.length; from += pass) {
            most = Math.max(most, held(Arrays.copyOfRange(kind, from, Math.min(kind.length, from + pass))));
        }
        return most;
    }

    private double held(int[] texts) {
        return device.gpu() ? TextShares.greatest(texts, device.replicas()) : tokens(texts);
    }

    private static double tokens(int[] texts) {
        return Arrays.stream(texts).asLongStream().sum();
    }

    private int widths() {
        return Math.max(1, stage.objective().matryoshka().dimensions().size());
    }

    /** Whether the device's memory is known, and less than that. */
    boolean isBeyond(PeakMemory memory) {
        return device.memory().isPresent()
                && memory.total() > USABLE * device.memory().getAsLong();
    }

    /** The largest power of two below the batch's size that fits the device as {@code chunk}; empty if none does. */
    OptionalInt fitting(BatchLengths batch) {
        for (int chunk = Integer.highestOneBit(batch.texts()); chunk > 0; chunk /= 2) {
            if (!isBeyond(of(batch, OptionalInt.of(chunk)))) {
                return OptionalInt.of(chunk);
            }
        }
        return OptionalInt.empty();
    }

    private double largest() {
        return parameters.trained().stream()
                .mapToDouble(TrainingPlan::size)
                .max()
                .orElse(0);
    }

    private static double values(List<ParameterSpec> parameters, Predicate<ParameterSpec> which) {
        return parameters.stream().filter(which).mapToDouble(TrainingPlan::size).sum();
    }

    /** Tables of embeddings are looked things up in, not multiplied with. */
    static boolean isMatrix(ParameterSpec parameter) {
        return parameter.shape().size() == 2 && !parameter.name().contains("embed");
    }

    /** Matrices of low rank are rounded where they are used. */
    private static boolean isCopied(ParameterSpec parameter) {
        return isMatrix(parameter) && !parameter.name().contains(".lora_");
    }
}
