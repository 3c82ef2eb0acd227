package dev.plumbline.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.engine.ModelRecipe;
import dev.plumbline.manifest.DatasetRef;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskParameters;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.models.Models;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.prompt.PromptChoice;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * The model of an executor process: opened by the first task that needs it, shared by all, closed by the end of the process.
 * One block at a time keeps all its threads busy, so tasks wait for each other.
 */
final class ExecutorModel {

    private static final String GPU = "gpu";

    /** A process runs tasks of one application; of two models that take turns both stay open. */
    private static final Map<ModelRecipe, ExecutorModel> OPEN = new HashMap<>();

    private final Encoder encoder;
    private final AtomicLong tokens;

    private ExecutorModel(Encoder encoder, AtomicLong tokens) {
        this.encoder = encoder;
        this.tokens = tokens;
    }

    /**
     * The process's model of that recipe.
     *
     * @throws PlumblineException of kind MODEL or USAGE if it is not there, cannot be opened or is another than the driver's
     */
    static ExecutorModel of(ModelRecipe recipe, TaskContext context) {
        synchronized (OPEN) {
            ExecutorModel model = OPEN.get(recipe);
            if (model == null) {
                model = open(recipe, context);
                OPEN.put(recipe, model);
            }
            return model;
        }
    }

    private static ExecutorModel open(ModelRecipe recipe, TaskContext context) {
        AtomicLong tokens = new AtomicLong();
        EncodeProgress counting = (texts, encoded) -> tokens.addAndGet(encoded);
        Encoder encoder;
        try {
            encoder = Models.openEncoder(
                    ShippedModel.here(recipe.spec()),
                    recipe.options(
                                    threads(),
                                    device(context),
                                    (task, role) -> new PromptChoice(prompt(task), "the driver's"))
                            .withProgress(counting));
        } catch (PlumblineException e) {
            throw e.saying(
                    e.getMessage() + "; a model must be where executors find it under the same name: in a folder that"
                            + " all machines share, or in the hub's cache of each");
        }
        String identity = encoder.identity().orElse("");
        if (!identity.equals(recipe.identity())) {
            encoder.close();
            throw PlumblineException.model(recipe.spec() + " is another model than the driver's (hash "
                    + shown(identity)
                    + " and not " + shown(recipe.identity()) + "): its files, or what computes them, differ; copy the"
                    + " driver's");
        }
        return new ExecutorModel(encoder, tokens);
    }

    private static String shown(String hash) {
        return hash.substring(0, Math.min(12, hash.length()));
    }

    /** The cores that the executor was given; all of the machine's where the cluster's settings do not say. */
    private static int threads() {
        return SparkEnv.get()
                .conf()
                .getInt("spark.executor.cores", Runtime.getRuntime().availableProcessors());
    }

    /** The GPU that Spark's scheduling of resources gave the executor, if it was asked for one. */
    private static String device(TaskContext context) {
        ResourceInformation gpu = context.resourcesJMap().get(GPU);
        return gpu == null || gpu.addresses().length == 0 ? "" : "cuda:" + gpu.addresses()[0];
    }

    /** A request's task carries the prompt that the driver's model has for the real one. */
    private static String prompt(TaskSpec task) {
        JsonNode prompt = task.prompt();
        return prompt == null ? "" : prompt.asText();
    }

    private static TaskSpec task(String prompt) {
        return new TaskSpec(
                "texts of the driver",
                TaskType.RETRIEVAL,
                TaskKind.RETRIEVAL,
                new DatasetRef("driver", null),
                List.of("test"),
                "ndcg_at_10",
                null,
                false,
                true,
                List.of(TaskSpec.DEFAULT_SUBSET),
                Map.of(TaskSpec.DEFAULT_SUBSET, List.of()),
                TaskParameters.none(),
                null,
                TextNode.valueOf(prompt),
                null,
                List.of());
    }

    synchronized BlockReply encode(String[] texts, String prompt, Role role) {
        long before = tokens.get();
        FloatMatrix vectors = encoder.encode(new EncodeRequest(Arrays.asList(texts), role, task(prompt)));
        return BlockReply.of(vectors.data(), tokens.get() - before);
    }
}
