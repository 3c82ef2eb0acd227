package dev.plumbline.trainer.loop;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.directory.DirectoryContent;
import dev.plumbline.models.torch.GradientTape;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.models.torch.OutOfMemory;
import dev.plumbline.models.transformer.Precision;
import dev.plumbline.trainer.checkpoint.CheckpointFolders;
import dev.plumbline.trainer.checkpoint.CheckpointStore;
import dev.plumbline.trainer.optimise.AdamW;
import dev.plumbline.trainer.optimise.Gradients;
import dev.plumbline.trainer.optimise.LearningRate;
import dev.plumbline.trainer.optimise.LossScale;
import dev.plumbline.trainer.rows.RowPlace;
import dev.plumbline.trainer.rows.TrainingBatch;
import dev.plumbline.trainer.rows.TrainingStream;
import dev.plumbline.trainer.stage.ObjectiveSettings.Aligning;
import dev.plumbline.trainer.stage.OptimisedStage;
import dev.plumbline.trainer.step.Backward;
import dev.plumbline.trainer.step.Float16Kernels;
import dev.plumbline.trainer.step.LossFigures;
import dev.plumbline.trainer.step.TrainableEncoder;
import dev.plumbline.trainer.step.TrainingTokens;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** One stage's steps, from its first or from a checkpoint within it. */
final class StageTraining {

    private static final int ROWS_NAMED = 8;
    private static final int MOST_PREPARING = 8;

    private final StageWork work;
    private final OptimisedStage stage;
    private final NetworkReplicas replicas;
    private final TrainedNetwork network;
    private final CheckpointFolders folders;
    private final StageCheckpoints checkpoints;
    private final Optional<AlignProjection> projection;
    private final Aligning aligning;
    /** Steps done before this process's. */
    private long first;

    private long began;
    /** Of the next step's loss, in float16. */
    private Optional<LossScale> scale = Optional.empty();

    /** A batch's texts and tokens. */
    private record Prepared(TrainingBatch batch, TrainingTokens tokens) {}

    /** What a step works with. */
    private record Learner(TrainableEncoder encoder, Backward backward, AdamW optimiser, Gradients gradients) {}

    /** @param projection to a teacher's vectors, if the stage learns them and it takes one */
    StageTraining(StageWork work, NetworkReplicas replicas, Optional<AlignProjection> projection) {
        this.work = work;
        this.stage = work.stage();
        this.replicas = replicas;
        this.network = replicas.first();
        this.folders = work.folders();
        this.projection = projection;
        this.checkpoints = new StageCheckpoints(work, network, projection);
        this.aligning = new Aligning(network.normalises(), projection.map(AlignProjection::objective));
    }

    /**
     * Trains what is left of the stage and writes its end.
     *
     * @param done steps that the network's weights have seen, from the checkpoint they were read from
     * @throws PlumblineException of kind DATA if loss or gradient is not finite, naming the batch's rows; the last
     *     checkpoint stays. Of kind USAGE if it was told to stop
     */
    void train(long done) {
        long steps = work.steps();
        first = done;
        began = System.nanoTime();
        work.hooks().listener().began(stage.name(), done, steps);
        TrainableEncoder encoder =
                replicas.trainable(stage.optimiser(), work.facts().threads());
        Map<String, NDArray> moved = moved(encoder);
        if (stage.optimiser().memory().precision() == Precision.FP16) {
            scale = Optional.of(LossScale.BEGINNING);
        }
        LearningRate rate = stage.optimiser().rate(steps);
        DirectoryContent content = network.content();
        Libtorch.useThreads(work.facts().threads());
        // whichever thread this is: only what a loss is computed of is kept for gradients
        try (GradientTape paused = GradientTape.paused();
                AdamW optimiser =
                        new AdamW(network.manager(), moved, stage.optimiser().adam());
                Gradients gradients = new Gradients(network.manager(), moved.values());
                BatchTokens tokens = new BatchTokens(
                        content.tokenizer(),
                        content.lowerCase(),
                        network.config().longest(),
                        content.head().includePrompt());
                Ahead<List<Prepared>> ahead = new Ahead<>(step -> prepare(step, tokens), done, steps, preparing());
                TrainingLog log = TrainingLog.open(work.facts().log(), done)) {
            paused.hold();
            if (done > 0) {
                scale = Optional.ofNullable(
                        CheckpointStore.restore(folders.after(done), optimiser).scale());
                checkpoints.scoreIfDue(done, log);
            }
            if (scale.isPresent()) {
                Float16Kernels.require(encoder, network.manager(), stage.name());
                encoder.reduce();
                gradients.clear();
            }
            Backward backward = new Backward(network.manager(), encoder, chunk());
            Learner learner = new Learner(encoder, backward, optimiser, gradients);
            MemoryAdvice advice = advice(encoder);
            long end = steps;
            for (long step = done; step < end; step++) {
                if (checkpoints.isSpent(step)) {
                    end = step;
                    work.hooks().listener().note(spent(step));
                    break;
                }
                List<Prepared> batches = ahead.next();
                long following = step + 1;
                if (step == done) {
                    advice.warning(lengths(batches)).ifPresent(work.hooks().listener()::warning);
                }
                StepRecord record = step(step, batches, learner, rate, advice);
                log.step(record);
                work.hooks().listener().stepped(stage.name(), record, steps);
                checkpoints.pause(following, optimiser, scale, log);
                if (following < steps && work.hooks().stop().getAsBoolean()) {
                    throw stopped(following, optimiser);
                }
            }
            checkpoints.finish(end);
        }
    }

