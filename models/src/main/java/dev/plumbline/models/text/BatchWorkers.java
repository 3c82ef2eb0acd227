package dev.plumbline.models.text;

import dev.plumbline.models.batching.TokenBatches;
import dev.plumbline.models.batching.Workers;
import dev.plumbline.models.network.TokenNetwork;
import java.util.ArrayList;
import java.util.List;

/**
 * The threads that batches are run by, each with its own way through the network: as many as there are processors, or some
 * for each device that computes by itself. Whichever is free takes the next batch.
 */
final class BatchWorkers implements AutoCloseable {

    private final Workers workers;
    private final List<TextPass> passes = new ArrayList<>();
    private final boolean packed;
    private final int devices;
    private final int tokens;
    private final int texts;

    /** Of a network, which stays the caller's. */
    BatchWorkers(TokenNetwork network, SentenceHead head, TextEncoder.Execution execution) {
        List<TokenNetwork> each = network.onEach();
        this.devices = each.size();
        this.packed = network.pooledTokens().isPresent();
        int usual = network.pooledTokens().orElse(TextEncoder.BATCH_TOKENS);
        int asked = execution.batchTokens().orElse(usual);
        this.tokens = packed && asked == Integer.MAX_VALUE ? usual : asked;
        boolean limited = !packed || execution.batchTexts() != TokenBatches.MAX_TEXTS;
        this.texts = limited ? execution.batchTexts() : Integer.MAX_VALUE;
        int threads = packed ? TextEncoder.BATCHES_OF_DEVICE * devices : Math.max(execution.threads(), devices);
        this.workers = new Workers("device", threads);
        List<DeviceMemory> memory = each.stream()
                .map(one -> new DeviceMemory(one.device(), execution.progress()))
                .toList();
        for (int worker = 0; worker < threads; worker++) {
            int device = worker % devices;
            passes.add(new HalvingPass(TextPass.of(each.get(device), head), memory.get(device)));
        }
    }

    /** Whether texts lie one after the other, on devices that compute by themselves. */
    boolean arePacked() {
        return packed;
    }

    /** How many devices share the batches. */
    int devices() {
        return devices;
    }

    /** Texts of so many tokens in batches, see {@link TokenBatches}. */
    TokenBatches plan(int[] lengths) {
        return packed ? TokenBatches.packed(lengths, tokens, texts) : TokenBatches.plan(lengths, tokens, texts);
    }

    /** As {@link Workers#forEach}. */
    void forEach(int count, Workers.Piece piece) {
        workers.forEach(count, piece);
    }

    /** A worker's own way to vectors. */
    TextPass pass(int worker) {
        return passes.get(worker);
    }

    /** As {@link Workers#stop}. */
    void stop() {
        workers.stop();
    }

    @Override
    public void close() {
        workers.close();
    }
}
