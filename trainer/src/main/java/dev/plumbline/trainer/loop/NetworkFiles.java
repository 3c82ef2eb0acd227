package dev.plumbline.trainer.loop;

import dev.plumbline.models.directory.DirectoryContent;
import dev.plumbline.models.directory.ModelDirectoryWriter;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.safetensors.CheckpointWriter;
import dev.plumbline.models.transformer.Parameters;
import dev.plumbline.models.transformer.TransformerConfig;
import dev.plumbline.trainer.checkpoint.CheckpointStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A trained network's weights as files.
 *
 * @param begin the folder that training began with
 * @param config its network
 * @param own the network's weights
 * @param beside what is trained instead of them, if it is
 */
record NetworkFiles(Path begin, TransformerConfig config, Parameters own, Optional<LowRankWeights> beside) {

    static final String CONFIG = "config.json";

    /** As a checkpoint has them: with matrices of low rank these alone, since the others stay where they are. */
    ModelDirectoryWriter.WeightsWriter weights(DirectoryContent content) {
        if (beside.isEmpty()) {
            return place -> CheckpointWriter.write(place, CheckpointStore.tensors(own.arrays()));
        }
        return place -> {
            beside.get().keep(place, begin, config);
            if (saysAttention(config, content)) {
                // where it is there, transformers looks for whole weights beside it
                Files.delete(place.resolve(CONFIG));
            }
        };
    }

    /** As the stage's end has them. */
    ModelDirectoryWriter.WeightsWriter lastWeights(DirectoryContent content) {
        boolean merges = beside.filter(LowRankWeights::merges).isPresent();
        return merges
                ? place -> CheckpointWriter.write(place, beside.orElseThrow().merged(own.arrays()))
                : weights(content);
    }

    /** Whether a network's description tells the attention that it is trained with. */
    static boolean saysAttention(TransformerConfig config, DirectoryContent content) {
        return config.attention().equals(Optional.of(attention(content)));
    }

    /** What a directory that training writes says. */
    static Attention attention(DirectoryContent content) {
        return content.config().path("is_causal").asBoolean() ? Attention.CAUSAL : Attention.BIDIRECTIONAL;
    }
}
