package dev.plumbline.models.network;

import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.VectorSearch;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * A network from token ids to one vector per token: an ONNX graph, or layers of our own. May be used from several threads
 * at once, each through a {@link Pass} of its own.
 */
public interface TokenNetwork extends AutoCloseable {

    /** Values per token vector. */
    int width();

    /** Whether it tells the two texts of a pair apart by the types of their tokens. */
    default boolean knowsTypes() {
        return false;
    }

    /** SHA-256 of the weights, 64 hex digits. */
    String hash();

    /**
     * Everything that decides its vectors besides the tokens: weights, kind of attention, versions of the libraries that
     * compute it. Vectors are kept between runs under it.
     */
    String facts();

    /** The network on each of the devices that share its batches; itself if there is one. */
    default List<TokenNetwork> onEach() {
        return List.of(this);
    }

    /** On what it computes, for a message. */
    default String device() {
        return "the CPU";
    }

    /** Buffers of one worker; not safe from two threads. What native memory it holds ends with the network. */
    Pass pass();

    /**
     * The same for texts' vectors instead of tokens', where the network runs on a device of its own: texts lie there one
     * after the other without padding, and of each only what is asked for comes back. Empty if it does not.
     *
     * @param reductions what is made of a text's tokens, side by side
     */
    default Optional<PooledPass> pooledPass(List<Reduction> reductions) {
        return Optional.empty();
    }

    /** Tokens of a batch that keep such a device busy and fit its memory; empty if the network has none. */
    default OptionalInt pooledTokens() {
        return OptionalInt.empty();
    }

    /**
     * What vectors are searched with, where the network runs on a device that does it faster; else what is given.
     *
     * @param here what searches otherwise
     * @param parallel threads of this process
     * @param note told when the device is first used for it
     */
    default VectorSearch searching(VectorSearch here, Parallel parallel, Consumer<String> note) {
        return here;
    }

    /** Releases native memory; no pass may be running. */
    @Override
    void close();

    /** One worker's buffers, kept from batch to batch. */
    interface Pass {

        /**
         * Runs a batch; its vectors are then read with {@link #tokenVectors}.
         *
         * @param batch token ids per text, each at least one token, the longest first
         * @param types each token's, where texts are pairs and the network {@linkplain TokenNetwork#knowsTypes knows types}
         * @throws dev.plumbline.ground.PlumblineException of kind MODEL if the batch cannot be computed
         */
        void run(int[][] batch, Optional<int[][]> types);

        /** The same of texts alone. */
        default void run(int[][] batch) {
            run(batch, Optional.empty());
        }

        /**
         * Vectors of the first {@code count} tokens of a text of the last batch.
         *
         * @param longest tokens of the batch's longest text
         * @return row-major {@code [count, width]} from the start of an array that the next call reuses
         */
        float[] tokenVectors(int text, int longest, int count);
    }
}
