package dev.plumbline.test;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.List;
import java.util.SplittableRandom;

/** A vector drawn anew for every text, the same each time the text comes. */
final class RandomEncoder implements Encoder {

    private static final int WIDTH = 64;

    @Override
    public ModelCard card() {
        return new ModelCard("test/random", "1", WIDTH, 0, 0, Similarity.COSINE);
    }

    @Override
    public FloatMatrix encode(EncodeRequest request) {
        List<String> texts = request.texts();
        float[] data = new float[texts.size() * WIDTH];
        for (int row = 0; row < texts.size(); row++) {
            SplittableRandom random = new SplittableRandom(texts.get(row).hashCode());
            for (int i = 0; i < WIDTH; i++) {
                data[row * WIDTH + i] = (float) (random.nextDouble() - 0.5);
            }
        }
        return FloatMatrix.of(texts.size(), WIDTH, data);
    }

    @Override
    public String prompt(TaskSpec task, Role role) {
        return "";
    }

    @Override
    public void close() {}
}
