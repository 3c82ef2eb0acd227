package dev.plumbline.models.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.network.FloatType;
import java.util.function.IntConsumer;

/**
 * A network as pure functions of its parameters: it holds compiled code and no values. Safe from several threads.
 *
 * <p>Arrays that a function makes belong to the manager of the batch's ids; it closes all but its result, whose gradients
 * then still reach the parameters.
 */
public sealed interface Transformer extends AutoCloseable permits Qwen2, Bert {

    /**
     * Compiles a network.
     *
     * @param parent lives at least as long
     * @throws dev.plumbline.ground.PlumblineException of kind USAGE if the network does not know that attention
     */
    static Transformer compile(TransformerConfig config, Attention attention, NDManager parent) {
        return compile(config, attention, FloatType.FLOAT32, parent);
    }

    /**
     * The same for parameters, mask and tables of positions of another type, in which it then computes as transformers does
     * with a network of that type.
     */
    static Transformer compile(TransformerConfig config, Attention attention, FloatType type, NDManager parent) {
        config.check(attention);
        if (config instanceof Qwen2Config qwen2) {
            return new Qwen2(qwen2, attention, type, parent);
        }
        return new Bert((BertConfig) config, Precision.F32, Dropout.NONE, parent);
    }

    /** The same for training: with matrix products in another precision, and with dropout. */
    static Transformer compile(
            TransformerConfig config, Attention attention, Precision precision, Dropout dropout, NDManager parent) {
        config.check(attention);
        if (config instanceof Qwen2Config qwen2) {
            return new Qwen2(qwen2, attention, precision, dropout, parent);
        }
        return new Bert((BertConfig) config, precision, dropout, parent);
    }

    /** Number of layers. */
    int layers();

    /**
     * A batch as the network takes it.
     *
     * @param tokens token ids per text, each at least one, in any order of length
     */
    TokenBatch batch(NDManager manager, int[][] tokens);

    /** Vectors of the tokens before the first layer, float32 {@code [texts, tokens, width]}. */
    NDArray embed(Parameters parameters, TokenBatch batch, boolean gradients);

    /**
     * One layer.
     *
     * @param number from 0
     * @param hidden {@code [texts, tokens, width]}, left open
     */
    NDArray layer(int number, NDArray hidden, Parameters parameters, TokenBatch batch, boolean gradients);

    /**
     * What comes after the last layer.
     *
     * @param hidden {@code [texts, tokens, width]}; closed, or itself the result
     */
    NDArray finish(NDArray hidden, Parameters parameters, boolean gradients);

    /**
     * The whole network.
     *
     * @param gradients whether the result can be derived by parameters that ask for it
     * @return float32 {@code [texts, tokens, width]}; the vectors of padding mean nothing
     */
    default NDArray forward(Parameters parameters, TokenBatch batch, boolean gradients) {
        return forward(parameters, batch, gradients, step -> {});
    }

    /**
     * The whole network.
     *
     * @param before told before each of its steps, which draws from libtorch's generator where there is dropout: 0 before
     *     {@code embed}, then the layer's number counted from 1
     */
    default NDArray forward(Parameters parameters, TokenBatch batch, boolean gradients, IntConsumer before) {
        before.accept(0);
        NDArray hidden = embed(parameters, batch, gradients);
        for (int number = 0; number < layers(); number++) {
            before.accept(number + 1);
            NDArray next = layer(number, hidden, parameters, batch, gradients);
            hidden.close();
            hidden = next;
        }
        return finish(hidden, parameters, gradients);
    }

    @Override
    void close();
}
