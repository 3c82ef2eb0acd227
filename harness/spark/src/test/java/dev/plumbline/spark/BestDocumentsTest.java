package dev.plumbline.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.TopK;
import dev.plumbline.tasks.numeric.VectorSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Blocks cut anywhere and merged in any order have the lists of one search of everything, tie for tie. */
final class BestDocumentsTest {

    @Test
    void anyBlocksMergedInAnyOrderAreOneSearch() {
        SplittableRandom random = new SplittableRandom(20);
        try (Parallel one = Parallel.of(1)) {
            for (int round = 0; round < 150; round++) {
                int capacity = 1 + random.nextInt(12);
                // few values, so that scores are equal often; some are no numbers
                FloatMatrix documents = vectors(random, 1 + random.nextInt(60), round % 5 == 0);
                FloatMatrix queries = vectors(random, 1 + random.nextInt(4), false);
                int[] order = shuffled(random, documents.rows());
                int[] rank = new int[order.length];
                for (int place = 0; place < order.length; place++) {
                    rank[order[place]] = place;
                }
                TopK[] whole = lists(queries.rows(), capacity, rank);
                VectorSearch.local(one).search(queries, documents, false, 0, whole);

                List<BestDocuments> blocks = new ArrayList<>();
                for (int from = 0; from < order.length; ) {
                    int to = Math.min(order.length, from + 1 + random.nextInt(20));
                    CorpusBlock block = CorpusBlock.of(documents, order, from, to);
                    TopK[] best = new TopK[queries.rows()];
                    for (int i = 0; i < best.length; i++) {
                        // what another part of the corpus would have taught of the k-th best
                        float floor = random.nextBoolean() ? Float.NEGATIVE_INFINITY : floor(whole[i], capacity);
                        best[i] = BestDocuments.list(Math.min(capacity, to - from), floor);
                    }
                    VectorSearch.local(one).search(queries, block.vectors(), false, block.first(), best);
                    blocks.add(BestDocuments.of(best));
                    from = to;
                }
                while (blocks.size() > 1) {
                    BestDocuments first = blocks.remove(random.nextInt(blocks.size()));
                    BestDocuments second = blocks.remove(random.nextInt(blocks.size()));
                    blocks.add(random.nextInt(blocks.size() + 1), first.with(second, capacity));
                }
                TopK[] merged = lists(queries.rows(), capacity, rank);
                for (int i = 0; i < merged.length; i++) {
                    blocks.get(0).offer(i, order, 0, merged[i]);
                    assertThat(merged[i].sortedIndices()).isEqualTo(whole[i].sortedIndices());
                    assertThat(merged[i].sortedScores()).isEqualTo(whole[i].sortedScores());
                }
            }
        }
    }

    /** The k-th score, where there are k. */
    private static float floor(TopK list, int capacity) {
        return list.size() < capacity ? Float.NEGATIVE_INFINITY : list.sortedScores()[capacity - 1];
    }

    private static TopK[] lists(int count, int capacity, int[] rank) {
        TopK[] lists = new TopK[count];
        for (int i = 0; i < count; i++) {
            lists[i] = new TopK(capacity, (a, b) -> Integer.compare(rank[a], rank[b]));
        }
        return lists;
    }

    private static FloatMatrix vectors(SplittableRandom random, int rows, boolean odd) {
        float[] values = new float[rows * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = odd && random.nextInt(20) == 0 ? Float.NaN : random.nextInt(-2, 3);
        }
        return FloatMatrix.of(rows, 3, values);
    }

    private static int[] shuffled(SplittableRandom random, int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
