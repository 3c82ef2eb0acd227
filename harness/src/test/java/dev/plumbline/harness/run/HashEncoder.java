package dev.plumbline.harness.run;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * Vectors that are a function of the text, one of its first word and one of all of it, exact in float32 and not of length 1:
 * the same as those of {@code test/oracle/make_forms.py}.
 */
final class HashEncoder implements Encoder {

    static final int WIDTH = 32;

    private final Similarity similarity;

    HashEncoder(Similarity similarity) {
        this.similarity = similarity;
    }

    @Override
    public ModelCard card() {
        return new ModelCard("forms/hash", "1", WIDTH, 0, 0, similarity);
    }

    @Override
    public FloatMatrix encode(EncodeRequest request) {
        FloatMatrix vectors = FloatMatrix.zeros(request.texts().size(), WIDTH);
        for (int row = 0; row < vectors.rows(); row++) {
            String text = request.texts().get(row);
            add(text.split(" ", 2)[0], vectors.data(), row * WIDTH);
            add(text, vectors.data(), row * WIDTH);
        }
        return vectors;
    }

    private static void add(String text, float[] data, int from) {
        for (int block = 0; block < WIDTH / 16; block++) {
            ShortBuffer numbers = ByteBuffer.wrap(sha256(text + "#" + block)).asShortBuffer();
            for (int i = 0; i < 16; i++) {
                data[from + 16 * block + i] += numbers.get(i) / 32768f;
            }
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Optional<String> fingerprint() {
        return Optional.of("0".repeat(64));
    }

    @Override
    public String prompt(TaskSpec task, Role role) {
        return "";
    }

    @Override
    public void close() {}
}
