package dev.plumbline.models.transformer;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.network.TokenNetwork;
import dev.plumbline.models.torch.HostValues;
import dev.plumbline.models.torch.Libtorch;
import java.util.Arrays;
import java.util.Optional;

/**
 * One worker's batch on one thread: batches run beside each other, as many as there are workers. All native memory of a
 * batch is released at its end; its vectors are kept in an array.
 */
final class TransformerPass implements TokenNetwork.Pass {

    /** MKL multiplies fewer rows by a routine of its own, whose sums differ in the last bit from those of four and more. */
    private static final int FEWEST_TOKENS = 4;

    /** What is left over at a tensor's end, past its last whole block of this many, ATen computes by other functions. */
    private static final int BLOCK = 64;

    private final TransformerNetwork network;
    /** Texts at a batch's end whose vectors nobody reads. */
    private final int unread;

    private float[] vectors = new float[0];
    private float[] rows = new float[0];

    TransformerPass(TransformerNetwork network) {
        this.network = network;
        TransformerConfig config = network.config();
        boolean whole = config.sizes().inner() % BLOCK == 0
                && config.sizes().width() % BLOCK == 0
                && config.scores().cap().isEmpty();
        this.unread = whole ? 0 : 1;
    }

    @Override
    public void run(int[][] batch, Optional<int[][]> types) {
        check(batch, network.config());
        int longest = batch[0].length;
        Libtorch.useThreads(1);
        try (NDManager manager = network.manager().newSubManager()) {
            vectors = HostValues.into(vectors, network.vectors(manager, filled(batch), types.map(this::filled)));
        } catch (EngineException | PlumblineException e) {
            throw PlumblineException.model(
                    "a batch of " + batch.length + " texts of up to " + longest + " tokens: " + e.getMessage()
                            + "; fewer --batch-tokens or --threads need less memory",
                    e);
        }
    }

    /** The batch, and its first text again as often as its texts' vectors need it to be those of every other batch. */
    private int[][] filled(int[][] batch) {
        int length = batch[0].length;
        int rows = Math.max(batch.length + unread, (FEWEST_TOKENS + length - 1) / length);
        if (rows == batch.length) {
            return batch;
        }
        int[][] more = new int[rows][];
        Arrays.fill(more, batch[0]);
        System.arraycopy(batch, 0, more, 0, batch.length);
        return more;
    }

    /** Holds a batch to what the network can take. */
    static void check(int[][] batch, TransformerConfig config) {
        for (int[] text : batch) {
            if (config.positions().learned().isPresent() && text.length > config.longest()) {
                throw PlumblineException.model("a text has " + text.length + " tokens, the network has positions for "
                        + config.longest() + "; max_seq_length must not be greater");
            }
            for (int id : text) {
                if (id < 0 || id >= config.vocabulary()) {
                    throw PlumblineException.model("token id " + id + " is not in the network's vocabulary of "
                            + config.vocabulary() + "; the tokenizer does not belong to it");
                }
            }
        }
    }

    @Override
    public float[] tokenVectors(int text, int longest, int count) {
        int width = network.width();
        if (rows.length < count * width) {
            rows = new float[count * width];
        }
        System.arraycopy(vectors, text * longest * width, rows, 0, count * width);
        return rows;
    }
}
