package dev.plumbline.spark;

import dev.plumbline.ground.PlumblineException;
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

    private final IncrementalEncoder model;
    private final ModelRecipe recipe;
    private final ClusterJobs jobs;
    private final EncodeProgress progress;

    /** @param model closed with this one */
    SparkEncoder(IncrementalEncoder model, ModelRecipe recipe, ClusterJobs jobs, EncodeProgress progress) {
        this.model = model;
        this.recipe = recipe;
        this.jobs = jobs;
        this.progress = progress;
    }

    @Override
    public synchronized void encode(EncodeRequest request, Sink sink) {
        DistinctTexts distinct = DistinctTexts.of(request.texts());
        JavaSparkContext context = jobs.context();
        TextBlocks blocks = TextBlocks.of(distinct.texts(), context.defaultParallelism());
        if (blocks.count() == 0) {
            return;
        }
        EncodeBlock task = new EncodeBlock(recipe, model.prompt(request.task(), request.role()), request.role());
        ClusterJobs.Work work = new ClusterJobs.Work(
                Stage.ENCODE,
                distinct.texts().size() + " texts of " + request.task().name(),
                distinct.texts().size(),
                distinct.texts().stream().mapToLong(String::length).sum(),
                blocks.count());
        Handover handover = new Handover(blocks, distinct.spread(sink));
        jobs.run(work, () -> {
            JavaRDD<String[]> texts =
                    context.parallelize(blocks.texts(), blocks.count()).setName(work.title());
            context.sc()
                    .runJob(
                            texts.rdd(),
                            task,
                            CollectionConverters.asScala(IntStream.range(0, blocks.count())
                                            .boxed()
                                            .map(Object.class::cast)
                                            .toList())
                                    .toSeq(),
                            handover,
                            REPLY);
            return BoxedUnit.UNIT;
        });
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
            jobs.encoded(reply.tokens());
            progress.encoded(places.length, reply.tokens());
            return BoxedUnit.UNIT;
        }
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
        model.close();
    }
}
