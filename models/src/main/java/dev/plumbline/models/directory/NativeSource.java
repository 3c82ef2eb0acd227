package dev.plumbline.models.directory;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.preset.Preset;
import dev.plumbline.models.safetensors.Checkpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A directory's network in safetensors, to be made into another form.
 *
 * @param folder with {@code config.json} and the weights
 * @param attention what it is run with
 * @param reason who said so
 * @param guessed whether nobody did, so that the attention is the architecture's
 */
public record NativeSource(Path folder, Attention attention, String reason, boolean guessed) {

    /**
     * Finds it, with the attention that the directory's weights would be run with.
     *
     * @param asked instead of what the model's configuration says
     * @throws PlumblineException of kind USAGE if there is no such directory or it has no such attention; of kind MODEL if it
     *     has no weights in safetensors or its configuration is malformed
     */
    public static NativeSource of(Path directory, Optional<Attention> asked) {
        if (!Files.isDirectory(directory)) {
            throw PlumblineException.usage("--model " + directory + " is not a directory");
        }
        ModelFolder root = new ModelFolder(directory.toAbsolutePath().normalize());
        ModelFolder transformer =
                root.has(ModuleList.FILE) ? ModuleList.read(root).transformer() : root;
        if (!Checkpoint.isIn(transformer.path())) {
            throw PlumblineException.model(
                    transformer.path() + " has none of " + String.join(", ", Checkpoint.names()));
        }
        AttentionChoice choice = AttentionChoice.forWeights(
                NetworkConfig.read(transformer), asked, Preset.ofModel(ModelDirectory.publishedName(root)));
        return new NativeSource(transformer.path(), choice.kind().orElseThrow(), choice.reason(), choice.guessed());
    }
}
