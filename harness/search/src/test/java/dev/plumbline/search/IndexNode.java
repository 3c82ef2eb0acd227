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
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** Speaks of the API of Elasticsearch and OpenSearch what a searcher needs, over an index of Lucene, as both do. */
final class IndexNode implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final IndexSearcher searcher;
    final List<String> paths = new ArrayList<>();
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
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        Object[] other = first.poll();
        if (other != null) {
            send(exchange, (Integer) other[0], (String) other[1]);
            return;
        }
        JsonNode answer =
                switch (exchange.getRequestURI().getPath()) {
                    case "/docs/_count" ->
                        JSON.createObjectNode()
                                .put("count", searcher.getIndexReader().numDocs());
                    case "/docs/_mget" -> found(JSON.readTree(body));
                    case "/docs/_msearch" -> searched(body.split("\n"));
                    default ->
                        throw new IllegalArgumentException(
                                exchange.getRequestURI().toString());
                };
        send(exchange, 200, answer.toString());
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private JsonNode found(JsonNode wanted) throws IOException {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode docs = answer.putArray("docs");
        for (JsonNode id : wanted.path("ids")) {
            docs.addObject()
                    .put("_id", id.asText())
                    .put("found", searcher.count(new TermQuery(new Term("id", id.asText()))) == 1);
        }
        return answer;
    }

    private JsonNode searched(String[] lines) throws IOException {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode responses = answer.putArray("responses");
        for (int i = 1; i < lines.length; i += 2) {
            JsonNode body = JSON.readTree(lines[i]);
            ObjectNode response = responses.addObject();
            response.put("timed_out", false).putObject("_shards").put("failed", 0);
            ArrayNode hits = response.putObject("hits").putArray("hits");
            int size = body.path("size").asInt();
            for (ScoreDoc hit : searcher.search(query(body.path("query")), size).scoreDocs) {
                String id =
                        searcher.storedFields().document(hit.doc, Set.of("id")).get("id");
                hits.addObject().put("_id", id).put("_score", hit.score);
            }
        }
        return answer;
    }

    private static Query query(JsonNode query) {
        if (query.has("bool")) {
            List<BytesRef> ids = new ArrayList<>();
            query.path("bool")
                    .path("filter")
                    .path("ids")
                    .path("values")
                    .forEach(id -> ids.add(new BytesRef(id.asText())));
            return new BooleanQuery.Builder()
                    .add(query(query.path("bool").path("must")), BooleanClause.Occur.MUST)
                    .add(new TermInSetQuery("id", ids), BooleanClause.Occur.FILTER)
                    .build();
        }
        return SmallIndex.query(query.path("match").path("text").asText());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