    /** Texts of a pass: so many on each device. */
    private OptionalInt chunk() {
        OptionalInt each = stage.optimiser().memory().chunk();
        return each.isPresent() ? OptionalInt.of(each.getAsInt() * replicas.count()) : each;
    }

    private String spent(long step) {
        OptimisedStage.Rhythm rhythm = stage.rhythm();
        return "stage " + stage.name() + " ends after step " + step + ": "
                + rhythm.best().orElseThrow() + " has not risen in the last "
                + rhythm.patience().getAsInt() + " scorings";
    }

    private PlumblineException stopped(long done, AdamW optimiser) {
        checkpoints.leave(done, optimiser, scale);
        String message = "stopped after step " + done + " of stage " + stage.name() + ", which " + folders.after(done)
                + " has; go on with --resume";
        work.hooks().listener().note(message);
        return PlumblineException.usage(message);
    }

    private Map<String, NDArray> moved(TrainableEncoder encoder) {
        Map<String, NDArray> moved = new LinkedHashMap<>();
        encoder.parameters().forEach((name, array) -> {
            if (array.hasGradient()) {
                moved.put(name, array);
            }
        });
        projection.ifPresent(own -> moved.putAll(own.parameters()));
        if (moved.isEmpty()) {
            throw TrainingPlan.allFrozen(stage);
        }
        return moved;
    }

    private List<Prepared> prepare(long step, BatchTokens tokens) {
        List<Prepared> batches = new ArrayList<>();
        for (int i = 0; i < work.accumulation(); i++) {
            TrainingBatch batch = stage.objective().needed(work.sampler().batch(step * work.accumulation() + i));
            batches.add(new Prepared(
                    batch, tokens.of(batch, work.beside(), stage.objective().alignsAlone(batch))));
        }
        return batches;
    }

    /** Threads that make batches: on a CPU libtorch has the processors. */
    private int preparing() {
        return work.facts().device().gpu()
                ? Math.max(1, Math.min(MOST_PREPARING, Runtime.getRuntime().availableProcessors() - 2))
                : 1;
    }

    private MemoryAdvice advice(TrainableEncoder encoder) {
        TrainingDevice device = work.facts().device();
        TrainedParameters parameters = TrainedParameters.of(encoder.parameters());
        return new MemoryAdvice(
                stage, new StageMemory(stage, network.config(), parameters, device, network.dropout()), device);
    }

    private static List<BatchLengths> lengths(List<Prepared> batches) {
        return batches.stream().map(batch -> BatchLengths.of(batch.tokens())).toList();
    }

    private StepRecord step(
            long step, List<Prepared> batches, Learner learner, LearningRate rate, MemoryAdvice advice) {
        try {
            return step(step, batches, learner, rate);
        } catch (EngineException | PlumblineException e) {
            throw OutOfMemory.is(e) ? advice.exhausted(step + 1, lengths(batches), e) : e;
        }
    }

