package dev.plumbline.test;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers the vector of every text, prompt included, that went through it. */
final class RecordingEncoder implements Encoder {

    private final Encoder encoder;
    private final Map<String, float[]> vectors = new ConcurrentHashMap<>();

    RecordingEncoder(Encoder encoder) {
        this.encoder = encoder;
    }

    @Override
    public ModelCard card() {
        return encoder.card();
    }

    @Override
    public FloatMatrix encode(EncodeRequest request) {
        FloatMatrix matrix = encoder.encode(request);
        String prompt = prompt(request.task(), request.role());
        int width = matrix.columns();
        for (int row = 0; row < matrix.rows(); row++) {
            vectors.put(
                    prompt + request.texts().get(row),
                    Arrays.copyOfRange(matrix.data(), row * width, (row + 1) * width));
        }
        return matrix;
    }

    /** Text to vector. */
    Map<String, float[]> vectors() {
        return vectors;
    }

    @Override
    public String prompt(TaskSpec task, Role role) {
        return encoder.prompt(task, role);
    }

    @Override
    public void close() {
        encoder.close();
    }
}
