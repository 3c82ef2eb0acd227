package dev.plumbline.trainer.loop;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.directory.TrainingTokenizer;
import dev.plumbline.models.transformer.ParameterSpec;
import dev.plumbline.models.transformer.TransformerConfig;
import dev.plumbline.trainer.rows.BatchSampler;
import dev.plumbline.trainer.rows.DatasetSettings;
import dev.plumbline.trainer.rows.DatasetSummary;
import dev.plumbline.trainer.rows.EffectiveNegatives;
import dev.plumbline.trainer.rows.TrainingBatch;
import dev.plumbline.trainer.stage.OptimisedStage;
import dev.plumbline.trainer.stage.StageSettings;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * What a run would do: its data are read, its weights are not. Tokens are counted in the first batches; memory
 * ({@link StageMemory}) and work are estimates from the network's shapes.
 */
public final class TrainingPlan {

    private static final int BATCHES_LOOKED_AT = 20;

    private final TrainingSettings settings;
    private final Path network;
    private final Path work;

    /**
     * A plan.
     *
     * @param network directory with config.json and tokenizer.json
     * @param work folder that indexes of the data are kept in, which the run takes over
     */
    public TrainingPlan(TrainingSettings settings, Path network, Path work) {
        this.settings = settings;
        this.network = network;
        this.work = work;
    }

    /** Whether a stage fits its device. */
    public enum Fit {
        /** As far as is known: a device whose memory is not has room for all. */
        YES_OR_UNKNOWN,
        /** Not with the longest texts that the data may have. */
        PERHAPS_NOT,
        /** Not with those that were seen. */
        NO
    }

    /**
     * What a stage would do.
     *
     * @param steps of the whole stage
     * @param datasets what the data hold
     * @param negatives that queries meet
     * @param dropout in words
     * @param tokensPerStep as a mean, with padding where the device needs it
     * @param parameters of the network
     * @param trained of these, not frozen
     * @param memory at once, of the batch looked at that takes most
     * @param full the same if that batch's texts were as long as they may be
     * @param fit whether both are within the device's memory
     * @param chunk the largest power of two with which the second is, where one of them is not
     * @param operations floating-point operations of the whole stage
     */
    public record Stage(
            String name,
            long steps,
            List<DatasetSummary> datasets,
            List<EffectiveNegatives> negatives,
            String dropout,
            double tokensPerStep,
            long parameters,
            long trained,
            PeakMemory memory,
            PeakMemory full,
            Fit fit,
            OptionalInt chunk,
            double operations) {
        public Stage {
            datasets = List.copyOf(datasets);
            negatives = List.copyOf(negatives);
        }
    }

    /**
     * The stages that train, in order.
     *
     * @param device that they are trained on
     * @param warnings told of rows left out
     * @throws PlumblineException of kind DATA or MODEL, as the run would throw them
     */
    public List<Stage> stages(TrainingDevice device, Consumer<String> warnings) {
        TransformerConfig config = TransformerConfig.read(network.resolve("config.json"));
        List<Stage> stages = new ArrayList<>();
        try (BatchTokens tokens =
                new BatchTokens(network, TrainingTokenizer.lowerCases(network), config.longest(), true)) {
            for (StageSettings stage : settings.stages()) {
                if (stage instanceof OptimisedStage optimised) {
                    stages.add(stage(optimised, config, tokens, device, warnings));
                }
            }
        }
        return stages;
    }

    /**
     * Of the batches looked at.
     *
     * @param perStep tokens of a step as a mean, with padding where there is some
     * @param memory with the batch that takes most
     * @param full with that batch's texts as long as they may be
     * @param chunk the largest power of two with which that fits the device, where it does not as it is
     */
    private record Batches(double perStep, PeakMemory memory, PeakMemory full, Fit fit, OptionalInt chunk) {}

    private Stage stage(
            OptimisedStage stage,
            TransformerConfig config,
            BatchTokens tokens,
            TrainingDevice device,
            Consumer<String> warnings) {
        try (BatchSampler sampler = BatchSampler.open(stage.data(), settings.seed(), work, warnings)) {
            LearningSignal.require(stage, sampler);
            int accumulation = stage.optimiser().memory().accumulation();
            long steps = stage.length().steps(sampler.stepsPerEpoch() / accumulation);
            TrainedParameters parameters = TrainedParameters.of(stage, network, config);
            StageMemory memory = new StageMemory(stage, config, parameters, device, stage.dropout(network));
            Batches batches = batches(stage, sampler, tokens, memory, config.longest());
            long all = parameters.all().stream().mapToLong(TrainingPlan::size).sum();
            long trained =
                    parameters.trained().stream().mapToLong(TrainingPlan::size).sum();
            long matrices = config.parameters().stream()
                    .filter(StageMemory::isMatrix)
                    .mapToLong(TrainingPlan::size)
                    .sum();
            // forward 2, backward 4; forward again for a chunk's gradient, and for a layer's
            int forwards = 1
                    + (stage.optimiser().memory().chunk().isPresent() ? 1 : 0)
                    + (stage.optimiser().memory().recompute() ? 1 : 0);
            return new Stage(
                    stage.name(),
                    steps,
                    sampler.datasets(),
                    EffectiveNegatives.of(sampler, stage.objective().contrast().hardNegatives(), BATCHES_LOOKED_AT),
                    stage.dropoutLabel(network),
                    batches.perStep(),
                    all,
                    trained,
                    batches.memory(),
                    batches.full(),
                    batches.fit(),
                    batches.chunk(),
                    (2.0 * forwards + 4) * matrices * batches.perStep() * steps);
        }
    }

    static PlumblineException allFrozen(OptimisedStage stage) {
        return PlumblineException.usage("stage " + stage.name() + ": every parameter is frozen by "
                + stage.optimiser().freeze() + "; take names out of 'freeze'");
    }

    private Batches batches(
            OptimisedStage stage, BatchSampler sampler, BatchTokens tokens, StageMemory memory, int longest) {
        double sum = 0;
        List<BatchLengths> seen = new ArrayList<>();
        List<BatchLengths> full = new ArrayList<>();
        long looked = Math.min(BATCHES_LOOKED_AT, sampler.stepsPerEpoch());
        for (long step = 0; step < looked; step++) {
            TrainingBatch batch = stage.objective().needed(sampler.batch(step));
            BatchLengths lengths = BatchLengths.of(
                    tokens.of(batch, Beside.NOBODY, stage.objective().alignsAlone(batch)));
            sum += StageMemory.tokens(lengths);
            seen.add(lengths);
            DatasetSettings.Lengths most = batch.dataset().lengths();
            full.add(lengths.full(Math.min(longest, most.query()), Math.min(longest, most.passage())));
        }
        Comparator<BatchLengths> byMemory =
                Comparator.comparingDouble(batch -> memory.of(batch).total());
        PeakMemory most = memory.of(Collections.max(seen, byMemory));
        BatchLengths longestTexts = Collections.max(full, byMemory);
        PeakMemory atMost = memory.of(longestTexts);
        Fit fit = memory.isBeyond(most) ? Fit.NO : memory.isBeyond(atMost) ? Fit.PERHAPS_NOT : Fit.YES_OR_UNKNOWN;
        return new Batches(
                sum / looked * stage.optimiser().memory().accumulation(),
                most,
                atMost,
                fit,
                fit == Fit.YES_OR_UNKNOWN ? OptionalInt.empty() : memory.fitting(longestTexts));
    }

    static long size(ParameterSpec parameter) {
        return parameter.shape().stream().reduce(1L, Math::multiplyExact);
    }
}
