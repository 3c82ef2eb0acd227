package dev.plumbline.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ModelRun;
import dev.plumbline.Plumbline;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.tasks.Ranking;
import dev.plumbline.tasks.SearchRequest;
import dev.plumbline.tasks.Searcher;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lucene's own index, and one behind the API of Elasticsearch and OpenSearch. */
class IndexSearcherTest {

    private static final List<String> IDS = List.of("d1", "d2", "d3", "d4");
    private static final List<String> TEXTS =
            List.of("the cat sleeps", "a dog barks at cats", "the cat sleeps", "stocks fell");

    private static SearchRequest request(List<String> queries, Optional<List<int[]>> candidates, int depth) {
        return new SearchRequest(
                Manifest.bundled().task("MiniRetrieval.en"),
                List.of("eng-Latn"),
                IDS,
                TEXTS,
                queries,
                candidates,
                depth);
    }

    private static List<String> ids(Ranking ranking) {
        List<String> ids = new ArrayList<>();
        for (int rank = 0; rank < ranking.size(); rank++) {
            ids.add(IDS.get(ranking.document(rank)));
        }
        return ids;
    }

    private static LuceneSearcher lucene() throws IOException {
        return LuceneSearcher.of("me/index", "1", SmallIndex.of(IDS, TEXTS), "id", SmallIndex::query);
    }

    @Test
    void lucenesIndexRanksWithTiesByTheGreaterId() throws IOException {
        List<Ranking> rankings =
                lucene().search(request(List.of("cats", "nothing of it", "stocks"), Optional.empty(), 10));
        assertThat(ids(rankings.get(0))).containsExactly("d3", "d1", "d2");
        assertThat(rankings.get(0).score(0))
                .isEqualTo(rankings.get(0).score(1))
                .isGreaterThan(rankings.get(0).score(2));
        assertThat(ids(rankings.get(1))).isEmpty();
        assertThat(ids(rankings.get(2))).containsExactly("d4");
    }

    @Test
    void candidatesAreAllRankedAndNoOthers() throws IOException {
        SearchRequest request =
                request(List.of("cat", "cat"), Optional.of(List.of(new int[] {3, 1, 0}, new int[] {})), 10);
        try (IndexNode node = new IndexNode(SmallIndex.of(IDS, TEXTS))) {
            for (Searcher searcher : List.of(lucene(), RestSearcher.matching("me/index", "1", node.index(), "text"))) {
                List<Ranking> rankings = searcher.search(request);
                assertThat(ids(rankings.get(0))).containsExactly("d1", "d2", "d4");
                assertThat(rankings.get(0).score(2)).isZero();
                assertThat(rankings.get(1).size()).isZero();
            }
        }
    }

    @Test
    void anIndexOfAnotherCorpusIsRefused() throws IOException {
        LuceneSearcher more = LuceneSearcher.of(
                "me/index",
                "1",
                SmallIndex.of(List.of("d1", "d2", "d3", "d4", "d5"), List.of("a", "b", "c", "d", "e")),
                "id",
                SmallIndex::query);
        assertThatThrownBy(() -> more.search(request(List.of("cat"), Optional.empty(), 3)))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("me/index has 5 documents and the corpus of MiniRetrieval.en has 4");
        try (IndexNode node = new IndexNode(SmallIndex.of(List.of("d1", "d2", "d3", "x"), TEXTS))) {
            LuceneSearcher other = LuceneSearcher.of(
                    "me/index", "1", SmallIndex.of(List.of("d1", "d2", "d3", "x"), TEXTS), "id", SmallIndex::query);
            for (Searcher searcher : List.of(other, RestSearcher.matching("me/index", "1", node.index(), "text"))) {
                assertThatThrownBy(() -> searcher.search(request(List.of("cat"), Optional.empty(), 3)))
                        .hasMessageContaining("me/index has no document 'd4' of MiniRetrieval.en");
            }
        }
    }

    @Test
    void aQueryThatCannotBeMadeIsSaid() throws IOException {
        LuceneSearcher searcher = LuceneSearcher.of("me/index", "1", SmallIndex.of(IDS, TEXTS), "id", text -> {
            throw new IllegalArgumentException("Cannot parse it");
        });
        assertThatThrownBy(() -> searcher.search(request(List.of("a:"), Optional.empty(), 3)))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(
                        "me/index cannot make a query of a text of MiniRetrieval.en, 'a:': Cannot parse it");
    }

