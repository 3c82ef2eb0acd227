package dev.plumbline.models.random;

import dev.plumbline.ground.Sha256;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.UnaryOperator;

/**
 * Draws each text's vector from the text: what a score is worth shows against this one. Equal texts have equal vectors
 * whatever their role, as with mteb's {@code baseline-random-encoder}, whose numbers are others.
 *
 * <p>The values are sums of twelve uniform numbers less six, near enough to a normal distribution that directions are
 * even, and made of additions and one division by a power of two only, so that every platform has the same bits.
 */
public final class RandomEncoder implements Encoder {

    private static final int DIMENSIONS = 64;
    private static final int SUMMANDS = 12;
    private static final double RANGE = 1 << Short.SIZE;
    /** Part of the revision and of the hash. */
    private static final String SEED = "1";

    private final ModelCard card;
    private final EncodeProgress progress;

    private RandomEncoder(ModelCard card, EncodeProgress progress) {
        this.card = card;
        this.progress = progress;
    }

    /**
     * Named {@code baseline/random}, 64 dimensions, cosine similarity.
     *
     * @param card what becomes of the card, where it is published under another name
     * @param progress told of every request
     */
    public static RandomEncoder open(UnaryOperator<ModelCard> card, EncodeProgress progress) {
        ModelCard own = new ModelCard("baseline/random", SEED, DIMENSIONS, 0, 0, Similarity.COSINE);
        return new RandomEncoder(card.apply(own), progress);
    }

    @Override
    public ModelCard card() {
        return card;
    }

    @Override
    public FloatMatrix encode(EncodeRequest request) {
        FloatMatrix vectors = FloatMatrix.zeros(request.texts().size(), DIMENSIONS);
        for (int row = 0; row < vectors.rows(); row++) {
            draw(request.texts().get(row), vectors.data(), row * DIMENSIONS);
        }
        progress.encoded(vectors.rows(), 0);
        return vectors;
    }

    private static void draw(String text, float[] values, int start) {
        ByteBuffer numbers = ByteBuffer.wrap(uniform(text));
        for (int i = start; i < start + DIMENSIONS; i++) {
            int sum = 0;
            for (int summand = 0; summand < SUMMANDS; summand++) {
                sum += Short.toUnsignedInt(numbers.getShort());
            }
            values[i] = (float) (sum / RANGE - SUMMANDS / 2.0);
        }
    }

    /** As many bytes as a vector takes: SHA-256 of the text's own, of the seed and of a counter, counter by counter. */
    private static byte[] uniform(String text) {
        MessageDigest digest = Sha256.start();
        byte[] own = digest.digest(text.getBytes(StandardCharsets.UTF_8));
        ByteBuffer bytes = ByteBuffer.allocate(DIMENSIONS * SUMMANDS * Short.BYTES);
        for (int counter = 0; bytes.hasRemaining(); counter++) {
            digest.update(own);
            digest.update(SEED.getBytes(StandardCharsets.UTF_8));
            bytes.put(digest.digest(
                    ByteBuffer.allocate(Integer.BYTES).putInt(counter).array()));
        }
        return bytes.array();
    }

    /** Nothing. */
    @Override
    public String prompt(TaskSpec task, Role role) {
        return "";
    }

    @Override
    public void close() {}
}
