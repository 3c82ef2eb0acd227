package dev.plumbline.harness.run;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;

/** An encoder asked for a few texts at a time. */
final class BatchedEncoder implements Encoder {

    private final Encoder encoder;
    private final int batch;

    BatchedEncoder(Encoder encoder, int batch) {
        this.encoder = encoder;
        this.batch = batch;
    }

    @Override
    public ModelCard card() {
        return encoder.card();
    }

    @Override
    public FloatMatrix encode(EncodeRequest request) {
        int texts = request.texts().size();
        FloatMatrix vectors = FloatMatrix.zeros(texts, card().dimensions());
        for (int from = 0; from < texts; from += batch) {
            FloatMatrix part = encoder.encode(new EncodeRequest(
                    request.texts().subList(from, Math.min(texts, from + batch)), request.role(), request.task()));
            System.arraycopy(part.data(), 0, vectors.data(), from * vectors.columns(), part.data().length);
        }
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
