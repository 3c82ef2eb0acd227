package dev.plumbline.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Ranking;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.SearchRequest;
import dev.plumbline.tasks.Searcher;
import dev.plumbline.tasks.Similarity;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * An index of Elasticsearch or OpenSearch, over the API that both have: {@code _count}, {@code _mget} and {@code _msearch}. It
 * holds the corpus of the task that is scored and no more, each document under the task's id as its {@code _id}. Nothing is
 * written to it.
 *
 * <p>Partial answers, of shards that failed or ran out of time, are errors: a score of half an index is none.
 */
public final class RestSearcher implements Searcher {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final int QUERIES_AT_ONCE = 50;
    private static final int IDS_AT_ONCE = 1000;

    private final ModelCard card;
    private final URI index;
    private final Function<String, String> bodies;
    private final Map<String, String> headers;

    private RestSearcher(ModelCard card, URI index, Function<String, String> bodies, Map<String, String> headers) {
        this.card = card;
        this.index = index;
        this.bodies = bodies;
        this.headers = headers;
    }

    /**
     * An index, asked by a {@code match} query on one field.
     *
     * @param name {@code org/name}; results lie under it
     * @param revision of the index and its queries: results of one revision are taken over as long as it stays the same
     * @param index its address, {@code http(s)://HOST:PORT/INDEX}
     */
    public static RestSearcher matching(String name, String revision, URI index, String field) {
        return of(
                name,
                revision,
                index,
                text -> JSON.createObjectNode()
                        .set(
                                "query",
                                JSON.createObjectNode()
                                        .set("match", JSON.createObjectNode().put(field, text)))
                        .toString());
    }

    /**
     * An index, asked as its application asks it.
     *
     * @param bodies makes the body of {@code _search} of a task's text: {@code query}, {@code knn}, {@code retriever}, whatever
     *     the server knows; {@code size} and {@code _source} are set here. Reranking tasks need a {@code query}
     */
    public static RestSearcher of(String name, String revision, URI index, Function<String, String> bodies) {
        if (index.getHost() == null
                || index.getPath() == null
                || index.getPath().length() < 2) {
            throw PlumblineException.usage(index + " is not the address of an index, http(s)://HOST:PORT/INDEX");
        }
        return new RestSearcher(new ModelCard(name, revision, 0, 0, 0, Similarity.DOT), index, bodies, Map.of());
    }

    /** A header of every request, such as {@code Authorization}; its value is in no message. */
    public RestSearcher withHeader(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new RestSearcher(card, index, bodies, more);
    }

    @Override
    public ModelCard card() {
        return card;
    }

    @Override
    public List<Ranking> search(SearchRequest request) {
        IndexServer server = new IndexServer(index, headers);
        IndexedCorpus corpus = new IndexedCorpus(card.name(), request);
        check(server, request, corpus);
        List<Ranking> rankings = new ArrayList<>();
        int queries = request.queryTexts().size();
        for (int from = 0; from < queries; from += QUERIES_AT_ONCE) {
            int to = Math.min(queries, from + QUERIES_AT_ONCE);
            StringBuilder lines = new StringBuilder();
            for (int i = from; i < to; i++) {
                lines.append("{}\n").append(body(request, i, corpus)).append('\n');
            }
            JsonNode responses = server.post("_msearch", lines.toString(), "application/x-ndjson")
                    .path("responses");
            if (responses.size() != to - from) {
                throw server.unusable(responses.size() + " answers to " + (to - from) + " queries");
            }
            for (int i = from; i < to; i++) {
                List<IndexedCorpus.Hit> hits = hits(server, responses.get(i - from));
                rankings.add(
                        request.candidates().isPresent()
                                ? corpus.ranking(
                                        hits, request.candidates().get().get(i))
                                : corpus.ranking(hits));
            }
        }
        return rankings;
    }

    private static void check(IndexServer server, SearchRequest request, IndexedCorpus corpus) {
        corpus.checkSize(
                server.post("_count", "{}", "application/json").path("count").asLong(-1));
        List<String> ids = request.documentIds();
        for (int from = 0; from < ids.size(); from += IDS_AT_ONCE) {
            ArrayNode wanted = JSON.createArrayNode();
            ids.subList(from, Math.min(ids.size(), from + IDS_AT_ONCE)).forEach(wanted::add);
            JsonNode found = server.post(
                            "_mget?_source=false",
                            JSON.createObjectNode().set("ids", wanted).toString(),
                            "application/json")
                    .path("docs");
            for (int i = 0; i < wanted.size(); i++) {
                if (!found.path(i).path("found").asBoolean(false)) {
                    throw corpus.missing(ids.get(from + i));
                }
            }
        }
    }

    private ObjectNode body(SearchRequest request, int number, IndexedCorpus corpus) {
        String text = request.queryTexts().get(number);
        ObjectNode body = parsed(bodies.apply(text), text);
        int size = request.depth();
        if (request.candidates().isPresent()) {
            JsonNode query = body.get("query");
            if (query == null) {
                throw PlumblineException.usage(
                        card.name() + ": " + request.task().name()
                                + " ranks candidates, and only a body with a query can be kept to them");
            }
            List<String> ids = corpus.candidates(request.candidates().get().get(number));
            ArrayNode values = JSON.createArrayNode();
            ids.forEach(values::add);
            ObjectNode among = JSON.createObjectNode();
            among.set("must", query);
            among.set(
                    "filter",
                    JSON.createObjectNode().set("ids", JSON.createObjectNode().set("values", values)));
            body.set("query", JSON.createObjectNode().set("bool", among));
            size = Math.max(1, ids.size());
        }
        body.put("size", size);
        body.put("_source", false);
        return body;
    }

    private ObjectNode parsed(String body, String text) {
        try {
            if (JSON.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            // said below
        }
        throw PlumblineException.usage(card.name() + ": the body made of '" + text + "' is not a JSON object: " + body);
    }

    private static List<IndexedCorpus.Hit> hits(IndexServer server, JsonNode response) {
        if (response.has("error")) {
            throw server.unusable(
                    "'" + response.path("error").path("reason").asText("an error without a reason") + "'");
        }
        int failed = response.path("_shards").path("failed").asInt(0);
        if (failed > 0 || response.path("timed_out").asBoolean(false)) {
            throw server.unusable(
                    failed > 0 ? "hits of some shards, and failures of " + failed : "some hits when its time was up");
        }
        List<IndexedCorpus.Hit> hits = new ArrayList<>();
        for (JsonNode hit : response.path("hits").path("hits")) {
            if (!hit.path("_id").isTextual() || !hit.path("_score").isNumber()) {
                throw server.unusable("a hit without _id or _score: " + hit);
            }
            hits.add(new IndexedCorpus.Hit(
                    hit.path("_id").asText(), (float) hit.path("_score").asDouble()));
        }
        return hits;
    }

    /** Nothing: texts go to the query as they stand. */
    @Override
    public String prompt(TaskSpec task, Role role) {
        return "";
    }

    @Override
    public void close() {}
}
