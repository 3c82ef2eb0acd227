package dev.plumbline.spark;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.engine.EngineSettings;
import dev.plumbline.harness.engine.ModelRecipe;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.batching.DistinctTexts;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.batching.IncrementalEncoder;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.EncodeWork;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * An encoder whose vectors executors compute: what it says of itself is the model's that was opened here, and every block is
 * handed over as it comes.
 */
final class SparkEncoder implements IncrementalEncoder {

    private static final ClassTag<BlockReply> REPLY = ClassTag$.MODULE$.apply(BlockReply.class);

    private static final String LOST =
            "the cluster has ended this application; its master's page or log says why. What was encoded is in the embedding"
                    + " store, and the same command goes on from there";

    private final IncrementalEncoder model;
    private final ModelRecipe recipe;
    private final JavaSparkContext context;
    private final EncodeProgress progress;

    private SparkEncoder(
            IncrementalEncoder model, ModelRecipe recipe, JavaSparkContext context, EncodeProgress progress) {
        this.model = model;
        this.recipe = recipe;
        this.context = context;
        this.progress = progress;
    }

    /**
     * Starts an application on the cluster.
     *
     * @param model closed with the application
     * @throws PlumblineException as {@link ClusterConnection#start} and {@link ShippedModel#send}
     */
    static SparkEncoder start(
            IncrementalEncoder model, ModelRecipe recipe, EngineSettings settings, EncodeProgress progress) {
        JavaSparkContext context = ClusterConnection.start(settings);
        ModelRecipe there = settings.shipsModel() ? ShippedModel.send(recipe, context) : recipe;
        return new SparkEncoder(model, there, context, progress);
    }

    /** A job, whose exceptions Scala does not declare. */
    private interface Job {
        void run() throws SparkException;
    }

    @Override
    public synchronized void encode(EncodeRequest request, Sink sink) {
        DistinctTexts distinct = DistinctTexts.of(request.texts());
        TextBlocks blocks = TextBlocks.of(distinct.texts(), context.defaultParallelism());
        if (blocks.count() == 0) {
            return;
        }
        EncodeBlock task = new EncodeBlock(recipe, model.prompt(request.task(), request.role()), request.role());
        String what = "plumbline: " + distinct.texts().size() + " texts of "
                + request.task().name();
        context.setCallSite(what);
        context.sc().setJobDescription(what);
        JavaRDD<String[]> texts =
                context.parallelize(blocks.texts(), blocks.count()).setName(what);
        Handover handover = new Handover(blocks, distinct.spread(sink));
        run(() -> context.sc()
                .runJob(
                        texts.rdd(),
                        task,
                        CollectionConverters.asScala(IntStream.range(0, blocks.count())
                                        .boxed()
                                        .map(Object.class::cast)
                                        .toList())
                                .toSeq(),
                        handover,
                        REPLY));
    }

    /** Takes blocks, one at a time; what it throws ends the job. */
    private final class Handover extends AbstractFunction2<Object, BlockReply, BoxedUnit> {

        private final TextBlocks blocks;
        private final Sink sink;

        Handover(TextBlocks blocks, Sink sink) {
            this.blocks = blocks;
            this.sink = sink;
        }

        @Override
        public BoxedUnit apply(Object block, BlockReply reply) {
            reply.check();
            int[] places = blocks.places((Integer) block);
            int width = card().dimensions();
            if (reply.vectors().length != (long) places.length * width) {
                throw PlumblineException.model(card().name() + ": an executor returned " + reply.vectors().length
                        + " values for " + places.length + " texts and " + width + " dimensions");
            }
            sink.accept(places, FloatMatrix.of(places.length, width, reply.vectors()));
            progress.encoded(places.length, reply.tokens());
            return BoxedUnit.UNIT;
        }
    }

    private void run(Job job) {
        if (context.sc().isStopped()) {
            throw PlumblineException.endpoint(LOST);
        }
        try {
            job.run();
        } catch (SparkException e) {
            throw context.sc().isStopped() ? PlumblineException.endpoint(LOST, e) : ours(e);
        } catch (IllegalStateException e) {
            if (context.sc().isStopped()) {
                throw PlumblineException.endpoint(LOST, e);
            }
            throw e;
        }
    }

    /** Our own error within Spark's, or the first line of Spark's own words. */
    private static PlumblineException ours(SparkException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof PlumblineException known) {
                return known;
            }
        }
        String words = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        // of the cluster and of no text: a kind of its own, so that nobody looks for the text
        return PlumblineException.endpoint(
                "Spark gave the work up: " + words + "; the logs of its executors say more", e);
    }

    @Override
    public ModelCard card() {
        return model.card();
    }

    @Override
    public String prompt(TaskSpec task, Role role) {
        return model.prompt(task, role);
    }

    @Override
    public Optional<String> fingerprint() {
        return model.fingerprint();
    }

    @Override
    public Optional<String> identity() {
        return model.identity();
    }

    @Override
    public boolean independent() {
        return model.independent();
    }

    @Override
    public Optional<EncodeWork> work() {
        return Optional.empty();
    }

    @Override
    public Map<String, String> about() {
        return model.about();
    }

    @Override
    public List<String> warnings() {
        return model.warnings();
    }

    @Override
    public void close() {
        context.close();
        model.close();
    }
}
