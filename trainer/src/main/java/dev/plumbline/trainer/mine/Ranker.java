package dev.plumbline.trainer.mine;

import dev.plumbline.tasks.Ranking;
import java.util.List;

/** Orders the pool's texts by a model's similarity to queries. */
interface Ranker {

    /** Candidates of all queries that are held at a time, 8 bytes each. */
    long HELD = 20_000_000;

    /**
     * Queries taken at a time: what bounds memory, and what a pass over the pool is made for.
     *
     * @param depth candidates of each
     */
    int shardSize(int depth);

    /** Whether only texts of the pool can be scored, as by a search whose scores depend on its corpus. */
    boolean scoresPoolOnly();

    /** Opens a shard of queries. */
    Shard open(List<String> queries);

    /** Some queries, in order. */
    interface Shard {

        /** The best of the pool for each query, best first; fewer than the depth if the pool has fewer. */
        List<Ranking> rank(int depth);

        /** The similarity of each query to each of its own texts, on the scale of the rankings. */
        List<List<Float>> scores(List<List<String>> texts);
    }
}
