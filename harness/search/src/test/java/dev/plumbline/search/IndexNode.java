package dev.plumbline.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;

/**
 * Speaks of the API of Elasticsearch and OpenSearch what a searcher needs, over an index of Lucene, as both do; test/search-nodes.sh
 * asks them themselves.
 */
final class IndexNode implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_HITS = 10_000;

    private final HttpServer server;
    private final IndexSearcher searcher;
    final List<String> paths = new ArrayList<>();
    final List<String> bodies = new ArrayList<>();
    final List<String> authorizations = new ArrayList<>();
    /** Answered in their turn before anything else. */
    final Deque<Object[]> first = new ArrayDeque<>();

    IndexNode(IndexSearcher searcher) throws IOException {
        this.searcher = searcher;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/docs/", this::answer);
        server.start();
    }

    URI index() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/docs");
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        paths.add(exchange.getRequestURI().toString());
        bodies.add(body);
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        Object[] other = first.poll();
        if (other != null) {
            send(exchange, (Integer) other[0], (String) other[1]);
            return;
        }
        if (!exchange.getRequestURI().getPath().equals("/docs/_msearch")) {
            throw new IllegalArgumentException(exchange.getRequestURI().toString());
        }
        send(exchange, 200, searched(body.split("\n")).toString());
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private JsonNode searched(String[] lines) throws IOException {
        ObjectNode answer = JSON.createObjectNode().put("took", 1);
        ArrayNode responses = answer.putArray("responses");
        for (int i = 1; i < lines.length; i += 2) {
            if (!JSON.readTree(lines[i - 1])
                    .path("allow_partial_search_results")
                    .isBoolean()) {
                throw new IllegalArgumentException(lines[i - 1]);
            }
            JsonNode body = JSON.readTree(lines[i]);
            responses.add(body.path("size").asInt() > MOST_HITS ? tooMany(body) : found(body));
        }
        return answer;
    }

    private JsonNode found(JsonNode body) throws IOException {
        ObjectNode response = JSON.createObjectNode();
        response.put("took", 1).put("timed_out", false).put("status", 200);
        response.putObject("_shards")
                .put("total", 1)
                .put("successful", 1)
                .put("skipped", 0)
                .put("failed", 0);
        ObjectNode found = response.putObject("hits");
        Query query = query(body.path("query"));
        found.putObject("total").put("value", searcher.count(query)).put("relation", "eq");
        ArrayNode hits = found.putNull("max_score").putArray("hits");
        int size = body.path("size").asInt();
        for (ScoreDoc hit : size == 0 ? new ScoreDoc[0] : searcher.search(query, size).scoreDocs) {
            String id = searcher.storedFields().document(hit.doc, Set.of("id")).get("id");
            hits.addObject().put("_index", "docs").put("_id", id).put("_score", hit.score);
        }
        return response;
    }

    private static JsonNode tooMany(JsonNode body) {
        return failure(
                400,
                "all shards failed",
                "Result window is too large, from + size must be less than or equal to: [10000] but was ["
                        + body.path("size").asInt() + "].");
    }

    /** As OpenSearch 2.19 says it, in the middle of other answers: a summary above, what was wrong among the causes. */
    static ObjectNode failure(int status, String summary, String cause) {
        ObjectNode response = JSON.createObjectNode();
        ObjectNode error = response.putObject("error");
        error.putArray("root_cause").addObject().put("reason", cause);
        error.put("type", "search_phase_execution_exception").put("reason", summary);
        response.put("status", status);
        return response;
    }

    private static Query query(JsonNode query) {
        if (query.isMissingNode()) {
            return new MatchAllDocsQuery();
        }
        if (query.has("ids")) {
            List<BytesRef> ids = new ArrayList<>();
            query.path("ids").path("values").forEach(id -> ids.add(new BytesRef(id.asText())));
            return new ConstantScoreQuery(new TermInSetQuery("id", ids));
        }
        if (query.has("bool")) {
            return new BooleanQuery.Builder()
                    .add(query(query.path("bool").path("must")), BooleanClause.Occur.MUST)
                    .add(query(query.path("bool").path("filter")), BooleanClause.Occur.FILTER)
                    .build();
        }
        return SmallIndex.query(query.path("match").path("text").asText());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
