package dev.plumbline.models.text;

import dev.plumbline.models.network.PooledPass;
import dev.plumbline.models.network.TokenNetwork;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One worker's way from texts' tokens to their finished vectors; not safe from two threads. */
interface TextPass {

    /**
     * Encodes a batch.
     *
     * @param batch token ids per text, the longest first
     * @param types each token's, where texts are pairs and the network knows types
     * @param promptTokens of each text that belong to the prompt and are not pooled
     * @return a vector per text
     */
    float[][] vectors(int[][] batch, Optional<int[][]> types, int promptTokens);

    /** Pooled by the network's device where it does that, else here. */
    static TextPass of(TokenNetwork network, SentenceHead head) {
        int width = network.width();
        Optional<PooledPass> device = network.pooledPass(
                head.pooling().stream().map(Pooling::reduction).toList());
        return device.<TextPass>map(pass -> (batch, types, prompt) ->
                        reduced(pass.run(batch, types, skipped(batch, prompt)), head, width, batch, prompt))
                .orElseGet(() -> {
                    TokenNetwork.Pass pass = network.pass();
                    return (batch, types, prompt) -> {
                        pass.run(batch, types);
                        return whole(pass, head, width, batch, prompt);
                    };
                });
    }

    private static float[][] whole(TokenNetwork.Pass pass, SentenceHead head, int width, int[][] batch, int prompt) {
        float[][] vectors = new float[batch.length][];
        for (int i = 0; i < batch.length; i++) {
            int count = batch[i].length;
            vectors[i] =
                    head.apply(pass.tokenVectors(i, batch[0].length, count), Math.min(prompt, count), count, width);
        }
        return vectors;
    }

    private static int[] skipped(int[][] batch, int prompt) {
        return Arrays.stream(batch)
                .mapToInt(text -> Math.min(prompt, text.length))
                .toArray();
    }

    private static float[][] reduced(float[] all, SentenceHead head, int width, int[][] batch, int prompt) {
        List<Pooling> pooling = head.pooling();
        float[][] vectors = new float[batch.length][];
        for (int i = 0; i < batch.length; i++) {
            vectors[i] = head.applyReduced(
                    all, i * pooling.size() * width, Math.min(prompt, batch[i].length), batch[i].length, width);
        }
        return vectors;
    }
}
