package dev.plumbline.trainer.checkpoint;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.Checksums;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.directory.DirectoryContent;
import dev.plumbline.models.directory.ModelDirectoryWriter;
import dev.plumbline.models.safetensors.CheckpointWriter;
import dev.plumbline.models.safetensors.SafetensorsFile;
import dev.plumbline.models.safetensors.SafetensorsWriter;
import dev.plumbline.models.safetensors.Tensor;
import dev.plumbline.trainer.optimise.AdamW;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes checkpoints and reads back what training goes on with. */
public final class CheckpointStore {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Where provenance has what {@link #requireSame} compares. */
    public static final String MADE_WITH = "made_with";

    private static final String STATE_FOLDER = "trainer_state";
    private static final String STATE = "state.json";
    private static final String OPTIMISER = "optimizer.safetensors";
    private static final String PROVENANCE = "provenance.json";

    private CheckpointStore() {}

    /** What training goes on with, beside the weights. */
    public record Resumable(TrainingState state, AdamW optimiser) {}

    /**
     * Writes a checkpoint that training can go on from.
     *
     * @param folder must not be there
     * @param content what the directory holds beside its weights
     * @param weights puts its weights there, in float32
     * @throws PlumblineException of kind STORAGE if there is no room or no right to write
     */
    public static void write(
            Path folder,
            DirectoryContent content,
            ModelDirectoryWriter.WeightsWriter weights,
            ObjectNode provenance,
            Resumable resumable) {
        ModelDirectoryWriter.write(folder, content.inFloat32(), place -> {
            weights.write(place);
            provenance(place, provenance);
            Path state = Files.createDirectory(place.resolve(STATE_FOLDER));
            Files.writeString(state.resolve(STATE), resumable.state().toJson());
            SafetensorsWriter.write(
                    state.resolve(OPTIMISER),
                    ArrayTensors.of(resumable.optimiser().state()),
                    Map.of());
            Checksums.write(place);
        });
    }

    /** Writes weights in float32 that are a stage's end, or a blend. */
    public static void write(Path folder, DirectoryContent content, List<Tensor> weights, ObjectNode provenance) {
        write(
                folder,
                content,
                (ModelDirectoryWriter.WeightsWriter) place -> CheckpointWriter.write(place, weights),
                provenance);
    }

    /** The same of weights that are put there. */
    public static void write(
            Path folder, DirectoryContent content, ModelDirectoryWriter.WeightsWriter weights, ObjectNode provenance) {
        ModelDirectoryWriter.write(folder, content.inFloat32(), place -> {
            weights.write(place);
            provenance(place, provenance);
            Checksums.write(place);
        });
    }

    /**
     * Files of a checkpoint that are not what was written; none of one that an older version wrote without sums.
     *
     * @throws PlumblineException of kind MODEL if they cannot be read
     */
    public static List<String> damage(Path folder) {
        return Checksums.damaged(folder, name -> true);
    }

    /**
     * Refuses weights that are not those that were written.
     *
     * @throws PlumblineException of kind MODEL naming the damaged files
     */
    public static void requireWhole(Path folder) {
        Checksums.require(
                folder,
                name -> true,
                "delete it to have it made again, or delete " + Checksums.FILE + " if it was changed on purpose");
    }

    /** The arrays as tensors to be written. */
    public static List<Tensor> tensors(Map<String, NDArray> parameters) {
        return ArrayTensors.of(parameters);
    }

    /**
     * The steps that a checkpoint or a stage's end has done.
     *
     * @throws PlumblineException of kind DATA if its provenance does not say
     */
    public static long steps(Path folder) {
        Path file = folder.resolve(PROVENANCE);
        try {
            JsonNode step = JSON.readTree(Files.readString(file)).path("step");
            if (!step.isIntegralNumber()) {
                throw PlumblineException.data(file + " does not say after how many steps; delete the stage's folder");
            }
            return step.longValue();
        } catch (IOException e) {
            throw PlumblineException.data(
                    file + " cannot be read: " + JsonObjection.of(e) + "; delete the stage's folder", e);
        }
    }

    /** Writes arrays as a file of tensors. */
    public static void writeArrays(Path file, Map<String, NDArray> arrays) {
        SafetensorsWriter.write(file, ArrayTensors.of(arrays), Map.of("format", "pt"));
    }

    private static void provenance(Path place, ObjectNode provenance) throws IOException {
        Files.writeString(place.resolve(PROVENANCE), provenance.toPrettyString() + "\n");
    }

    /**
     * Holds a finished stage to what it should have been made with.
     *
     * @param now what its provenance must have under {@value #MADE_WITH}
     * @throws PlumblineException of kind DATA if it was made otherwise, naming what differs
     */
    public static void requireSame(Path folder, WeightFacts now) {
        Path file = folder.resolve(PROVENANCE);
        try {
            JsonNode found = JSON.readTree(Files.readString(file)).path(MADE_WITH);
            if (!found.isObject()) {
                throw PlumblineException.data(file + " does not say what the stage was made with; delete the stage's"
                        + " folder, or start anew in another folder");
            }
            List<String> differences =
                    JSON.treeToValue(found, WeightFacts.class).differences(now);
            if (!differences.isEmpty()) {
                throw PlumblineException.data(folder + " was made otherwise: " + String.join("; ", differences)
                        + "; restore the settings, delete the stage's folder, or start anew in another folder");
            }
        } catch (IOException e) {
            throw PlumblineException.data(
                    file + " cannot be read: " + JsonObjection.of(e) + "; delete the stage's folder", e);
        }
    }

    /**
     * The state of a checkpoint.
     *
     * @throws PlumblineException of kind DATA if it has none or it is damaged
     */
    public static TrainingState state(Path folder) {
        Path file = folder.resolve(STATE_FOLDER).resolve(STATE);
        try {
            return TrainingState.ofJson(Files.readString(file, StandardCharsets.UTF_8), file.toString());
        } catch (IOException e) {
            throw PlumblineException.data(
                    file + " cannot be read: " + JsonObjection.of(e)
                            + "; delete the checkpoint to go on from the one before",
                    e);
        }
    }

    /**
     * Gives an optimiser its memory back.
     *
     * @return the checkpoint's state
     * @throws PlumblineException as {@link #state}
     */
    public static TrainingState restore(Path folder, AdamW optimiser) {
        TrainingState state = state(folder);
        try (SafetensorsFile file =
                SafetensorsFile.open(folder.resolve(STATE_FOLDER).resolve(OPTIMISER))) {
            ArrayTensors.fill(optimiser.state(), file);
        }
        optimiser.resume(state.moved());
        return state;
    }
}