    /** One made of the task's corpus, the same made beforehand, and the same behind HTTP, on whole tasks. */
    @Test
    void allThreeScoreAlike(@TempDir Path folder) throws IOException {
        String[] tasks = {"MiniRetrieval.en", "MiniReranking.en"};
        LuceneSearcher made = LuceneSearcher.indexing(
                "me/made",
                "1",
                SmallIndex::config,
                (id, text) -> {
                    Document document = SmallIndex.document(id, text);
                    return document;
                },
                SmallIndex::query);
        ModelRun run = Plumbline.evaluate(made, Plumbline.tasks(tasks), folder);
        assertThat(run.failures()).isEmpty();
        Map<String, Double> scores = run.mainScores();
        assertThat(scores).hasSize(2);
        assertThat(scores.get("MiniRetrieval.en")).isGreaterThan(0.3);
        for (String task : tasks) {
            List<SearchRequest> seen = new ArrayList<>();
            Searcher listening = new Listening(made, seen);
            Plumbline.evaluate(listening, Plumbline.tasks(task), folder.resolve("seen"));
            assertThat(seen).hasSize(1);
            SearchRequest request = seen.get(0);
            var searcher = SmallIndex.of(request.documentIds(), request.documentTexts());
            try (IndexNode node = new IndexNode(searcher)) {
                Searcher there = LuceneSearcher.of("me/there", "1", searcher, "id", SmallIndex::query);
                Searcher served = RestSearcher.matching("me/served", "1", node.index(), "text");
                for (Searcher same : List.of(there, served)) {
                    ModelRun other = Plumbline.evaluate(same, Plumbline.tasks(task), folder);
                    assertThat(other.failures()).isEmpty();
                    assertThat(other.mainScores().get(task)).isEqualTo(scores.get(task));
                }
            }
        }
    }

    @Test
    void partOfAnAnswerIsNone() throws IOException {
        try (IndexNode node = new IndexNode(SmallIndex.of(IDS, TEXTS))) {
            Object[] count = {200, "{\"responses\":[{\"hits\":{\"total\":{\"value\":4}}}]}"};
            for (Map.Entry<String, String> answer : Map.of(
                            "{\"responses\":[{\"_shards\":{\"failed\":2},\"hits\":{\"hits\":[]}}]}",
                            "hits of some shards, and failures of 2",
                            "{\"responses\":[{\"timed_out\":true,\"hits\":{\"hits\":[]}}]}",
                            "its time was up",
                            "{\"responses\":[" + IndexNode.failure(400, "all shards failed", "no such field") + "]}",
                            "answered HTTP 400: 'no such field'",
                            "{\"responses\":[{\"hits\":{\"hits\":[{\"_id\":\"d1\",\"_score\":null}]}}]}",
                            "(as sort makes them)",
                            "{\"responses\":[]}",
                            "0 answers to 1 queries",
                            "<html>",
                            "'<html>'; is it an index of Elasticsearch or OpenSearch?")
                    .entrySet()) {
                node.first.addAll(List.of(count, new Object[] {200, answer.getKey()}));
                assertThatThrownBy(() -> RestSearcher.matching("me/index", "1", node.index(), "text")
                                .search(request(List.of("cat"), Optional.empty(), 3)))
                        .isInstanceOf(PlumblineException.class)
                        .hasMessageContaining(answer.getValue());
            }
        }
    }

    /** OpenSearch's security answers in plain words, Elasticsearch in JSON. */
    @Test
    void whoHasNoKeyIsToldHowToSendOne() throws IOException {
        try (IndexNode node = new IndexNode(SmallIndex.of(IDS, TEXTS))) {
            RestSearcher searcher = RestSearcher.matching("me/index", "1", node.index(), "text");
            for (Object[] answer : List.of(
                    new Object[] {401, "Unauthorized"},
                    new Object[] {401, "{\"error\":{\"reason\":\"Unauthorized\"},\"status\":401}"},
                    new Object[] {
                        200,
                        "{\"responses\":[{\"error\":{\"root_cause\":[],\"reason\":\"Unauthorized\"},\"status\":401}]}"
                    })) {
                node.first.add(answer);
                assertThatThrownBy(() -> searcher.search(request(List.of("cat"), Optional.empty(), 3)))
                        .isInstanceOf(PlumblineException.class)
                        .hasMessageContaining(
                                "/docs answered HTTP 401: 'Unauthorized'; withHeader(\"Authorization\", ...) sends a key");
            }
            URI withUser = URI.create(node.index().toString().replace("//", "//me:secret%21@"));
            node.first.add(new Object[] {403, "{\"error\":{\"reason\":\"no permissions\"},\"status\":403}"});
            assertThatThrownBy(() -> RestSearcher.matching("me/index", "1", withUser, "text")
                            .search(request(List.of("cat"), Optional.empty(), 3)))
                    .hasMessageContaining("HTTP 403: 'no permissions'")
                    .hasMessageNotContaining("secret");
            assertThat(node.authorizations.get(3)).isEqualTo("Basic bWU6c2VjcmV0IQ==");
        }
    }

