package dev.plumbline.models.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.plumbline.error.PlumblineException;
import dev.plumbline.models.network.TokenNetwork;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * One worker's buffers and the run of one batch in them. Inputs and output are pinned: ONNX Runtime reads from and writes
 * to these direct buffers, which are kept from batch to batch. Not safe from two threads.
 */
final class BatchRun implements TokenNetwork.Pass {

    private final OnnxGraph graph;
    private LongBuffer ids = LongBuffer.allocate(0);
    private LongBuffer mask = LongBuffer.allocate(0);
    private LongBuffer types = LongBuffer.allocate(0);
    private LongBuffer positions = LongBuffer.allocate(0);
    private FloatBuffer output = FloatBuffer.allocate(0);
    private float[] rows = new float[0];

    BatchRun(OnnxGraph graph) {
        this.graph = graph;
    }

    @Override
    public void run(int[][] batch) {
        int longest = batch[0].length;
        int size = Math.multiplyExact(batch.length, longest);
        reserve(size);
        for (int text = 0; text < batch.length; text++) {
            fill(batch[text], text * longest, longest);
        }
        long[] shape = {batch.length, longest};
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, ids.slice(0, size), shape);
                OnnxTensor maskTensor = OnnxTensor.createTensor(environment, mask.slice(0, size), shape);
                OnnxTensor typeTensor = OnnxTensor.createTensor(environment, types.slice(0, size), shape);
                OnnxTensor positionTensor = OnnxTensor.createTensor(environment, positions.slice(0, size), shape);
                OnnxTensor vectors =
                        OnnxTensor.createTensor(environment, output.slice(0, size * graph.width()), new long[] {
                            batch.length, longest, graph.width()
                        })) {
            inputs.put(OnnxGraph.INPUT_IDS, idTensor);
            inputs.put(OnnxGraph.ATTENTION_MASK, maskTensor);
            inputs.put(OnnxGraph.TOKEN_TYPE_IDS, typeTensor);
            inputs.put(OnnxGraph.POSITION_IDS, positionTensor);
            inputs.keySet().removeIf(name -> !graph.wants(name));
            graph.session().run(inputs, Map.of(graph.output(), vectors)).close();
        } catch (OrtException e) {
            throw PlumblineException.model(
                    "ONNX Runtime failed on a batch of " + batch.length + " texts of up to " + longest + " tokens: "
                            + e.getMessage() + "; fewer --batch-tokens or --threads need less memory",
                    e);
        }
    }

    private void fill(int[] tokens, int start, int longest) {
        for (int i = 0; i < longest; i++) {
            boolean real = i < tokens.length;
            // the id under a mask of 0 has no effect
            ids.put(start + i, real ? tokens[i] : 0);
            mask.put(start + i, real ? 1 : 0);
            positions.put(start + i, i);
        }
    }

    @Override
    public float[] tokenVectors(int text, int longest, int count) {
        output.get(text * longest * graph.width(), rows, 0, count * graph.width());
        return rows;
    }

    private void reserve(int size) {
        if (ids.capacity() < size) {
            ids = longs(size);
            mask = longs(size);
            types = longs(size);
            positions = longs(size);
            int values = Math.multiplyExact(size, graph.width());
            output = ByteBuffer.allocateDirect(Math.multiplyExact(values, Float.BYTES))
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
            rows = new float[values];
        }
    }

    /** Zeros, which is what token types stay. */
    private static LongBuffer longs(int size) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(size, Long.BYTES))
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
    }
}
