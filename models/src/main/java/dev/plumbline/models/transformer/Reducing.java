package dev.plumbline.models.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.plumbline.models.network.FloatType;
import dev.plumbline.models.network.Reduction;
import dev.plumbline.models.torch.ScriptMethod;
import dev.plumbline.models.torch.ScriptModule;
import dev.plumbline.models.torch.Upload;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

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

    /** What some texts' vectors are reduced by, on its way to the device. */
    public static final class Plan {

        private final List<UnaryOperator<NDArray>> parts;

        private Plan(List<UnaryOperator<NDArray>> parts) {
            this.parts = parts;
        }
    }

    /**
     * How a batch is reduced; made before what the network needs is sent, so that all goes together.
     *
     * @param tokens of each text
     * @param skipped tokens at each text's beginning that are left out
     */
    public Plan plan(Upload upload, int[][] tokens, int[] skipped) {
        return plan(new PackedTexts(upload, tokens), skipped);
    }

    Plan plan(PackedTexts texts, int[] skipped) {
        return new Plan(reductions.stream()
                .map(reduction -> part(reduction, texts, skipped))
                .toList());
    }

    /**
     * Reduces a batch.
     *
     * @param vectors {@code [tokens, width]}
     * @return {@code [texts, reductions * width]}, of the manager of the vectors
     */
    public NDArray of(NDArray vectors, Plan plan) {
        NDList parts = new NDList();
        for (UnaryOperator<NDArray> part : plan.parts) {
            parts.add(part.apply(vectors));
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        NDArray first = parts.remove(0);
        return first.getNDArrayInternal().concat(parts, 1);
    }

    private UnaryOperator<NDArray> part(Reduction reduction, PackedTexts texts, int[] skipped) {
        Upload upload = texts.upload();
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
            Upload.Part which = upload.add(rows, rows.length);
            return vectors -> script.call("rows", gradients, vectors, which.array());
        }
        Optional<Upload.Part> left =
                kept == texts.tokens() ? Optional.empty() : Optional.of(kept(upload, starts, skipped, kept));
        UnaryOperator<NDArray> values =
                vectors -> left.map(which -> script.call("rows", gradients, vectors, which.array()))
                        .orElse(vectors);
        Upload.Part lengths = upload.add(counts, counts.length);
        return switch (reduction) {
            case SUM -> vectors -> script.call("sums", gradients, values.apply(vectors), lengths.array());
            case MAX -> vectors -> script.call("greatest", gradients, values.apply(vectors), lengths.array());
            default -> {
                Upload.Part weights = weights(upload, starts, skipped, kept);
                yield vectors ->
                        script.call("weighted", gradients, values.apply(vectors), lengths.array(), weights.array());
            }
        };
    }

    private static Upload.Part kept(Upload upload, int[] starts, int[] skipped, int count) {
        long[] kept = new long[count];
        int next = 0;
        for (int text = 0; text < skipped.length; text++) {
            for (int token = starts[text] + skipped[text]; token < starts[text + 1]; token++) {
                kept[next++] = token;
            }
        }
        return upload.add(kept, count);
    }

    private static Upload.Part weights(Upload upload, int[] starts, int[] skipped, int count) {
        float[] weights = new float[count];
        int next = 0;
        for (int text = 0; text < skipped.length; text++) {
            for (int token = starts[text] + skipped[text]; token < starts[text + 1]; token++) {
                weights[next++] = token - starts[text] + 1;
            }
        }
        return upload.add(weights, count);
    }

    @Override
    public void close() {
        script.close();
    }
}