    private StepRecord step(long step, List<Prepared> batches, Learner learner, LearningRate rate) {
        long start = System.nanoTime();
        double factor = scale.map(LossScale::factor).orElse(1.0);
        double share = 1.0 / batches.size();
        List<LossFigures> figures = new ArrayList<>();
        for (int i = 0; i < batches.size(); i++) {
            Prepared prepared = batches.get(i);
            long seed = TrainingStream.of(
                            work.facts().seed(),
                            TrainingStream.Purpose.DROPOUT,
                            stage.name().hashCode(),
                            step,
                            i)
                    .nextLong();
            figures.add(learner.backward.add(
                    prepared.tokens(), stage.objective().of(prepared.batch(), aligning), share * factor, seed));
        }
        learner.encoder.reduce();
        // nothing before this waits for the device
        double norm;
        try (NDArray there = learner.gradients.deviceNorm()) {
            norm = LossFigures.read(figures, there) / factor;
        }
        double loss = 0;
        double positive = 0;
        double negative = 0;
        Map<String, DoubleSummaryStatistics> parts = new LinkedHashMap<>();
        for (LossFigures of : figures) {
            loss += share * of.loss();
            positive += share * of.positive();
            negative += share * of.negative();
            of.parts()
                    .forEach((name, value) -> parts.computeIfAbsent(name, key -> new DoubleSummaryStatistics())
                            .accept(value));
        }
        boolean finite = Double.isFinite(norm);
        scale = scale.map(used -> used.after(finite));
        if (!Double.isFinite(loss)
                || (!finite && scale.map(LossScale::hasExploded).orElse(true))) {
            throw diverged(step, loss, norm, batches);
        }
        // as transformers' Trainer, whose schedule stands still where a step is skipped
        double learningRate = rate.at(learner.optimiser.steps());
        if (finite) {
            learner.gradients.scale(Gradients.clipping(norm, stage.optimiser().maxNorm()) / factor);
            learner.optimiser.step(learningRate);
            learner.encoder.moved();
        } else {
            work.hooks().listener().note(skipped(step));
        }
        learner.gradients.clear();
        long now = System.nanoTime();
        Map<String, Double> means = new LinkedHashMap<>();
        parts.forEach((name, values) -> means.put(name, values.getAverage()));
        return new StepRecord(
                step + 1,
                batches.get(batches.size() - 1).batch().dataset().name(),
                loss,
                means,
                positive,
                negative,
                norm,
                learningRate,
                batches.stream()
                        .mapToLong(prepared -> prepared.tokens().tokens())
                        .sum(),
                (now - start) / 1e9,
                MemoryInUse.megabytes(network.manager().getDevice()),
                (now - began) / 1e9 / (step + 1 - first) * (work.steps() - step - 1),
                scale.isPresent() ? factor : null,
                !finite);
    }

    private String skipped(long step) {
        LossScale next = scale.orElseThrow();
        return "stage " + stage.name() + ": step " + (step + 1)
                + " is skipped, as gradients went beyond float16; the loss"
                + " is now multiplied by " + next.factor() + " instead of " + 2 * next.factor() + " ("
                + next.skipped() + " skipped in all)";
    }

    private PlumblineException diverged(long step, double loss, double norm, List<Prepared> batches) {
        List<String> wrong = new ArrayList<>();
        network.parameters().arrays().forEach((name, array) -> {
            if (array.hasGradient()) {
                try (Gradients own = new Gradients(network.manager(), List.of(array))) {
                    if (!Double.isFinite(own.norm())) {
                        wrong.add(name);
                    }
                }
            }
        });
        String rows = batches.stream()
                .flatMap(prepared -> prepared.batch().origins().stream())
                .limit(ROWS_NAMED)
                .map(RowPlace::toString)
                .collect(Collectors.joining(", "));
        String kept = folders.newest().isPresent()
                ? "; " + folders.after(folders.newest().getAsLong()) + " is the last checkpoint"
                : "";
        return PlumblineException.data("stage " + stage.name() + " diverged at step " + (step + 1) + ": loss " + loss
                + ", gradient norm " + norm + " (not finite: " + wrong + "), on " + rows + " ..." + kept
                + ". Look at these rows, or lower learning_rate"
                + (scale.isPresent() ? ", or take precision: bf16, whose range is float32's" : ""));
    }
}
