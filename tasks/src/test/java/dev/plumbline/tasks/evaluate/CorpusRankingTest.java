package dev.plumbline.tasks.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Ranking;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.SearchRequest;
import dev.plumbline.tasks.Searcher;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.sample.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Retrieval and reranking end to end in one room: dense search, other searchers, candidates, what is measured and shown. */
final class CorpusRankingTest {

    @TempDir
    private Path folder;

    private TaskFolder files;

    @BeforeEach
    void aSmallCorpus() {
        files = new TaskFolder(folder);
        files.file(
                "README.md",
                "---",
                "configs:",
                "- config_name: corpus",
                "  data_files: {corpus: corpus.jsonl}",
                "- config_name: queries",
                "  data_files: {queries: queries.jsonl}",
                "- config_name: default",
                "  data_files: {test: qrels.jsonl}",
                "---");
        files.file(
                "corpus.jsonl",
                "{'_id': 'd1', 'text': '1 0'}",
                "{'_id': 'd2', 'text': '0 1'}",
                "{'_id': 'd3', 'text': '3 3'}",
                "{'_id': 'd4', 'text': '-1 0'}");
        files.file("queries.jsonl", "{'_id': 'q1', 'text': '1 0'}", "{'_id': 'q2', 'text': '0 2'}");
        files.file(
                "qrels.jsonl",
                "{'query-id': 'q1', 'corpus-id': 'd1', 'score': 1}",
                "{'query-id': 'q2', 'corpus-id': 'd3', 'score': 2}");
    }

    private void withCandidates(String... lines) {
        files.file(
                "README.md",
                "---",
                "configs:",
                "- config_name: corpus",
                "  data_files: {corpus: corpus.jsonl}",
                "- config_name: queries",
                "  data_files: {queries: queries.jsonl}",
                "- config_name: top_ranked",
                "  data_files: {test: top_ranked.jsonl}",
                "- config_name: default",
                "  data_files: {test: qrels.jsonl}",
                "---");
        files.file("top_ranked.jsonl", lines);
    }

    private Scores score(Map<String, ?> params) {
        return files.score("retrieval", "ndcg_at_10", params);
    }

    /** What each query found, best first. */
    private Map<String, List<String>> top() {
        Map<String, List<String>> top = new LinkedHashMap<>();
        for (Sample sample : files.samples()) {
            List<String> ids = new ArrayList<>();
            for (Object hit : (List<?>) ((Sample.Scored) sample).details().get("top")) {
                ids.add((String) ((List<?>) hit).get(0));
            }
            top.put(sample.id(), ids);
        }
        return top;
    }

    @ParameterizedTest
    @CsvSource({"COSINE, d1 d3 d2 d4, d2 d3 d4 d1", "DOT, d3 d1 d2 d4, d3 d2 d4 d1"})
    void theModelsOwnSimilarityRanks(Similarity similarity, String first, String second) {
        files.by(similarity);

        score(Map.of());

        assertThat(top()).isEqualTo(Map.of("q1", List.of(first.split(" ")), "q2", List.of(second.split(" "))));
    }

    @ParameterizedTest
    @EnumSource(Similarity.class)
    void theBestAreWhatSortingFinds(Similarity similarity) {
        Random random = new Random(3);
        List<String> corpus = new ArrayList<>();
        List<String> queries = new ArrayList<>();
        List<String> qrels = new ArrayList<>();
        List<float[]> documents = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String text = (random.nextInt(5) - 2) + " " + (random.nextInt(5) - 2) + " " + (1 + random.nextInt(3));
            documents.add(TaskFolder.vector(text));
            corpus.add("{'_id': 'd%d', 'text': '%s'}".formatted(i, text));
        }
        for (int i = 0; i < 20; i++) {
            queries.add("{'_id': 'q%d', 'text': '%d %d 1'}".formatted(i, random.nextInt(3), random.nextInt(3)));
            qrels.add("{'query-id': 'q%d', 'corpus-id': 'd%d', 'score': 1}".formatted(i, i));
        }
        files.file("corpus.jsonl", corpus).file("queries.jsonl", queries).file("qrels.jsonl", qrels);
        files.by(similarity);