    @Test
    void whatABusyNodeTurnedAwayIsAskedAgainAlone() throws IOException {
        try (IndexNode node = new IndexNode(SmallIndex.of(IDS, TEXTS))) {
            RestSearcher searcher = RestSearcher.matching("me/index", "1", node.index(), "text");
            String rejected = IndexNode.failure(429, "all shards failed", "rejected execution")
                    .toString();
            node.first.addAll(List.of(
                    new Object[] {200, "{\"responses\":[" + rejected + "]}"},
                    new Object[] {200, "{\"responses\":[{\"hits\":{\"total\":{\"value\":4}}}]}"},
                    new Object[] {
                        200,
                        "{\"responses\":[{\"hits\":{\"hits\":[{\"_id\":\"d1\",\"_score\":1},{\"_id\":\"d2\",\"_score\":1},"
                                + "{\"_id\":\"d3\",\"_score\":1},{\"_id\":\"d4\",\"_score\":1}]}}]}"
                    },
                    new Object[] {
                        200, "{\"responses\":[{\"hits\":{\"hits\":[{\"_id\":\"d3\",\"_score\":9}]}}," + rejected + "]}"
                    }));
            List<Ranking> rankings = searcher.search(request(List.of("cat", "stocks"), Optional.empty(), 3));
            assertThat(ids(rankings.get(0))).containsExactly("d3");
            assertThat(ids(rankings.get(1))).containsExactly("d4");
            assertThat(node.paths)
                    .containsExactly(
                            "/docs/_msearch",
                            "/docs/_msearch?max_concurrent_searches=1",
                            "/docs/_msearch",
                            "/docs/_msearch",
                            "/docs/_msearch?max_concurrent_searches=1");
            assertThat(node.bodies.get(4)).contains("stocks").doesNotContain("cat");
        }
    }

    @Test
    void neighboursAreKeptToCandidatesToo() throws IOException {
        SearchRequest request = request(List.of("cat"), Optional.of(List.of(new int[] {1})), 10);
        String among = "{\"ids\":{\"values\":[\"d2\"]}}";
        try (IndexNode node = new IndexNode(SmallIndex.of(IDS, TEXTS))) {
            for (Map.Entry<String, String> body : Map.of(
                            "{\"query\":{\"match\":{\"text\":\"cat\"}},\"knn\":{\"k\":1}}",
                                    "\"filter\":" + among + "}},\"knn\":{\"k\":1,\"filter\":[" + among + "]}",
                            "{\"knn\":[{\"filter\":{\"a\":1}},{\"filter\":[]}]}",
                                    "\"knn\":[{\"filter\":[{\"a\":1}," + among + "]},{\"filter\":[" + among + "]}]")
                    .entrySet()) {
                RestSearcher.of("me/index", "1", node.index(), text -> body.getKey())
                        .search(request);
                assertThat(node.bodies.get(node.bodies.size() - 1)).contains(body.getValue());
            }
            assertThatThrownBy(() -> RestSearcher.of("me/index", "1", node.index(), text -> "{\"retriever\":{}}")
                            .search(request))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("only a body with query or knn can be kept to them");
        }
    }

    @Test
    void moreThanTheIndexHasIsNotAskedFor() throws IOException {
        try (IndexNode node = new IndexNode(SmallIndex.of(IDS, TEXTS))) {
            RestSearcher from = RestSearcher.of(
                    "me/index",
                    "1",
                    node.index(),
                    text -> "{\"from\":1,\"query\":{\"match\":{\"text\":\"" + text + "\"}}}");
            assertThat(ids(from.search(request(List.of("cat"), Optional.empty(), 20_000))
                            .get(0)))
                    .containsExactly("d3", "d1", "d2");
            assertThat(node.bodies.get(2)).contains("\"size\":4").doesNotContain("from");
        }
        assertThatThrownBy(() -> RestSearcher.matching(
                        "me/index", "1", URI.create("http://me:secret@there/docs?routing=1"), "text"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("http://there/docs?routing=1 is not the address of an index")
                .hasMessageNotContaining("secret");
    }

    @Test
    void whatPassesIsAskedAgainAndAKeyIsSentAndNotSaid() throws IOException {
        try (IndexNode node = new IndexNode(SmallIndex.of(IDS, TEXTS))) {
            node.first.add(new Object[] {503, "{}"});
            RestSearcher searcher = RestSearcher.matching("me/index", "1", node.index(), "text")
                    .withHeader("Authorization", "ApiKey secret");
            assertThat(ids(searcher.search(request(List.of("stocks"), Optional.empty(), 3))
                            .get(0)))
                    .containsExactly("d4");
            assertThat(node.paths)
                    .containsExactly(
                            "/docs/_msearch",
                            "/docs/_msearch?max_concurrent_searches=1",
                            "/docs/_msearch",
                            "/docs/_msearch");
            assertThat(node.authorizations).containsOnly("ApiKey secret");
            node.first.add(new Object[] {401, "{\"error\":{\"reason\":\"missing credentials\"}}"});
            assertThatThrownBy(() -> searcher.search(request(List.of("stocks"), Optional.empty(), 3)))
                    .hasMessageContaining("answered HTTP 401: 'missing credentials'")
                    .hasMessageNotContaining("secret");
        }
    }
}
