package dev.plumbline.models.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.network.TokenNetwork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One worker's buffers and the run of one batch in them. Inputs and output are pinned: ONNX Runtime reads from and writes
 * to these direct buffers, which are kept from batch to batch. A graph of fixed sizes, or one that cannot be told of
 * padding, gets the batch in pieces. Not safe from two threads.
 */
final class BatchRun implements TokenNetwork.Pass {

    private final OnnxGraph graph;
    private final List<TensorBuffer> inputs = new ArrayList<>();
    private final TensorBuffer output;
    private float[] rows = new float[0];
    /** Where the vectors of each text of the last batch begin, in token vectors. */
    private int[] starts = new int[0];

    BatchRun(OnnxGraph graph) {
        this.graph = graph;
        graph.inputs().forEach(input -> inputs.add(new TensorBuffer(input.type())));
        this.output = new TensorBuffer(graph.outputType());
    }

    /** Texts that are run together, in so many rows of so many tokens. */
    private record Piece(int first, int end, int rows, int tokens) {
        int size() {
            return Math.multiplyExact(rows, tokens);
        }
    }

    @Override
    public void run(int[][] batch, Optional<int[][]> types) {
        List<Piece> pieces = pieces(batch);
        int total = 0;
        int largest = 0;
        starts = new int[batch.length];
        for (Piece piece : pieces) {
            for (int text = piece.first(); text < piece.end(); text++) {
                starts[text] = total + (text - piece.first()) * piece.tokens();
            }
            total = Math.addExact(total, piece.size());
            largest = Math.max(largest, piece.size());
        }
        reserve(largest, total);
        for (Piece piece : pieces) {
            run(batch, piece);
        }
    }

    private List<Piece> pieces(int[][] batch) {
        List<Piece> pieces = new ArrayList<>();
        for (int first = 0; first < batch.length; ) {
            int longest = batch[first].length;
            int end = first + 1;
            while (end < batch.length
                    && end - first < graph.fixedTexts().orElse(batch.length)
                    && (graph.knowsPadding() || batch[end].length == longest)) {
                end++;
            }
            int tokens = graph.fixedTokens().orElse(longest);
            if (longest > tokens) {
                throw PlumblineException.model("a text of " + longest + " tokens for a graph that takes " + tokens);
            }
            pieces.add(new Piece(first, end, graph.fixedTexts().orElse(end - first), tokens));
            first = end;
        }
        return pieces;
    }

    private void run(int[][] batch, Piece piece) {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        OnnxTensor vectors = null;
        try {
            for (int i = 0; i < inputs.size(); i++) {
                GraphInput input = graph.inputs().get(i);
                fill(inputs.get(i), input.kind(), batch, piece);
                tensors.put(input.name(), inputs.get(i).tensor(0, input.shape(piece.rows(), piece.tokens())));
            }
            vectors = output.tensor(
                    starts[piece.first()] * graph.width(), new long[] {piece.rows(), piece.tokens(), graph.width()});
            graph.session().run(tensors, Map.of(graph.output(), vectors)).close();
        } catch (OrtException e) {
            throw PlumblineException.model(
                    "ONNX Runtime failed on a batch of " + piece.rows() + " texts of up to " + piece.tokens()
                            + " tokens: " + e.getMessage() + "; fewer --batch-tokens or --threads need less memory",
                    e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
            if (vectors != null) {
                vectors.close();
            }
        }
    }

    /** Rows without a text, of a graph that takes so many texts, hold the piece's first. */
    private static void fill(TensorBuffer buffer, GraphInput.Kind kind, int[][] batch, Piece piece) {
        switch (kind) {
            case IDS -> {
                for (int at = 0; at < piece.size(); at++) {
                    int[] tokens = text(batch, piece, at / piece.tokens());
                    int place = at % piece.tokens();
                    // the id under a mask of 0 has no effect
                    buffer.put(at, place < tokens.length ? tokens[place] : 0);
                }
            }
            case MASK -> {
                for (int at = 0; at < piece.size(); at++) {
                    int[] tokens = text(batch, piece, at / piece.tokens());
                    buffer.put(at, at % piece.tokens() < tokens.length ? 1 : 0);
                }
            }
            case POSITIONS -> {
                for (int at = 0; at < piece.size(); at++) {
                    buffer.put(at, at % piece.tokens());
                }
            }
            case CACHE_POSITION -> {
                for (int at = 0; at < piece.tokens(); at++) {
                    buffer.put(at, at);
                }
            }
            case TYPES, CACHE_BRANCH, PAST -> {
                // zeros, which is what they stay, or nothing
            }
        }
    }

    private static int[] text(int[][] batch, Piece piece, int row) {
        return batch[piece.first() + row < piece.end() ? piece.first() + row : piece.first()];
    }

    @Override
    public float[] tokenVectors(int text, int longest, int count) {
        int values = count * graph.width();
        if (rows.length < values) {
            rows = new float[values];
        }
        output.get(starts[text] * graph.width(), rows, values);
        return rows;
    }

    private void reserve(int largest, int total) {
        for (int i = 0; i < inputs.size(); i++) {
            GraphInput.Kind kind = graph.inputs().get(i).kind();
            boolean none = kind == GraphInput.Kind.PAST;
            inputs.get(i).reserve(none ? 0 : Math.max(1, largest));
        }
        output.reserve(Math.multiplyExact(total, graph.width()));
    }
}
