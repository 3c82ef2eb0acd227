package dev.plumbline.models.safetensors;

import dev.plumbline.ground.PlumblineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes a model's weights into its folder, as one file or, where they are many bytes, as shards with an index. */
public final class CheckpointWriter {

    /** Bytes of a shard by default, as huggingface_hub splits. */
    public static final long SHARD_BYTES = 5_000_000_000L;

    /** What transformers asks of a file it loads. */
    private static final Map<String, String> METADATA = Map.of("format", "pt");

    private CheckpointWriter() {}

    /** Writes shards of at most {@link #SHARD_BYTES}, as {@link #write(Path, List, long)}. */
    public static void write(Path folder, List<Tensor> tensors) {
        write(folder, tensors, SHARD_BYTES);
    }

    /**
     * Writes {@code model.safetensors}, or shards and their index, the index last.
     *
     * @param shardBytes most bytes of tensors in a shard; a greater tensor has a shard of its own
     * @throws PlumblineException of kind STORAGE if it cannot be written, of kind USAGE if the folder has weights in the
     *     other form, which would then be read in place of these or beside them
     */
    public static void write(Path folder, List<Tensor> tensors, long shardBytes) {
        List<List<Tensor>> shards = split(tensors, shardBytes);
        Path other = folder.resolve(shards.size() == 1 ? Checkpoint.INDEX : Checkpoint.SINGLE);
        if (Files.exists(other)) {
            throw PlumblineException.usage(
                    other + " is there already; choose another folder, or delete the weights in it");
        }
        if (shards.size() == 1) {
            SafetensorsWriter.write(folder.resolve(Checkpoint.SINGLE), tensors, METADATA);
            return;
        }
        Map<String, String> places = new TreeMap<>();
        for (int i = 0; i < shards.size(); i++) {
            String file = String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
            SafetensorsWriter.write(folder.resolve(file), shards.get(i), METADATA);
            shards.get(i).forEach(tensor -> places.put(tensor.name(), file));
        }
        ShardIndex.write(
                folder.resolve(Checkpoint.INDEX),
                places,
                tensors.stream().mapToLong(Tensor::bytes).sum());
    }

    private static List<List<Tensor>> split(List<Tensor> tensors, long shardBytes) {
        List<List<Tensor>> shards = new ArrayList<>(List.of(new ArrayList<>()));
        long filled = 0;
        for (Tensor tensor : tensors) {
            if (filled > 0 && filled + tensor.bytes() > shardBytes) {
                shards.add(new ArrayList<>());
                filled = 0;
            }
            shards.get(shards.size() - 1).add(tensor);
            filled += tensor.bytes();
        }
        return shards;
    }
}
