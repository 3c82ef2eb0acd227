package dev.plumbline.trainer.loop;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.directory.TrainingTokenizer;
import dev.plumbline.models.transformer.ParameterSpec;
import dev.plumbline.models.transformer.TransformerConfig;
import dev.plumbline.trainer.rows.BatchSampler;
import dev.plumbline.trainer.rows.DatasetSummary;
import dev.plumbline.trainer.rows.EffectiveNegatives;
import dev.plumbline.trainer.rows.TrainingBatch;
import dev.plumbline.trainer.stage.OptimisedStage;
import dev.plumbline.trainer.stage.StageSettings;
import dev.plumbline.trainer.stage.TrainingSettings;
import dev.plumbline.trainer.step.TextTokens;
import dev.plumbline.trainer.step.TrainingTokens;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run would do: its data are read, its weights are not. Tokens are counted in the first batches; memory and work are
 * estimates from the network's shapes, for arithmetic in float32.
 */
public final class TrainingPlan {

    private static final int BATCHES_LOOKED_AT = 20;
    private static final long FLOAT = 4;
    private static final long BFLOAT16 = 2;
    private static final Pattern LAYER = Pattern.compile("layers?\\.(\\d+)\\.");

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

    /**
     * What a stage would do.
     *
     * @param steps of the whole stage
     * @param datasets what the data hold
     * @param negatives that queries meet
     * @param dropout in words
     * @param tokensPerStep padded, as a mean
     * @param parameters of the network
     * @param trained of these, not frozen
     * @param memory bytes at once: weights, gradients, the optimiser's, and what a pass keeps
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
            double memory,
            double operations) {
        public Stage {
            datasets = List.copyOf(datasets);
            negatives = List.copyOf(negatives);
        }
    }

    /**
     * The stages that train, in order.
     *
     * @param warnings told of rows left out
     * @throws PlumblineException of kind DATA or MODEL, as the run would throw them
     */
    public List<Stage> stages(Consumer<String> warnings) {
        TransformerConfig config = TransformerConfig.read(network.resolve("config.json"));
        List<Stage> stages = new ArrayList<>();
        try (BatchTokens tokens =
                new BatchTokens(network, TrainingTokenizer.lowerCases(network), config.longest(), true)) {
            for (StageSettings stage : settings.stages()) {
                if (stage instanceof OptimisedStage optimised) {
                    stages.add(stage(optimised, config, tokens, warnings));
                }
            }
        }
        return stages;
    }

    /** Padded tokens: of a step as a mean, and of the greatest pass. */
    private record Padded(double perStep, double pass) {}

    private Stage stage(OptimisedStage stage, TransformerConfig config, BatchTokens tokens, Consumer<String> warnings) {
        try (BatchSampler sampler = BatchSampler.open(stage.data(), settings.seed(), work, warnings)) {
            LearningSignal.require(stage, sampler);
            int accumulation = stage.optimiser().memory().accumulation();
            long steps = stage.length().steps(sampler.stepsPerEpoch() / accumulation);
            Padded padded = padded(stage, sampler, tokens);
            TrainedParameters parameters = TrainedParameters.of(stage, network, config);
            long all = parameters.all().stream().mapToLong(TrainingPlan::size).sum();
            long trained =
                    parameters.trained().stream().mapToLong(TrainingPlan::size).sum();
            long matrices = config.parameters().stream()
                    .filter(TrainingPlan::isMatrix)
                    .mapToLong(TrainingPlan::size)
                    .sum();
            // forward 2, backward 4; forward again for a chunk's gradient, and for a layer's
            int forwards = 1
                    + (stage.optimiser().memory().chunk().isPresent() ? 1 : 0)
                    + (stage.optimiser().memory().recompute() ? 1 : 0);
            double operations = (2.0 * forwards + 4) * matrices * padded.perStep() * steps;
            return new Stage(
                    stage.name(),
                    steps,
                    sampler.datasets(),
                    EffectiveNegatives.of(sampler, stage.objective().contrast().hardNegatives(), BATCHES_LOOKED_AT),
                    stage.dropoutLabel(network),
                    padded.perStep(),
                    all,
                    trained,
                    FLOAT * (all + 3.0 * trained)
                            // rounded copies, and their gradients
                            + (isHalf(stage) ? 2.0 * BFLOAT16 * matrices : 0)
                            + kept(stage, config) * padded.pass(),
                    operations);
        }
    }

    static PlumblineException allFrozen(OptimisedStage stage) {
        return PlumblineException.usage("stage " + stage.name() + ": every parameter is frozen by "
                + stage.optimiser().freeze() + "; take names out of 'freeze'");
    }

    private static boolean isHalf(OptimisedStage stage) {
        return stage.optimiser().memory().precision().isHalf();
    }

    private static Padded padded(OptimisedStage stage, BatchSampler sampler, BatchTokens tokens) {
        double sum = 0;
        double greatest = 0;
        long looked = Math.min(BATCHES_LOOKED_AT, sampler.stepsPerEpoch());
        for (long step = 0; step < looked; step++) {
            TrainingBatch batch = stage.objective().needed(sampler.batch(step));
            TrainingTokens ids = tokens.of(batch);
            double whole = padded(ids.query()) + padded(ids.positive()) + padded(ids.negatives());
            sum += whole;
            double pass = whole;
            if (stage.optimiser().memory().chunk().isPresent()) {
                int chunk = stage.optimiser().memory().chunk().getAsInt();
                int longest =
                        Math.max(longest(ids.query()), Math.max(longest(ids.positive()), longest(ids.negatives())));
                pass = Math.min(whole, (double) chunk * longest);
            }
            greatest = Math.max(greatest, pass);
        }
        return new Padded(sum / looked * stage.optimiser().memory().accumulation(), greatest);
    }

    private static double padded(List<TextTokens> texts) {
        return (double) texts.size() * longest(texts);
    }

    private static int longest(List<TextTokens> texts) {
        return texts.stream().mapToInt(TextTokens::length).max().orElse(0);
    }

    /** Bytes that a pass keeps per token for the gradient: what goes into and comes out of every matrix, roughly. */
    private static double kept(OptimisedStage stage, TransformerConfig config) {
        double values = 0;
        int layers = 1;
        for (ParameterSpec parameter : config.parameters()) {
            if (isMatrix(parameter)) {
                values += parameter.shape().get(0) + parameter.shape().get(1);
            }
            Matcher layer = LAYER.matcher(parameter.name());
            if (layer.find()) {
                layers = Math.max(layers, 1 + Integer.parseInt(layer.group(1)));
            }
        }
        boolean recompute = stage.optimiser().memory().recompute();
        double inputs = recompute ? FLOAT * (double) layers * config.width() : 0;
        return (isHalf(stage) ? BFLOAT16 : FLOAT) * values / (recompute ? layers : 1) + inputs;
    }

    private static long size(ParameterSpec parameter) {
        return parameter.shape().stream().reduce(1L, Math::multiplyExact);
    }

    /** Tables of embeddings are looked things up in, not multiplied with. */
    private static boolean isMatrix(ParameterSpec parameter) {
        return parameter.shape().size() == 2 && !parameter.name().contains("embed");
    }
}
