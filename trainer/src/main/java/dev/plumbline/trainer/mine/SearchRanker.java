package dev.plumbline.trainer.mine;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.store.KeyIndex;
import dev.plumbline.tasks.Ranking;
import dev.plumbline.tasks.SearchRequest;
import dev.plumbline.tasks.Searcher;
import dev.plumbline.trainer.rows.TextKey;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A searcher such as BM25. Its scores depend on its corpus, hence only the pool's texts have one. */
final class SearchRanker implements Ranker {

    /** A search makes its index anew, so a shard is large. */
    private static final int SHARD = 200_000;

    private final Searcher searcher;
    private final TaskSpec task;
    private final List<String> languages;
    private final CandidatePool pool;
    private @Nullable KeyIndex numbers;

    SearchRanker(Searcher searcher, TaskSpec task, List<String> languages, CandidatePool pool) {
        this.searcher = searcher;
        this.task = task;
        this.languages = languages;
        this.pool = pool;
    }

    @Override
    public int shardSize(int depth) {
        return (int) Math.max(1, Math.min(SHARD, HELD / depth));
    }

    @Override
    public boolean scoresPoolOnly() {
        return true;
    }

    @Override
    public Shard open(List<String> queries) {
        return new SearchShard(queries);
    }

    /** Equal scores are ranked by id, the greater first: these keep the pool's order. */
    private final class Ids extends AbstractList<String> {
        @Override
        public String get(int index) {
            return "%010d".formatted(Integer.MAX_VALUE - index);
        }

        @Override
        public int size() {
            return pool.size();
        }
    }

    private List<Ranking> search(List<String> queries, Optional<List<int[]>> candidates, int depth) {
        return searcher.search(new SearchRequest(task, languages, new Ids(), pool.texts(), queries, candidates, depth));
    }

    private int number(String text) {
        if (numbers == null) {
            numbers = new KeyIndex();
            for (int i = 0; i < pool.size(); i++) {
                numbers.put(pool.key(i), i);
            }
        }
        int number = numbers.find(TextKey.of(text));
        if (number == KeyIndex.ABSENT) {
            throw PlumblineException.model(
                    searcher.card().name() + " scores texts of its corpus only, and this is none: \"" + text + "\"");
        }
        return number;
    }

    private final class SearchShard implements Shard {

        private final List<String> queries;

        SearchShard(List<String> queries) {
            this.queries = queries;
        }

        @Override
        public List<Ranking> rank(int depth) {
            return search(queries, Optional.empty(), depth);
        }

        @Override
        public List<List<Float>> scores(List<List<String>> texts) {
            List<int[]> candidates = new ArrayList<>(texts.size());
            int most = 1;
            for (List<String> own : texts) {
                candidates.add(own.stream()
                        .mapToInt(SearchRanker.this::number)
                        .distinct()
                        .toArray());
                most = Math.max(most, own.size());
            }
            List<Ranking> rankings = search(queries, Optional.of(candidates), most);
            List<List<Float>> scores = new ArrayList<>(texts.size());
            for (int query = 0; query < texts.size(); query++) {
                Ranking ranking = rankings.get(query);
                Map<Integer, Float> found = new HashMap<>();
                for (int rank = 0; rank < ranking.size(); rank++) {
                    found.put(ranking.document(rank), ranking.score(rank));
                }
                List<Float> own = new ArrayList<>();
                texts.get(query).forEach(text -> own.add(found.getOrDefault(number(text), 0f)));
                scores.add(Collections.unmodifiableList(own));
            }
            return scores;
        }
    }
}
