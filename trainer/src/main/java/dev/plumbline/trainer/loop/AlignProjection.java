package dev.plumbline.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.plumbline.models.safetensors.SafetensorsFile;
import dev.plumbline.trainer.checkpoint.CheckpointStore;
import dev.plumbline.trainer.objective.Alignment;
import dev.plumbline.trainer.rows.TrainingStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The linear map from a student's vectors to a teacher's, which is trained with the student: as torch's {@code nn.Linear}
 * begins, uniform within {@code 1 / sqrt(student's width)}. A stage's end has it as {@value #FILE}, with torch's names; no
 * model reads it.
 */
final class AlignProjection {

    static final String FILE = "projection.safetensors";

    private static final String WEIGHT = "weight";
    private static final String BIAS = "bias";

    private final Map<String, NDArray> arrays = new LinkedHashMap<>();

    /**
     * A map.
     *
     * @param manager owns it
     * @param checkpoint that training goes on from, if it does
     */
    AlignProjection(int student, int teacher, long seed, Optional<Path> checkpoint, NDManager manager) {
        if (checkpoint.isPresent()) {
            try (SafetensorsFile file = SafetensorsFile.open(checkpoint.get().resolve(FILE))) {
                add(WEIGHT, file.floats(WEIGHT), new Shape(teacher, student), manager);
                add(BIAS, file.floats(BIAS), new Shape(teacher), manager);
            }
            return;
        }
        UniformRandomProvider random = TrainingStream.of(seed, TrainingStream.Purpose.PROJECTION, student, teacher);
        double bound = 1 / Math.sqrt(student);
        add(WEIGHT, drawn(random, Math.multiplyExact(student, teacher), bound), new Shape(teacher, student), manager);
        add(BIAS, drawn(random, teacher, bound), new Shape(teacher), manager);
    }

    private static float[] drawn(UniformRandomProvider random, int count, double bound) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        return values;
    }

    private void add(String name, float[] values, Shape shape, NDManager manager) {
        // DJL's array is a view of the buffer
        try (NDArray view = manager.create(values, shape)) {
            NDArray array = view.duplicate();
            array.setRequiresGradient(true);
            arrays.put(name, array);
        }
    }

    /** Its arrays under names that no parameter of a network has. */
    Map<String, NDArray> parameters() {
        Map<String, NDArray> named = new LinkedHashMap<>();
        arrays.forEach((name, array) -> named.put("align.projection." + name, array));
        return named;
    }

    Alignment.Projection objective() {
        return new Alignment.Projection(array(WEIGHT), array(BIAS));
    }

    private NDArray array(String name) {
        return java.util.Objects.requireNonNull(arrays.get(name), name);
    }

    /** Writes it beside weights. */
    void write(Path folder) {
        CheckpointStore.writeArrays(folder.resolve(FILE), arrays);
    }
}
