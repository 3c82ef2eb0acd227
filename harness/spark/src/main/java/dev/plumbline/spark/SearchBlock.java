package dev.plumbline.spark;

import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.TopK;
import dev.plumbline.tasks.numeric.VectorSearch;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/** A task: one block's best documents for all queries, group by group, each made when it is asked for. */
final class SearchBlock implements PairFlatMapFunction<CorpusBlock, Integer, BestDocuments> {

    private static final long serialVersionUID = 1L;

    private final Broadcast<QueryVectors> queries;
    private final boolean cosine;
    private final int capacity;
    private final float[] floors;

    /** @param floors below which a document is no more among the best of a query, by those that were searched before */
    SearchBlock(Broadcast<QueryVectors> queries, boolean cosine, int capacity, float[] floors) {
        this.queries = queries;
        this.cosine = cosine;
        this.capacity = capacity;
        this.floors = floors;
    }

    @Override
    public Iterator<Tuple2<Integer, BestDocuments>> call(CorpusBlock block) {
        QueryVectors all = queries.value();
        FloatMatrix documents = block.vectors();
        return IntStream.range(0, all.groups())
                .mapToObj(group -> new Tuple2<>(group, best(all, group, documents, block.first())))
                .iterator();
    }

    private BestDocuments best(QueryVectors all, int group, FloatMatrix documents, int first) {
        FloatMatrix own = all.group(group);
        TopK[] lists = new TopK[own.rows()];
        for (int i = 0; i < lists.length; i++) {
            lists[i] = BestDocuments.list(Math.min(capacity, documents.rows()), floors[QueryVectors.first(group) + i]);
        }
        // as many tasks as cores run beside each other
        try (Parallel one = Parallel.of(1)) {
            VectorSearch.local(one).search(own, documents, cosine, first, lists);
        }
        return BestDocuments.of(lists);
    }
}
