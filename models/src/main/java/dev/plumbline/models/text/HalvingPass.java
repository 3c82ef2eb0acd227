package dev.plumbline.models.text;

import ai.djl.engine.EngineException;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.torch.OutOfMemory;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs a batch that does not fit its device's memory in halves, down to one text, and later ones no larger than what did. A
 * text that does not fit alone is tried once more when nothing else is on the device.
 */
final class HalvingPass implements TextPass {

    private final TextPass pass;
    private final DeviceMemory memory;

    HalvingPass(TextPass pass, DeviceMemory memory) {
        this.pass = pass;
        this.memory = memory;
    }

    @Override
    public float[][] vectors(int[][] batch, Optional<int[][]> types, int promptTokens) {
        int tokens = Arrays.stream(batch).mapToInt(text -> text.length).sum();
        if (batch.length > 1 && tokens > memory.most()) {
            return halves(batch, types, promptTokens, tokens);
        }
        Supplier<float[][]> work = () -> pass.vectors(batch, types, promptTokens);
        try {
            return memory.shared(work);
        } catch (EngineException | PlumblineException e) {
            if (!OutOfMemory.is(e)) {
                throw e;
            }
        }
        if (batch.length == 1) {
            return alone(work, tokens);
        }
        memory.failed(batch.length, tokens);
        return halves(batch, types, promptTokens, tokens);
    }

    private float[][] alone(Supplier<float[][]> work, int tokens) {
        try {
            return memory.alone(work);
        } catch (EngineException | PlumblineException e) {
            throw OutOfMemory.is(e)
                    ? PlumblineException.model(
                            memory.device() + " has no memory for one text of " + tokens + " tokens alone: "
                                    + e.getMessage() + ". See what else uses its memory (plumbline doctor), take a"
                                    + " smaller --dtype, or --device cpu",
                            e)
                    : e;
        }
    }

    private float[][] halves(int[][] batch, Optional<int[][]> types, int promptTokens, int tokens) {
        int first = 1;
        for (int held = batch[0].length;
                first < batch.length - 1 && held + batch[first].length <= tokens / 2;
                first++) {
            held += batch[first].length;
        }
        float[][] vectors = new float[batch.length][];
        for (int from = 0; from < batch.length; from = from == 0 ? first : batch.length) {
            int start = from;
            int end = from == 0 ? first : batch.length;
            float[][] part = vectors(
                    Arrays.copyOfRange(batch, start, end),
                    types.map(rows -> Arrays.copyOfRange(rows, start, end)),
                    promptTokens);
            System.arraycopy(part, 0, vectors, start, part.length);
        }
        return vectors;
    }
}
