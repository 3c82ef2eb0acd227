package dev.plumbline.models.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.plumbline.models.network.FloatType;
import dev.plumbline.models.network.Reduction;
import dev.plumbline.models.torch.ScriptMethod;
import dev.plumbline.models.torch.ScriptModule;
import java.util.List;

/** What is made of the tokens of each of several texts that lie one after the other, in float32. */
public final class Reducing implements AutoCloseable {

    private static final int FLOAT = FloatType.FLOAT32.number();

    private final List<Reduction> reductions;
    private final boolean gradients;
    private final ScriptModule script;

    /**
     * Compiles what is needed.
     *
     * @param gradients whether the result can be derived by the vectors
     * @param parent lives at least as long
     */
    public Reducing(List<Reduction> reductions, boolean gradients, NDManager parent) {
        this.reductions = List.copyOf(reductions);
        this.gradients = gradients;
        this.script = ScriptModule.compile(parent, methods());
    }

    /** Sums of a text are taken token after token, so that they are the same at every run. */
    static List<ScriptMethod> methods() {
        return List.of(
                new ScriptMethod(
                        "rows",
                        List.of("x", "which"),
                        List.of("return torch.to(torch.index_select(x, 0, which), " + FLOAT + ")")),
                new ScriptMethod("sums", List.of("x", "counts"), segments("torch.to(x, " + FLOAT + ")", "sum")),
                new ScriptMethod(
                        "weighted",
                        List.of("x", "counts", "weights"),
                        segments("torch.mul(torch.to(x, " + FLOAT + "), torch.unsqueeze(weights, 1))", "sum")),
                new ScriptMethod("greatest", List.of("x", "counts"), segments("torch.to(x, " + FLOAT + ")", "max")));
    }

    private static List<String> segments(String values, String kind) {
        return List.of("return torch.segment_reduce(" + values + ", \"" + kind
                + "\", lengths=counts, indices=None, offsets=None, axis=0, unsafe=True, initial=None)");
    }

    /**
     * Reduces a batch.
     *
     * @param vectors {@code [tokens, width]}
     * @param tokens of each text
     * @param skipped tokens at each text's beginning that are left out
     * @return {@code [texts, reductions * width]}, of the manager of the vectors
     */
    public NDArray of(NDArray vectors, int[][] tokens, int[] skipped) {
        return of(vectors, new PackedTexts(vectors.getManager(), tokens), skipped);
    }

    /**
     * Reduces a batch.
     *
     * @param vectors {@code [tokens, width]}
     * @param skipped tokens at each text's beginning that are left out
     * @return {@code [texts, reductions * width]}, of the manager of the vectors
     */
    NDArray of(NDArray vectors, PackedTexts texts, int[] skipped) {
        NDManager manager = vectors.getManager();
        NDList parts = new NDList();
        for (Reduction reduction : reductions) {
            parts.add(part(reduction, vectors, texts, skipped, manager));
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        NDArray first = parts.remove(0);
        return first.getNDArrayInternal().concat(parts, 1);
    }

    private NDArray part(Reduction reduction, NDArray vectors, PackedTexts texts, int[] skipped, NDManager manager) {
        int[] starts = texts.starts();
        long[] rows = new long[skipped.length];
        long[] counts = new long[skipped.length];
        int kept = 0;
        for (int text = 0; text < skipped.length; text++) {
            int count = starts[text + 1] - starts[text];
            boolean none = skipped[text] == count;
            rows[text] =
                    reduction == Reduction.LAST ? starts[text + 1] - 1L : starts[text] + (none ? 0L : skipped[text]);
            int left = count - skipped[text];
            counts[text] = left;
            kept += left;
        }
        if (reduction == Reduction.FIRST || reduction == Reduction.LAST) {
            return script.call("rows", gradients, vectors, manager.create(rows));
        }
        NDArray values = kept == texts.tokens()
                ? vectors
                : script.call("rows", gradients, vectors, kept(starts, skipped, kept, manager));
        NDArray lengths = manager.create(counts);
        return switch (reduction) {
            case SUM -> script.call("sums", gradients, values, lengths);
            case MAX -> script.call("greatest", gradients, values, lengths);
            default -> script.call("weighted", gradients, values, lengths, weights(starts, skipped, kept, manager));
        };
    }

    private static NDArray kept(int[] starts, int[] skipped, int count, NDManager manager) {
        long[] kept = new long[count];
        int next = 0;
        for (int text = 0; text < skipped.length; text++) {
            for (int token = starts[text] + skipped[text]; token < starts[text + 1]; token++) {
                kept[next++] = token;
            }
        }
        return manager.create(kept);
    }

    private static NDArray weights(int[] starts, int[] skipped, int count, NDManager manager) {
        float[] weights = new float[count];
        int next = 0;
        for (int text = 0; text < skipped.length; text++) {
            for (int token = starts[text] + skipped[text]; token < starts[text + 1]; token++) {
                weights[next++] = token - starts[text] + 1;
            }
        }
        return manager.create(weights);
    }

    @Override
    public void close() {
        script.close();
    }
}
