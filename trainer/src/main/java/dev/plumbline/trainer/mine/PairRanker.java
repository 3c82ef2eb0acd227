package dev.plumbline.trainer.mine;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.text.CrossEncoder;
import dev.plumbline.tasks.Ranking;
import java.util.ArrayList;
import java.util.List;

/** A cross-encoder: it scores any query with any text, and searches no pool. */
final class PairRanker implements Ranker {

    /** Queries whose pairs are scored at a time. */
    private static final int SHARD = 4096;

    private final CrossEncoder encoder;
    private final TaskSpec task;

    PairRanker(CrossEncoder encoder, TaskSpec task) {
        this.encoder = encoder;
        this.task = task;
    }

    @Override
    public int shardSize(int depth) {
        return SHARD;
    }

    @Override
    public boolean scoresPoolOnly() {
        return false;
    }

    @Override
    public Shard open(List<String> queries) {
        return new PairShard(queries);
    }

    private final class PairShard implements Shard {

        private final List<String> queries;

        PairShard(List<String> queries) {
            this.queries = queries;
        }

        @Override
        public List<Ranking> rank(int depth) {
            throw PlumblineException.usage(
                    encoder.card().name() + " is a cross-encoder, which scores texts and does not"
                            + " search; mine with a model that has vectors, or with bm25");
        }

        @Override
        public List<List<Float>> scores(List<List<String>> texts) {
            List<String> left = new ArrayList<>();
            List<String> right = new ArrayList<>();
            for (int query = 0; query < texts.size(); query++) {
                for (String text : texts.get(query)) {
                    left.add(queries.get(query));
                    right.add(text);
                }
            }
            float[] all = encoder.scores(task, left, right);
            List<List<Float>> scores = new ArrayList<>(texts.size());
            int next = 0;
            for (List<String> own : texts) {
                List<Float> row = new ArrayList<>(own.size());
                for (int i = 0; i < own.size(); i++) {
                    row.add(all[next++]);
                }
                scores.add(row);
            }
            return scores;
        }
    }
}
