import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.ModelRun;
import dev.plumbline.Plumbline;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.search.LuceneSearcher;
import dev.plumbline.search.RestSearcher;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Ranking;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.SearchRequest;
import dev.plumbline.tasks.Searcher;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.QueryBuilder;

/** What RestSearcher does at a node. Started by search-nodes.sh: KIND HOME CLASSPATH SOURCE and what the node is told. */
public final class SearchStudy {

    private static final List<String> IDS = List.of("d1", "d2", "d3", "d4");
    private static final List<String> TEXTS =
            List.of("the cat sleeps", "a dog barks at one cat", "the cat sleeps", "stocks fell");
    private static final String ONE_SHARD = "{\"settings\":{\"number_of_shards\":1,\"number_of_replicas\":0}}";

    private final StudiedNode node;
    private final Path home;

    private SearchStudy(StudiedNode node, Path home) {
        this.node = node;
        this.home = home;
    }

    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[1]);
        try (StudiedNode node = StudiedNode.start(args[0], home, args[2], args[3], List.of(args).subList(4, args.length))) {
            SearchStudy study = new SearchStudy(node, home);
            switch (args[0]) {
                case "secured" -> study.secured();
                case "busy" -> study.busy();
                default -> {
                    System.out.println("  " + node.version());
                    study.rankings();
                    study.otherCorpora();
                    study.refusals(args[0].equals("elasticsearch8"));
                    study.manyDocuments();
                    study.shardsAndAliases();
                    study.wholeTasks();
                    switch (args[0]) {
                        case "opensearch2" -> study.neighboursByQuery();
                        case "elasticsearch8" -> study.neighboursBesideQuery();
                        default -> {}
                    }
                }
            }
        }
    }

    private RestSearcher searcher(String index) {
        return RestSearcher.matching("me/" + index.replace("*", ""), "1", node.at(index), "text");
    }

    private static SearchRequest request(
            List<String> ids, List<String> texts, List<String> queries, Optional<List<int[]>> candidates, int depth) {
        TaskSpec task = Manifest.bundled().task("MiniRetrieval.en");
        return new SearchRequest(task, List.of("eng-Latn"), ids, texts, queries, candidates, depth);
    }

    private static SearchRequest cat(int depth) {
        return request(IDS, TEXTS, List.of("cat"), Optional.empty(), depth);
    }

    private static List<String> ids(List<String> ids, Ranking ranking) {
        return IntStream.range(0, ranking.size())
                .mapToObj(rank -> ids.get(ranking.document(rank)))
                .toList();
    }

    private void rankings() throws IOException, InterruptedException {
        node.index("docs", ONE_SHARD, IDS, TEXTS);
        List<Ranking> rankings = searcher("docs")
                .search(request(IDS, TEXTS, List.of("cat", "nothing of it", "", "stocks"), Optional.empty(), 20_000));
        Held.hold(
                "rankings, ties by the greater id, a depth of 20,000 of 4 documents",
                rankings.stream().map(ranking -> ids(IDS, ranking)).toList(),
                List.of(List.of("d3", "d1", "d2"), List.of(), List.of(), List.of("d4")));
        Held.hold(
                "the best of a tie is the server's choice",
                ids(IDS, searcher("docs").search(cat(1)).get(0)),
                List.of("d1"));
        List<Ranking> among = searcher("docs")
                .search(request(
                        IDS, TEXTS, List.of("cat", "cat"), Optional.of(List.of(new int[] {3, 1, 0}, new int[0])), 10));
        Held.hold("candidates", ids(IDS, among.get(0)), List.of("d1", "d2", "d4"));
        Held.hold("the one that was not found", among.get(0).score(2), 0f);
        Held.hold("no candidates", among.get(1).size(), 0);
        List<String> odd = List.of(
                "a b",
                "a/b?c#d",
                "\"q\"\\",
                "+*:-!(x)",
                "%20",
                "\u00fc\u00df",
                "\u732b",
                "\ud83d\udc08",
                "tab\tnewline\n",
                "x".repeat(512));
        List<String> texts = IntStream.range(0, odd.size())
                .mapToObj(i -> "cat" + " purrs".repeat(i))
                .toList();
        node.index("odd", ONE_SHARD, odd, texts);
        Held.hold(
                "ids of odd characters",
                ids(
                        odd,
                        searcher("odd")
                                .search(request(odd, texts, List.of("cat"), Optional.empty(), 100))
                                .get(0)),
                odd);
        int[] all = IntStream.range(0, odd.size()).toArray();
        Held.hold(
                "candidates of odd characters",
                ids(
                        odd,
                        searcher("odd")
                                .search(request(odd, texts, List.of("cat"), Optional.of(List.of(all)), 100))
                                .get(0)),
                odd);
    }

    private void otherCorpora() throws IOException, InterruptedException {
        node.index("more", ONE_SHARD, List.of("d1", "d2", "d3", "d4", "d5"), List.of("a", "b", "c", "d", "e"));
        Held.refuses(
                "a document more",
                () -> searcher("more").search(cat(3)),
                "has 5 documents and the corpus of MiniRetrieval.en has 4");
        node.index("other", ONE_SHARD, List.of("d1", "d2", "d3", "x"), TEXTS);
        Held.refuses("another document", () -> searcher("other").search(cat(3)), "has no document 'd4'");
        node.index(
                "late",
                "{\"settings\":{\"number_of_shards\":1,\"number_of_replicas\":0,\"refresh_interval\":-1}}",
                IDS.subList(0, 3),
                TEXTS.subList(0, 3));
        node.add("late", List.of("d4"), List.of("stocks fell"), "");
        Held.refuses("a document that is not refreshed", () -> searcher("late").search(cat(3)), "has 3 documents");
        node.ask("POST", "late/_refresh", "");
        Held.hold("and then is", ids(IDS, searcher("late").search(cat(3)).get(0)), List.of("d3", "d1", "d2"));
        node.ask("DELETE", "late/_doc/d3", "");
        Held.hold(
                "a deletion that is not refreshed",
                ids(IDS, searcher("late").search(cat(3)).get(0)),
                List.of("d3", "d1", "d2"));
        node.ask("POST", "late/_refresh", "");
        Held.refuses("and then is", () -> searcher("late").search(cat(3)), "has 3 documents");
    }

    /** @param manyWords whether the server's memory is the limit of a query's words */
    private void refusals(boolean manyWords) throws IOException, InterruptedException {
        Held.refuses("no index", () -> searcher("none").search(cat(3)), "HTTP 404", "no such index [none]");
        node.index("closed", ONE_SHARD, IDS, TEXTS);
        node.ask("POST", "closed/_close", "");
        Held.refuses("a closed index", () -> searcher("closed").search(cat(3)), "HTTP 400", "closed");
        Held.refuses(
                "an unknown query",
                () -> asked("docs", "{\"query\":{\"wrong\":{}}}"),
                "HTTP 400",
                "unknown query [wrong]");
        Held.refuses("hits in another order", () -> asked("docs", "{\"sort\":[\"_doc\"]}"), "without _id or _score");
        Held.hold(
                "from is not taken",
                ids(IDS, asked("docs", "{\"from\":1,\"query\":{\"match\":{\"text\":\"cat\"}}}")),
                List.of("d3", "d1", "d2"));
        String words =
                String.join(" ", IntStream.range(0, 1100).mapToObj(i -> "w" + i).toList());
        SearchRequest longText = request(IDS, TEXTS, List.of(words), Optional.empty(), 3);
        if (manyWords) {
            Held.hold(
                    "a query of 1,100 words",
                    searcher("docs").search(longText).get(0).size(),
                    0);
        } else {
            Held.refuses("a query of 1,100 words", () -> searcher("docs").search(longText), "HTTP 400", "1024");
        }
        Held.refuses(
                "a server that has no such thing",
                () -> searcher("docs/a/b").search(cat(3)),
                "HTTP 400: 'no handler found");
    }

    private Ranking asked(String index, String body) {
        return RestSearcher.of("me/asked", "1", node.at(index), text -> body)
                .search(cat(4))
                .get(0);
    }

    private void manyDocuments() throws IOException, InterruptedException {
        List<String> ids = IntStream.range(0, 10_050).mapToObj(i -> "m" + i).toList();
        List<String> texts = Collections.nCopies(ids.size(), "cat");
        node.index("many", ONE_SHARD, ids, texts);
        SearchRequest deep = request(ids, texts, List.of("cat"), Optional.empty(), 10_001);
        Held.refuses(
                "more than 10,000 hits",
                () -> searcher("many").search(deep),
                "HTTP 400",
                "Result window is too large",
                "10001");
        Held.hold(
                "10,000 of 10,050",
                searcher("many")
                        .search(request(ids, texts, List.of("cat"), Optional.empty(), 10_000))
                        .get(0)
                        .size(),
                10_000);
        node.ask("PUT", "many/_settings", "{\"index.max_result_window\":20000}");
        Held.hold(
                "10,001 where the index allows them",
                searcher("many").search(deep).get(0).size(),
                10_001);
    }

    private void shardsAndAliases() throws IOException, InterruptedException {
        node.index(
                "parted",
                "{\"settings\":{\"number_of_shards\":5,\"number_of_replicas\":0}}",
                IDS.subList(0, 2),
                TEXTS.subList(0, 2));
        node.add("parted", IDS.subList(2, 4), TEXTS.subList(2, 4), "?refresh=true&routing=elsewhere");
        Held.hold("five shards, a routing", searcher("parted").search(cat(4)).get(0).size(), 3);
        node.index("first", ONE_SHARD, IDS.subList(0, 2), TEXTS.subList(0, 2));
        node.index("second", ONE_SHARD, IDS.subList(2, 4), TEXTS.subList(2, 4));
        node.ask(
                "POST",
                "_aliases",
                "{\"actions\":[{\"add\":{\"index\":\"first\",\"alias\":\"both\"}},{\"add\":{\"index\":\"second\",\"alias\":\"both\"}},"
                        + "{\"add\":{\"index\":\"more\",\"alias\":\"part\",\"filter\":{\"ids\":{\"values\":[\"d1\",\"d2\",\"d3\",\"d5\"]}}}}]}");
        Held.hold("an alias of two indices", searcher("both").search(cat(4)).get(0).size(), 3);
        Held.hold("both by name", searcher("first,second").search(cat(4)).get(0).size(), 3);
        Held.refuses("an alias that hides one", () -> searcher("part").search(cat(4)), "has no document 'd4'");
    }

    /** Against Lucene with the same analysis, which scores alike up to a factor. */
    private void wholeTasks() throws IOException, InterruptedException {
        StandardAnalyzer analyzer = new StandardAnalyzer();
        for (String task : List.of("MiniRetrieval.en", "MiniReranking.en")) {
            List<SearchRequest> seen = new ArrayList<>();
            Searcher lucene = new Listening(
                    LuceneSearcher.indexing(
                            "me/lucene",
                            "1",
                            () -> new IndexWriterConfig(analyzer),
                            (id, text) -> {
                                Document document = new Document();
                                document.add(new TextField("text", text, Field.Store.NO));
                                return document;
                            },
                            text -> {
                                Query query = new QueryBuilder(analyzer).createBooleanQuery("text", text);
                                return query == null ? new MatchNoDocsQuery() : query;
                            }),
                    seen);
            ModelRun here = Plumbline.evaluate(lucene, Plumbline.tasks(task), home.resolve("results"));
            String name = task.toLowerCase(Locale.ROOT);
            node.index(name, ONE_SHARD, seen.get(0).documentIds(), seen.get(0).documentTexts());
            ModelRun there = Plumbline.evaluate(searcher(name), Plumbline.tasks(task), home.resolve("results"));
            Held.hold(task + " as by Lucene here, " + here.mainScores().get(task), there.mainScores(), here.mainScores());
        }
    }

    private void neighboursByQuery() throws IOException, InterruptedException {
        vectors(
                "{\"settings\":{\"index.knn\":true,\"number_of_shards\":1,\"number_of_replicas\":0},\"mappings\":{\"properties\":"
                        + "{\"v\":{\"type\":\"knn_vector\",\"dimension\":2,\"method\":"
                        + "{\"name\":\"hnsw\",\"engine\":\"lucene\",\"space_type\":\"cosinesimil\"}}}}}");
        neighbours("{\"query\":{\"knn\":{\"v\":{\"vector\":[1,0],\"k\":4}}}}");
    }

    private void neighboursBesideQuery() throws IOException, InterruptedException {
        String standard = "{\"retriever\":{\"standard\":{\"query\":{\"match\":{\"text\":\"cat\"}}}}}";
        Held.hold("a retriever", ids(IDS, asked("docs", standard)), List.of("d3", "d1", "d2"));
        vectors("{\"settings\":{\"number_of_shards\":1,\"number_of_replicas\":0},\"mappings\":{\"properties\":"
                + "{\"v\":{\"type\":\"dense_vector\",\"dims\":2,\"similarity\":\"cosine\"}}}}");
        String knn = "{\"field\":\"v\",\"query_vector\":[1,0],\"k\":4,\"num_candidates\":10%s}";
        neighbours("{\"knn\":" + knn.formatted("") + "}");
        neighbours("{\"query\":{\"match\":{\"text\":\"no such word\"}},\"knn\":["
                + knn.formatted(",\"filter\":{\"match_all\":{}}") + "]}");
    }

    private void vectors(String settings) throws IOException, InterruptedException {
        node.ask("PUT", "vectors", settings);
        for (int i = 0; i < IDS.size(); i++) {
            node.ask("PUT", "vectors/_doc/" + IDS.get(i) + "?refresh=true", "{\"v\":[1," + (3 - i) + "]}");
        }
    }

    private void neighbours(String body) {
        RestSearcher knn = RestSearcher.of("me/knn", "1", node.at("vectors"), text -> body);
        Held.hold("neighbours by " + body, ids(IDS, knn.search(cat(3)).get(0)), List.of("d4", "d3", "d2"));
        Ranking among = knn.search(request(IDS, TEXTS, List.of("cat"), Optional.of(List.of(new int[] {0, 2})), 3))
                .get(0);
        Held.hold("candidates among them", ids(IDS, among), List.of("d3", "d1"));
        Held.hold("all of them found", among.score(1) > 0, true);
    }

    private void secured() throws IOException, InterruptedException {
        // 503 until the node has read who its users are, which is asked again
        Held.refuses(
                "nobody",
                () -> searcher("docs").search(cat(3)),
                "HTTP 401: 'Unauthorized'; withHeader(\"Authorization\", ...) sends a key");
        System.out.println("  " + node.version());
        node.index("docs", ONE_SHARD, IDS, TEXTS);
        Held.refuses(
                "a wrong password",
                () -> searcher("docs")
                        .withHeader("Authorization", StudiedNode.basic("admin:wrong"))
                        .search(cat(3)),
                "HTTP 401");
        Held.refuses(
                "who may not",
                () -> searcher("docs")
                        .withHeader("Authorization", StudiedNode.basic("logstash:logstash"))
                        .search(cat(3)),
                "HTTP 403",
                "no permissions for",
                "withHeader");
        Held.hold(
                "who may",
                ids(
                        IDS,
                        searcher("docs")
                                .withHeader("Authorization", StudiedNode.basic("kibanaro:kibanaro"))
                                .search(cat(3))
                                .get(0)),
                List.of("d3", "d1", "d2"));
        RestSearcher named = RestSearcher.matching(
                "me/named", "1", URI.create("http://kibanaro:kibanaro@" + node.address() + "/docs"), "text");
        Held.hold("by a name in the address", ids(IDS, named.search(cat(3)).get(0)), List.of("d3", "d1", "d2"));
    }

    /** Several ask at once where three shards' searches may wait. */
    private void busy() throws Exception {
        System.out.println("  " + node.version());
        node.index("docs", "{\"settings\":{\"number_of_shards\":2,\"number_of_replicas\":0}}", IDS, TEXTS);
        List<String> queries = Collections.nCopies(150, "stocks");
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<List<Ranking>>> asked = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                asked.add(threads.submit(
                        () -> searcher("docs").search(request(IDS, TEXTS, queries, Optional.empty(), 3))));
            }
            for (Future<List<Ranking>> each : asked) {
                List<List<String>> found =
                        each.get().stream().map(ranking -> ids(IDS, ranking)).toList();
                Held.hold("a busy node's answers", found, Collections.nCopies(150, List.of("d4")));
            }
        } finally {
            threads.shutdownNow();
        }
        long rejected = 0;
        for (JsonNode each : node.ask("GET", "_nodes/stats/thread_pool", "").path("nodes")) {
            rejected += each.path("thread_pool").path("search").path("rejected").asLong();
        }
        Held.hold("which turned searches away, " + rejected, rejected > 0, true);
    }

    private record Listening(Searcher other, List<SearchRequest> seen) implements Searcher {

        @Override
        public ModelCard card() {
            return other.card();
        }

        @Override
        public List<Ranking> search(SearchRequest request) {
            seen.add(request);
            return other.search(request);
        }

        @Override
        public String prompt(TaskSpec task, Role role) {
            return "";
        }

        @Override
        public void close() {}
    }
}
