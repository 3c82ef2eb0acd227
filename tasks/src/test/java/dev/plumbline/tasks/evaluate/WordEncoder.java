package dev.plumbline.tasks.evaluate;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Vectors as {@code vector} of {@code test/oracle/make_odd_cases.py} makes them: two parts of a hash of the first word, one of
 * the text's.
 */
final class WordEncoder implements Encoder {

    private static final int WIDTH = 8;

    private final Similarity similarity;

    WordEncoder(Similarity similarity) {
        this.similarity = similarity;
    }

    @Override
    public ModelCard card() {
        return new ModelCard("test/words", "1", WIDTH, 0, 0, similarity);
    }

    @Override
    public FloatMatrix encode(EncodeRequest request) {
        List<String> texts = request.texts();
        float[] vectors = new float[texts.size() * WIDTH];
        for (int row = 0; row < texts.size(); row++) {
            String text = texts.get(row);
            int blank = text.indexOf(' ');
            byte[] word = hash(blank < 0 ? text : text.substring(0, blank));
            byte[] whole = hash(text);
            for (int i = 0; i < WIDTH; i++) {
                vectors[row * WIDTH + i] = (2 * ((word[i] & 0xFF) - 128) + (whole[i] & 0xFF) - 128) / 128f;
            }
        }
        return FloatMatrix.of(texts.size(), WIDTH, vectors);
    }

    @Override
    public String prompt(TaskSpec task, Role role) {
        return "";
    }

    @Override
    public void close() {}

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
