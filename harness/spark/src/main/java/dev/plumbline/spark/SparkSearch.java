package dev.plumbline.spark;

import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.TieOrder;
import dev.plumbline.tasks.numeric.TopK;
import dev.plumbline.tasks.numeric.VectorSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.serializer.JavaSerializer;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Exact search on executors: each searches blocks of documents for all queries, and the lists of a group of queries are merged
 * on the executor that the group falls to. What comes back are as many documents as the lists have room for, at most, however
 * large the corpus.
 *
 * <p>Documents are sent in the order in which equal scores are ranked, so that a place in it is all that two lists need to be
 * merged, in any order, to the list that one search of everything makes.
 */
final class SparkSearch implements VectorSearch {

    /** Of a block: what a message to an executor carries well. */
    private static final int MOST_BYTES = 1 << 23;

    /** Below, starting a task takes longer than searching its documents. */
    private static final int FEWEST_DOCUMENTS = 1024;

    /** Blocks for each core, where there are enough documents: a slow executor then holds up a small part. */
    private static final int PER_CORE = 3;

    private final ClusterJobs jobs;
    private @Nullable Sent sent;

    SparkSearch(ClusterJobs jobs) {
        this.jobs = jobs;
    }

    /** Queries that executors have: those of a corpus are the same, chunk for chunk. */
    private record Sent(FloatMatrix queries, Broadcast<QueryVectors> there) {}

    @Override
    public synchronized void search(
            FloatMatrix queries, FloatMatrix documents, boolean cosine, int firstDocument, TopK[] best) {
        if (queries.columns() != documents.columns()) {
            throw new IllegalArgumentException(
                    "vectors of " + queries.columns() + " and of " + documents.columns() + " components");
        }
        if (best.length != queries.rows()) {
            throw new IllegalArgumentException(best.length + " lists for " + queries.rows() + " queries");
        }
        if (queries.rows() == 0 || documents.rows() == 0) {
            return;
        }
        JavaSparkContext context = jobs.context();
        int[] order = order(documents.rows(), firstDocument, best[0].ties());
        List<CorpusBlock> blocks = cut(documents, order, context.defaultParallelism());
        boolean known = sent != null && sent.queries == queries;
        int capacity = best[0].capacity();
        float[] floors = new float[best.length];
        for (int i = 0; i < floors.length; i++) {
            floors[i] = best[i].threshold();
        }
        int groups = new QueryVectors(queries).groups();
        int mergers = Math.min(groups, Math.max(1, context.defaultParallelism()));
        long values = documents.data().length + (known ? 0L : queries.data().length);
        ClusterJobs.Work work = new ClusterJobs.Work(
                Stage.SEARCH,
                "search of " + documents.rows() + " documents for " + queries.rows() + " queries",
                documents.rows(),
                Float.BYTES * values,
                blocks.size() + mergers);
        List<Tuple2<Integer, BestDocuments>> found = jobs.run(work, () -> {
            Broadcast<QueryVectors> there = sent(queries, context);
            JavaRDD<CorpusBlock> corpus =
                    context.parallelize(blocks, blocks.size()).setName(work.title());
            return corpus.flatMapToPair(new SearchBlock(there, cosine, capacity, floors))
                    .combineByKey(
                            new MergeBest.Begin(),
                            new MergeBest(capacity),
                            new MergeBest(capacity),
                            new HashPartitioner(mergers),
                            // a block has each group once: there is nothing to merge before it is sent
                            false,
                            new JavaSerializer(context.getConf()))
                    .collect();
        });
        for (Tuple2<Integer, BestDocuments> group : found) {
            int first = QueryVectors.first(group._1());
            for (int i = 0; i < group._2().queries(); i++) {
                group._2().offer(i, order, firstDocument, best[first + i]);
            }
        }
    }

    private Broadcast<QueryVectors> sent(FloatMatrix queries, JavaSparkContext context) {
        if (sent == null || sent.queries != queries) {
            if (sent != null) {
                sent.there.destroy();
            }
            sent = new Sent(queries, context.broadcast(new QueryVectors(queries)));
        }
        return sent.there;
    }

    /** Documents as the tie order has them, the least first. */
    private static int[] order(int count, int firstDocument, TieOrder ties) {
        return IntStream.range(0, count)
                .boxed()
                .sorted((a, b) -> ties.compare(firstDocument + a, firstDocument + b))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static List<CorpusBlock> cut(FloatMatrix documents, int[] order, int cores) {
        int most = Math.max(1, MOST_BYTES / Math.max(1, Float.BYTES * documents.columns()));
        int even = (order.length + PER_CORE * cores - 1) / (PER_CORE * cores);
        int size = Math.min(most, Math.max(FEWEST_DOCUMENTS, even));
        List<CorpusBlock> blocks = new ArrayList<>();
        for (int from = 0; from < order.length; from += size) {
            blocks.add(CorpusBlock.of(documents, order, from, Math.min(order.length, from + size)));
        }
        return blocks;
    }
}
