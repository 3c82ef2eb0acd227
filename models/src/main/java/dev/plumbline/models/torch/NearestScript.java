package dev.plumbline.models.torch;

import java.util.List;

/**
 * The function with which a device finds the documents of a block that can be among a query's best: a product, top-k, and what
 * is left out of that for being too far below.
 *
 * <p>Scores of a device and of a processor differ by their rounding. {@code slack} bounds that difference, relative to the
 * vectors' lengths, so that no document is left out which the processor might have taken.
 */
public final class NearestScript {

    /** Some 1e18: scores of vectors that are longer may not be finite. */
    static final float LONGEST = 0x1.bc16d6p59f;

    /** More than what is lost of products below float32's range. */
    private static final String LEAST = "1e-32";

    private static final int INT32 = 3;

    private NearestScript() {}

    /**
     * How many documents the device looks at for some that are wanted.
     *
     * @param tf32 whether it multiplies with ten bits, so that more are near each other
     */
    public static int kept(int best, boolean tf32) {
        return best + Math.max(32, tf32 ? best : best / 8);
    }

    /**
     * The function's name.
     *
     * @param cosine as {@link #of} has them all
     */
    public static String name(boolean cosine, int best, int kept) {
        return (cosine ? "cosine_" : "product_") + best + "_" + kept;
    }

    /**
     * The function of queries {@code [m, d]}, documents {@code [n, d]}, {@code floors [m]}, below which no score is asked for,
     * and {@code slack [m]}. It gives int32 {@code [m, 1 + most]}: how many documents were found for each query, and their
     * rows, best first, of which those beyond the number mean nothing. A number of -1 says that the documents have to be
     * compared elsewhere; one of min(kept, n), if that is less than n, that there may be more.
     *
     * @param cosine whether documents are divided by their lengths
     * @param best documents asked for
     * @param kept documents looked at, at least {@code best}: more where many are near each other
     */
    public static ScriptMethod of(boolean cosine, int best, int kept) {
        return new ScriptMethod(
                name(cosine, best, kept),
                List.of("queries", "documents", "floors", "slack"),
                List.of(
                        "lengths = torch.linalg_vector_norm(documents, 2, [1], True)",
                        "longest = torch.max(lengths)",
                        cosine ? "rows = torch.div(documents, torch.clamp_min(lengths, 1e-12))" : "rows = documents",
                        cosine
                                ? "reach = torch.add(slack, " + LEAST + ")"
                                : "reach = torch.add(torch.mul(slack, longest), " + LEAST + ")",
                        "scores = torch.matmul(queries, torch.t(rows))",
                        "n = torch.size(documents, 0)",
                        "values, places, = torch.topk(scores, ops.prim.min(" + kept + ", n), 1, True, True)",
                        "last = torch.select(values, 1, torch.sub(ops.prim.min(" + best + ", n), 1))",
                        "least = torch.maximum(torch.sub(floors, reach), torch.sub(last, torch.mul(reach, 2)))",
                        "taken = torch.sum(torch.ge(values, torch.unsqueeze(least, 1)), [1])",
                        "counts = torch.where(torch.lt(longest, " + LONGEST + "), taken, torch.full_like(taken, -1))",
                        "most = ops.prim.max(int(torch.max(counts)), 0)",
                        "found = torch.cat([torch.unsqueeze(counts, 1), torch.slice(places, 1, 0, most)], 1)",
                        "return torch.to(found, " + INT32 + ")"));
    }
}
