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
     * @param promptTokens of each text that belong to the prompt and are not pooled
     * @return a vector per text
     */
    float[][] vectors(int[][] batch, int promptTokens);

    /** Pooled by the network's device where it does that, else here. */
    static TextPass of(TokenNetwork network, SentenceHead head) {
        int width = network.width();
        Optional<PooledPass> device = network.pooledPass(
                head.pooling().stream().map(Pooling::reduction).toList());
        return device.<TextPass>map(pass -> (batch, prompt) -> reduced(pass, head, width, batch, prompt))
                .orElseGet(() -> {
                    TokenNetwork.Pass pass = network.pass();
                    return (batch, prompt) -> whole(pass, head, width, batch, prompt);
                });
    }

    private static float[][] whole(TokenNetwork.Pass pass, SentenceHead head, int width, int[][] batch, int prompt) {
        pass.run(batch);
        float[][] vectors = new float[batch.length][];
        for (int i = 0; i < batch.length; i++) {
            int count = batch[i].length;
            vectors[i] =
                    head.apply(pass.tokenVectors(i, batch[0].length, count), Math.min(prompt, count), count, width);
        }
        return vectors;
    }

    private static float[][] reduced(PooledPass pass, SentenceHead head, int width, int[][] batch, int prompt) {
        int[] skipped = Arrays.stream(batch)
                .mapToInt(text -> Math.min(prompt, text.length))
                .toArray();
        float[] all = pass.run(batch, skipped);
        List<Pooling> pooling = head.pooling();
        float[][] vectors = new float[batch.length][];
        for (int i = 0; i < batch.length; i++) {
            vectors[i] = head.applyReduced(all, i * pooling.size() * width, skipped[i], batch[i].length, width);
        }
        return vectors;
    }
}
