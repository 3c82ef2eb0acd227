package dev.plumbline.trainer.mine;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.batching.DistinctTexts;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Ranking;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.MatrixProduct;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.Rows;
import dev.plumbline.tasks.numeric.TopK;
import dev.plumbline.tasks.numeric.VectorSearch;
import java.util.ArrayList;
import java.util.List;

/** Exact search over an encoder's vectors, by the similarity the model is compared with. */
final class VectorRanker implements Ranker {

    /** Texts whose vectors are held at a time: 64 MB at 1024 dimensions. */
    private static final int CHUNK = 16_384;

    private final Encoder encoder;
    private final TaskSpec task;
    private final Role passageRole;
    private final List<String> pool;
    private final Parallel parallel;
    private final VectorSearch search;

    /** @param passageRole how candidates are encoded: as documents, or as queries where both sides are of one kind */
    VectorRanker(
            Encoder encoder,
            TaskSpec task,
            Role passageRole,
            List<String> pool,
            Parallel parallel,
            VectorSearch search) {
        this.encoder = encoder;
        this.task = task;
        this.passageRole = passageRole;
        this.pool = pool;
        this.parallel = parallel;
        this.search = encoder.searching(search, parallel);
    }

    @Override
    public int shardSize(int depth) {
        return (int) Math.max(1, Math.min(CHUNK, HELD / depth));
    }

    @Override
    public boolean scoresPoolOnly() {
        return false;
    }

    @Override
    public Shard open(List<String> queries) {
        return new VectorShard(encode(queries, Role.QUERY));
    }

    private boolean cosine() {
        return encoder.card().similarity() == Similarity.COSINE;
    }

    private FloatMatrix encode(List<String> texts, Role role) {
        FloatMatrix vectors = encoder.encode(new EncodeRequest(texts, role, task));
        if (vectors.rows() != texts.size()) {
            throw PlumblineException.model(
                    encoder.card().name() + " returned " + vectors.rows() + " vectors for " + texts.size() + " texts");
        }
        for (int i = 0; i < vectors.data().length; i++) {
            if (!Float.isFinite(vectors.data()[i])) {
                throw PlumblineException.model(encoder.card().name() + " returned " + vectors.data()[i]
                        + " in the vector of \"" + excerpt(texts.get(i / vectors.columns())) + "\"");
            }
        }
        return vectors;
    }

    private static String excerpt(String text) {
        int shown = 60;
        return text.length() <= shown ? text : text.substring(0, shown) + "...";
    }

    private final class VectorShard implements Shard {

        private final FloatMatrix queries;

        VectorShard(FloatMatrix queries) {
            this.queries = queries;
        }

        @Override
        public List<Ranking> rank(int depth) {
            TopK[] best = new TopK[queries.rows()];
            for (int i = 0; i < best.length; i++) {
                // of equal scores the earlier text: the same whatever the chunks
                best[i] = new TopK(Math.min(depth, pool.size()), (a, b) -> Integer.compare(b, a));
            }
            for (int from = 0; from < pool.size(); from += CHUNK) {
                int to = Math.min(pool.size(), from + CHUNK);
                FloatMatrix chunk = encode(pool.subList(from, to), passageRole);
                search.search(queries, chunk, cosine(), from, best);
            }
            List<Ranking> rankings = new ArrayList<>(best.length);
            for (TopK list : best) {
                rankings.add(new Ranking(list.sortedIndices(), list.sortedScores()));
            }
            return rankings;
        }

        @Override
        public List<List<Float>> scores(List<List<String>> texts) {
            DistinctTexts distinct =
                    DistinctTexts.of(texts.stream().flatMap(List::stream).toList());
            FloatMatrix all = prepared(distinct.spread(encode(distinct.texts(), passageRole)));
            FloatMatrix prepared = prepared(queries);
            List<List<Float>> scores = new ArrayList<>(texts.size());
            int next = 0;
            for (int query = 0; query < texts.size(); query++) {
                int count = texts.get(query).size();
                if (count == 0) {
                    scores.add(List.of());
                    continue;
                }
                float[] products = new float[count];
                // the same product as in the search, so that a text has one score wherever it is met
                MatrixProduct.timesTranspose(rows(prepared, query, 1), rows(all, next, count), products);
                next += count;
                List<Float> own = new ArrayList<>(count);
                for (float product : products) {
                    own.add(product);
                }
                scores.add(own);
            }
            return scores;
        }

        private FloatMatrix prepared(FloatMatrix vectors) {
            return cosine() ? Rows.normalised(vectors, parallel) : vectors;
        }

        private FloatMatrix rows(FloatMatrix vectors, int first, int count) {
            int[] picked = new int[count];
            for (int i = 0; i < count; i++) {
                picked[i] = first + i;
            }
            return vectors.select(picked);
        }
    }
}
