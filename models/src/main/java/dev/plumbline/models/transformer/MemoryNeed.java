package dev.plumbline.models.transformer;

import dev.plumbline.models.network.FloatType;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What memory a network takes outside of Java's heap, told from its {@code config.json} alone.
 *
 * @param weights bytes of all parameters in the type that is computed in
 * @param loading bytes at most while they are read and converted, one after the other
 * @param batch bytes that a layer holds at once for a batch, all threads together
 */
public record MemoryNeed(long weights, long loading, long batch) {

    /** For a batch's hidden vectors, where it is not known what is free. */
    private static final long BATCH_BYTES = 2L << 30;

    /** Batches that may be on a device at once, and about as much again for what lies between a layer's operations. */
    private static final int SHARES = 6;

    private static final int LEAST_TOKENS = 2048;
    private static final int MOST_TOKENS = 32_768;

    /**
     * Of a folder's network.
     *
     * @param tokens of a batch
     * @param threads that work on a batch each
     * @throws dev.plumbline.ground.PlumblineException of kind MODEL if the network is not supported
     */
    public static MemoryNeed of(Path folder, FloatType type, int tokens, int threads) {
        TransformerConfig config = TransformerConfig.read(folder.resolve("config.json"));
        int size = bytes(type);
        return loading(config.parameters(), type)
                .withBatch(Math.multiplyExact(valuesPerToken(config.sizes()) * size * tokens, (long) threads));
    }

    private MemoryNeed withBatch(long bytes) {
        return new MemoryNeed(weights, loading, bytes);
    }

    /** Each parameter is read in float32, in pieces that are then joined, and converted before the next is read. */
    static MemoryNeed loading(List<ParameterSpec> parameters, FloatType type) {
        long held = 0;
        long most = 0;
        for (ParameterSpec parameter : parameters) {
            long values = parameter.shape().stream().reduce(1L, Math::multiplyExact);
            long read = values * Float.BYTES;
            boolean pieces = read > Parameters.PIECE_BYTES;
            most = Math.max(most, held + Math.min(read, Parameters.PIECE_BYTES) + (pieces ? 2 * read : read));
            held += values * bytes(type);
            boolean converted = type != FloatType.FLOAT32;
            most = Math.max(most, converted ? held + read : held);
        }
        return new MemoryNeed(held, most, 0);
    }

    /**
     * Tokens of a batch that keep a device busy and fit its memory.
     *
     * @param free bytes of the device that nobody uses; about 2 GiB for a batch where that is unknown
     * @throws dev.plumbline.ground.PlumblineException of kind MODEL if the network is not supported
     */
    public static int deviceTokens(Path folder, FloatType type, OptionalLong free) {
        return deviceTokens(
                TransformerConfig.read(folder.resolve("config.json")).sizes(), type, free);
    }

    static int deviceTokens(Sizes sizes, FloatType type, OptionalLong free) {
        long room = free.isPresent() ? free.getAsLong() / SHARES : BATCH_BYTES;
        long tokens = room / (valuesPerToken(sizes) * bytes(type));
        return (int) Math.max(LEAST_TOKENS, Math.min(MOST_TOKENS, tokens));
    }

    /** About what a layer holds at once: input and output, heads, both inner vectors and their product. */
    static long valuesPerToken(Sizes sizes) {
        return 4L * sizes.width() + 2L * sizes.queryWidth() + 2L * sizes.keyWidth() + 3L * sizes.inner();
    }

    private static int bytes(FloatType type) {
        return type == FloatType.FLOAT32 ? Float.BYTES : Short.BYTES;
    }

    /** In words. */
    public String label() {
        return "weights " + words(weights) + ", at most " + words(loading) + " while they are loaded, about "
                + words(batch) + " for batches";
    }

    private static String words(long bytes) {
        return bytes < 1_000_000_000L
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
