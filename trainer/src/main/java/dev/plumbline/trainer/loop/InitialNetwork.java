package dev.plumbline.trainer.loop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.directory.DirectoryContent;
import dev.plumbline.models.safetensors.Dtype;
import dev.plumbline.models.safetensors.Tensor;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.transformer.TransformerConfig;
import dev.plumbline.models.transformer.Weights;
import dev.plumbline.trainer.checkpoint.CheckpointStore;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.nio.file.Path;
import java.util.List;

/** The network a run begins with, where the directory it names lacks something: weights, or what follows the network. */
final class InitialNetwork {

    private static final double INITIALIZER_RANGE = 0.02;

    private InitialNetwork() {}

    /**
     * Whether a directory can be trained as it is.
     *
     * @throws PlumblineException of kind USAGE if it says how vectors are pooled and the settings do too
     */
    static boolean isReady(TrainingSettings.Start start, Path network) {
        boolean whole = DirectoryContent.isWhole(network);
        if (whole && start.pooling().isPresent()) {
            throw PlumblineException.usage("pooling: " + network
                    + " has a modules.json, which says how vectors are pooled; leave pooling out");
        }
        return whole && !start.random();
    }

    /**
     * Refuses a directory of which nobody says how its token vectors are pooled.
     *
     * @throws PlumblineException of kind USAGE if neither it nor the settings do, or both
     */
    static void requirePooling(TrainingSettings.Start start, Path network) {
        isReady(start, network);
        if (!DirectoryContent.isWhole(network)) {
            pooling(start, network);
        }
    }

    /** Writes a directory with what the other lacks. */
    static void write(TrainingSettings.Start start, long seed, Path network, Path target, ObjectNode provenance) {
        TransformerConfig config = TransformerConfig.read(network.resolve("config.json"));
        DirectoryContent content = DirectoryContent.isWhole(network)
                ? DirectoryContent.of(network)
                : DirectoryContent.plain(network, pooling(start, network));
        if (start.attention().isPresent()) {
            content = content.withAttention(start.attention().get());
        }
        provenance.put("network", network.toString()).put("weights", start.random() ? "random" : "given");
        if (start.random()) {
            double deviation = content.config().path("initializer_range").asDouble(INITIALIZER_RANGE);
            CheckpointStore.write(target, content, RandomWeights.of(config, deviation, seed), provenance);
            return;
        }
        try (Weights weights = Weights.open(network, config)) {
            CheckpointStore.write(target, content, tensors(weights), provenance);
        }
    }

    private static Pooling pooling(TrainingSettings.Start start, Path network) {
        return start.pooling()
                .orElseThrow(() -> PlumblineException.usage(network
                        + " has no modules.json, so that it does not say how token vectors are pooled; set pooling: mean,"
                        + " cls or last_token"));
    }

    private static List<Tensor> tensors(Weights weights) {
        return weights.parameters().stream()
                .map(parameter -> new Tensor(
                        parameter.name(),
                        Dtype.F32,
                        parameter.shape(),
                        (first, values) -> weights.read(parameter.name(), first, values)))
                .toList();
    }
}
