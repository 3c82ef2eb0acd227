package dev.plumbline.trainer.loop;

import dev.plumbline.trainer.step.TextTokens;
import dev.plumbline.trainer.step.TrainingTokens;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * How many tokens each text of a batch has, by kind: queries, positives where they are other texts, negatives where there are
 * any.
 */
record BatchLengths(List<int[]> kinds) {

    BatchLengths {
        kinds = kinds.stream().filter(kind -> kind.length > 0).map(int[]::clone).toList();
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("a batch has texts");
        }
    }

    static BatchLengths of(TrainingTokens tokens) {
        return new BatchLengths(List.of(
                lengths(tokens.query()),
                tokens.sharesPositives() ? new int[0] : lengths(tokens.positive()),
                lengths(tokens.negatives())));
    }

    /** The same texts, each as long as it may be. */
    BatchLengths full(int query, int passage) {
        return new BatchLengths(Stream.iterate(0, kind -> kind < kinds.size(), kind -> kind + 1)
                .map(kind -> {
                    int[] full = new int[kinds.get(kind).length];
                    Arrays.fill(full, kind == 0 ? query : passage);
                    return full;
                })
                .toList());
    }

    private static int[] lengths(List<TextTokens> texts) {
        return texts.stream().mapToInt(TextTokens::length).toArray();
    }

    int queries() {
        return kinds.get(0).length;
    }

    int texts() {
        return kinds.stream().mapToInt(kind -> kind.length).sum();
    }

    /** Tokens if every text were as long as the longest, for each that there is; at least 1. */
    double padding() {
        long tokens = kinds.stream().flatMapToInt(Arrays::stream).asLongStream().sum();
        return (double) texts() * longest() / Math.max(1, tokens);
    }

    int longest() {
        return kinds.stream().flatMapToInt(Arrays::stream).max().orElse(1);
    }
}