        score(Map.of());

        for (int i = 0; i < queries.size(); i++) {
            float[] query = TaskFolder.vector(queries.get(i).split("'", -1)[7]);
            List<Integer> order = new ArrayList<>();
            for (int d = 0; d < documents.size(); d++) {
                order.add(d);
            }
            order.sort(Comparator.<Integer>comparingDouble(d -> similarity(similarity, query, documents.get(d)))
                    .thenComparing(d -> "d" + d)
                    .reversed());
            assertThat(top().get("q" + i))
                    .isEqualTo(order.subList(0, 10).stream().map(d -> "d" + d).toList());
        }
    }

    /** As float32 has it: equal directions are equal cosines. */
    private static double similarity(Similarity similarity, float[] a, float[] b) {
        double dot = 0;
        double lengthA = 0;
        double lengthB = 0;
        for (int i = 0; i < a.length; i++) {
            lengthA += a[i] * a[i];
            lengthB += b[i] * b[i];
        }
        float normA = similarity == Similarity.COSINE ? (float) Math.sqrt(lengthA) : 1;
        float normB = similarity == Similarity.COSINE ? (float) Math.sqrt(lengthB) : 1;
        for (int i = 0; i < a.length; i++) {
            dot += (double) (a[i] / normA) * (b[i] / normB);
        }
        return (float) dot;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void threadsChangeNothing(int threads) {
        Scores one = score(Map.of());

        assertThat(files.threads(threads).score("retrieval", "ndcg_at_10", Map.of()))
                .isEqualTo(one);
    }

    @Test
    void cutoffsDecideHowDeepIsSearched() {
        Scores scores = score(Map.of("k_values", new int[] {1, 2, 10}));

        assertThat(scores.names()).contains("ndcg_at_2", "recall_at_10").doesNotContain("ndcg_at_3", "recall_at_1000");
        files.score("retrieval", "ndcg_at_2", Map.of("k_values", new int[] {1, 2}));
        assertThat(top()).isEqualTo(Map.of("q1", List.of("d1", "d3"), "q2", List.of("d2", "d3")));
    }

    @Test
    void aQuerysOwnDocumentCanBeLeftOut() {
        files.file("queries.jsonl", "{'_id': 'd1', 'text': '1 0'}")
                .file("qrels.jsonl", "{'query-id': 'd1', 'corpus-id': 'd3', 'score': 1}");

        score(Map.of());
        assertThat(top()).isEqualTo(Map.of("d1", List.of("d1", "d3", "d2", "d4")));

        score(Map.of("ignore_identical_ids", true));
        assertThat(top()).isEqualTo(Map.of("d1", List.of("d3", "d2", "d4")));
    }

    @Test
    void onlyCandidatesAreEncodedAndRanked() {
        withCandidates(
                "{'query-id': 'q1', 'corpus-ids': ['d2', 'd4', 'd2']}", "{'query-id': 'q2', 'corpus-ids': ['d4']}");

        score(Map.of());

        assertThat(top()).isEqualTo(Map.of("q1", List.of("d2", "d4"), "q2", List.of("d4")));
        assertThat(files.requests()).containsExactly(List.of("1 0", "0 2"), List.of("0 1", "-1 0"));
        List<String> encoded = new ArrayList<>();
        files.load("retrieval", "ndcg_at_10", Map.of())
                .forEachEncodedText("test", "default", (role, text) -> encoded.add(role + " " + text));
        assertThat(encoded).containsExactly("QUERY 1 0", "QUERY 0 2", "DOCUMENT 0 1", "DOCUMENT -1 0");
    }

    @ParameterizedTest
    @CsvSource({"COSINE, d1 d3", "DOT, d3 d1"})
    void candidatesAreRankedByTheModelsOwnSimilarity(Similarity similarity, String first) {
        withCandidates(
                "{'query-id': 'q1', 'corpus-ids': ['d1', 'd3']}", "{'query-id': 'q2', 'corpus-ids': ['d2', 'd3']}");

        files.by(similarity).score("retrieval", "ndcg_at_10", Map.of());

        assertThat(top().get("q1")).isEqualTo(List.of(first.split(" ", -1)));
    }

    @Test
    void samplesShowWhatElseIsMeasured() {
        score(Map.of());

        Sample.Scored sample = (Sample.Scored) files.samples().get(1);
        // q2 looks for d3 and finds it second, after d2
        assertThat(sample.score()).isCloseTo(Math.log(2) / Math.log(3), within(1e-12));
        assertThat(sample.details().get("metrics"))
                .isEqualTo(Map.of(
                        "ndcg_at_10",
                        sample.score(),
                        "map_at_10",
                        0.5,
                        "mrr_at_10",
                        0.5,
                        "recall_at_10",
                        1.0,
                        "recall_at_100",
                        1.0));
        assertThat(((List<?>) sample.details().get("top")).get(1)).hasToString("[d3, 0.7071068, 2]");
    }

    @Test
    void oddDataAreSaidWhoeverRanks() {
        files.file(
                "queries.jsonl",
                "{'_id': 'q1', 'text': '1 0'}",
                "{'_id': 'q2', 'text': '0 2'}",
                "{'_id': 'q3', 'text': '0 2'}");
        String warning = "Sample, split test, subset default: scored, but odd: 1 queries have no judgement and are left"
                + " out; the first: queries.jsonl, line 3, column '_id'";

        score(Map.of());
        assertThat(files.warnings()).containsExactly(warning);
        search(new Fixed());
        assertThat(files.warnings()).containsExactly(warning);
    }

    @Test
    void aQueryWithoutCandidatesScoresNothing() {
        withCandidates("{'query-id': 'q1', 'corpus-ids': ['d1']}");

        Scores scores = score(Map.of());

        assertThat(top()).isEqualTo(Map.of("q1", List.of("d1"), "q2", List.of()));
        assertThat(scores.number("ndcg_at_10")).isEqualTo(0.5);
        assertThat(files.warnings())
                .anySatisfy(warning -> assertThat(warning)
                        .contains("1 queries have no list of candidates and score 0; the first: query q2"));
    }

    @Test
    void candidatesThatAreNotInTheCorpusAreNamed() {
        withCandidates("{'query-id': 'q1', 'corpus-ids': ['d1', 'gone', 'lost']}");

        assertThatThrownBy(() -> score(Map.of()))
                .isInstanceOf(PlumblineException.class)
                .hasMessage("Sample: 2 candidates are not in the corpus, for example \"gone\"; complete the corpus or"
                        + " top_ranked");
        assertThatThrownBy(() -> search(new Fixed()))
                .hasMessage("Sample: candidate \"gone\" of query q1 is not in the corpus; complete the corpus or"
                        + " top_ranked");
    }

    @Test
    void aSimilarityThatIsNoNumberIsTheModelsFault() {
        withCandidates("{'query-id': 'q1', 'corpus-ids': ['d1']}", "{'query-id': 'q2', 'corpus-ids': ['d1']}");
        files.file("corpus.jsonl", "{'_id': 'd1', 'text': 'NaN 0'}");

        assertThatThrownBy(() -> score(Map.of()))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.MODEL))
                .hasMessageContaining("the similarity of query q1 and document d1 is not a number");
    }

    @Test
    void subqueriesOfAGroupCountWithTheirBestDocuments() {
        files.file(
                        "queries.jsonl",
                        "{'_id': 'n_1', 'text': '1 0'}",
                        "{'_id': 'n_2', 'text': '-1 0'}",
                        "{'_id': 'alone', 'text': '0 1'}")
                .file(
                        "qrels.jsonl",
                        "{'query-id': 'n_1', 'corpus-id': 'd4', 'score': 1}",
                        "{'query-id': 'n_2', 'corpus-id': 'd4', 'score': 1}",
                        "{'query-id': 'alone', 'corpus-id': 'd2', 'score': 1}");
        Map<String, Object> params =
                Map.of("task_specific_scores", "max_over_subqueries", "k_values", new int[] {1, 4});

        Scores scores = files.score("retrieval", "max_over_subqueries_mrr_at_4", params);

        // n_1 finds d4 last, n_2 first; together it shares the first rank with d1, and the greater id wins
        assertThat(scores.number("mrr_at_4")).isEqualTo((0.25 + 1 + 1) / 3);
        assertThat(scores.number("max_over_subqueries_mrr_at_4")).isEqualTo(1);
        assertThat(scores.mainScore()).isEqualTo(1);
        assertThat(files.samples()).extracting(Sample::id).containsExactly("n", "alone");
    }

    @Test
    void aJudgedSubqueryWithoutTextIsAnError() {
        files.file(
                "qrels.jsonl",
                "{'query-id': 'q1', 'corpus-id': 'd1', 'score': 1}",
                "{'query-id': 'q9', 'corpus-id': 'd1', 'score': 1}");

        assertThatThrownBy(() -> score(Map.of("task_specific_scores", "max_over_subqueries")))
                .hasMessageContaining("Sample: sub-query q9 is judged but has no text; add it to the queries");
    }

    @Test
    void textsAreHandedOverByRole() {
        List<String> texts = new ArrayList<>();

        LoadedTask task = files.load("retrieval", "ndcg_at_10", Map.of());
        task.forEachText("test", "default", (part, text) -> texts.add(part + " " + text));

        assertThat(texts)
                .containsExactly(
                        "query 1 0", "query 0 2", "document 1 0", "document 0 1", "document 3 3", "document -1 0");
        assertThat(task.samples("test", "default")).isEqualTo(6);
        assertThat(task.samples("train", "default")).isZero();
        assertThatThrownBy(() -> task.forEachText("dev", "default", (part, text) -> {}))
                .hasMessageContaining("dev/default was not selected");
    }

    @Test
    void aSearcherIsGivenTheCorpusAndItsRankingIsMeasured() {
        Fixed searcher = new Fixed();

        Scores scores = search(searcher);

        assertThat(searcher.asked.documentIds()).containsExactly("d1", "d2", "d3", "d4");
        assertThat(searcher.asked.queryTexts()).containsExactly("1 0", "0 2");
        assertThat(searcher.asked.candidates()).isEmpty();
        assertThat(searcher.asked.depth()).isEqualTo(1000);
        assertThat(top()).isEqualTo(Map.of("q1", List.of("d1", "d2"), "q2", List.of("d1", "d2")));
        assertThat(scores.number("ndcg_at_10")).isEqualTo(0.5);
    }

    @Test
    void aSearcherIsGivenEachCandidateOnce() {
        withCandidates(
                "{'query-id': 'q2', 'corpus-ids': ['d4', 'd3', 'd4']}",
                "{'query-id': 'q1', 'corpus-ids': ['d2', 'd1']}");
        Fixed searcher = new Fixed();

        search(searcher);

        List<int[]> candidates = searcher.asked.candidates().orElseThrow();
        assertThat(candidates.get(0)).containsExactly(1, 0);
        assertThat(candidates.get(1)).containsExactly(3, 2);
    }

    /** Of two documents with one id a cross-encoder sees the last, any other searcher the first. */
    @ParameterizedTest
    @CsvSource({"false, 0", "true, 4"})
    void ofEqualIdsOneIsSeen(boolean needsCandidates, int position) {
        files.file(
                "corpus.jsonl",
                "{'_id': 'd1', 'text': '1 0'}",
                "{'_id': 'd2', 'text': '0 1'}",
                "{'_id': 'd3', 'text': '3 3'}",
                "{'_id': 'd4', 'text': '-1 0'}",
                "{'_id': 'd1', 'text': '5 5'}");
        withCandidates("{'query-id': 'q1', 'corpus-ids': ['d1']}");
        Fixed searcher = new Fixed();
        searcher.needsCandidates = needsCandidates;

        search(searcher);

        assertThat(searcher.asked.candidates().orElseThrow().get(0)).containsExactly(position);
        assertThat(searcher.asked.candidates().orElseThrow().get(1)).isEmpty();
    }

    @Test
    void aFirstStageFindsTheCandidates() {
        Fixed searcher = new Fixed();
        searcher.first = Optional.of(new Searcher.FirstStage(files.encoder(), 2));

        search(searcher);

        List<int[]> candidates = searcher.asked.candidates().orElseThrow();
        assertThat(candidates.get(0)).containsExactly(0, 2);
        assertThat(candidates.get(1)).containsExactly(1, 2);
    }

    @Test
    void aSearcherCanBeTheFirstStage() {
        Fixed searcher = new Fixed();
        searcher.first = Optional.of(new Searcher.FirstStage(new Fixed(), 1));

        search(searcher);

        assertThat(searcher.asked.candidates().orElseThrow())
                .allSatisfy(own -> assertThat(own).containsExactly(0));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aSearchersScoresAreFinite(float score) {
        Fixed searcher = new Fixed();
        searcher.ranking = new Ranking(new int[] {2}, new float[] {score});

        assertThatThrownBy(() -> search(searcher))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.MODEL))
                .hasMessage("test/fixed gave document d3 the score " + score);
    }

    @Test
    void aSearcherRanksForEveryQuery() {
        Fixed searcher = new Fixed();
        searcher.forgets = 1;

        assertThatThrownBy(() -> search(searcher)).hasMessage("test/fixed returned 1 rankings for 2 queries");
    }

    @Test
    void tasksThatNeedVectorsRefuseASearcher() {
        TaskFolder alone = new TaskFolder(folder.resolve("alone"))
                .file("test.jsonl", "{'sentence1': '1 0', 'sentence2': '1 0', 'score': 1}");
        LoadedTask sts = alone.load("sts", "cosine_spearman", Map.of());

        assertThatThrownBy(() -> alone.score(sts, new Fixed()))
                .isInstanceOf(PlumblineException.class)
                .hasMessage("test/fixed ranks documents; this task needs vectors");
        assertThat(new Fixed().handles(TaskKind.STS)).isFalse();
        assertThat(new Fixed().handles(TaskKind.RETRIEVAL)).isTrue();
        assertThat(files.encoder().handles(TaskKind.STS)).isTrue();
    }

    private Scores search(Searcher searcher) {
        return files.score(files.load("retrieval", "ndcg_at_10", Map.of()), searcher);
    }

    /** Ranks the same for every query, and remembers what it was asked. */
    private static final class Fixed implements Searcher {
        private SearchRequest asked;
        private Ranking ranking = new Ranking(new int[] {0, 1}, new float[] {2, 1});
        private Optional<FirstStage> first = Optional.empty();
        private boolean needsCandidates;
        private int forgets;

        @Override
        public List<Ranking> search(SearchRequest request) {
            asked = request;
            return Collections.nCopies(request.queryTexts().size() - forgets, ranking);
        }

        @Override
        public boolean needsCandidates() {
            return needsCandidates;
        }

        @Override
        public Optional<FirstStage> firstStage() {
            return first;
        }

        @Override
        public ModelCard card() {
            return new ModelCard("test/fixed", "1", 0, 0, 0, Similarity.DOT);
        }

        @Override
        public String prompt(TaskSpec task, Role role) {
            return "";
        }

        @Override
        public void close() {}
    }
}
