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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * An index of Elasticsearch or OpenSearch, or an alias of some, over {@code _msearch}, which both have. It holds the corpus of
 * the task that is scored and no more, each document under the task's id as its {@code _id}; what was written last must have
 * been refreshed. Nothing is written to it.
 *
 * <p>Partial answers, of shards that failed or ran out of time, are errors: a score of half an index is none. Of documents with
 * equal scores the greater id comes first; which of them are still among the best, the server says.
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
     * @param index its address, {@code http(s)://HOST:PORT/INDEX}; a user and a password in it are sent as Basic authorization
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
     *     the server knows, but nothing that leaves hits without a score, as {@code sort} does; {@code size}, {@code from} and
     *     {@code _source} are set here. Reranking tasks need a {@code query} or {@code knn}
     */
    public static RestSearcher of(String name, String revision, URI index, Function<String, String> bodies) {
        if (index.getHost() == null
                || index.getPath() == null
                || index.getPath().length() < 2
                || index.getQuery() != null) {
            throw PlumblineException.usage(
                    IndexServer.shown(index) + " is not the address of an index, http(s)://HOST:PORT/INDEX");
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
            List<JsonNode> answers = server.search(IntStream.range(from, Math.min(queries, from + QUERIES_AT_ONCE))
                    .mapToObj(number -> body(request, number, corpus))
                    .toList());
            for (JsonNode answer : answers) {
                List<IndexedCorpus.Hit> hits = hits(server, answer);
                rankings.add(
                        request.candidates().isPresent()
                                ? corpus.ranking(
                                        hits, request.candidates().get().get(rankings.size()))
                                : corpus.ranking(hits));
            }
        }
        return rankings;
    }

    /**
     * By the searches that queries are made of: {@code _mget} sees what these do not, documents that are not refreshed and those
     * that an alias hides, and fails where they do not, with an alias of two indices and documents with a routing.
     */
    private static void check(IndexServer server, SearchRequest request, IndexedCorpus corpus) {
        ObjectNode all = JSON.createObjectNode().put("track_total_hits", true);
        corpus.checkSize(server.search(List.of(all.put("size", 0)))
                .get(0)
                .path("hits")
                .path("total")
                .path("value")
                .asLong(-1));
        List<String> ids = request.documentIds();
        for (int from = 0; from < ids.size(); from += IDS_AT_ONCE) {
            List<String> wanted = ids.subList(from, Math.min(ids.size(), from + IDS_AT_ONCE));
            ObjectNode body = JSON.createObjectNode().put("size", wanted.size()).put("_source", false);
            Set<String> found = new HashSet<>();
            hits(
                            server,
                            server.search(List.of(body.set("query", withIds(wanted))))
                                    .get(0))
                    .forEach(hit -> found.add(hit.id()));
            for (String id : wanted) {
                if (!found.contains(id)) {
                    throw corpus.missing(id);
                }
            }
        }
    }

    private static ObjectNode withIds(List<String> ids) {
        ObjectNode query = JSON.createObjectNode();
        ids.forEach(query.putObject("ids").putArray("values")::add);
        return query;
    }

    private ObjectNode body(SearchRequest request, int number, IndexedCorpus corpus) {
        String text = request.queryTexts().get(number);
        ObjectNode body = parsed(bodies.apply(text), text);
        // more than there is would be refused by the thousand, index.max_result_window
        int size = Math.max(1, Math.min(request.depth(), request.documentIds().size()));
        if (request.candidates().isPresent()) {
            if (!body.has("query") && !body.has("knn")) {
                throw PlumblineException.usage(
                        card.name() + ": " + request.task().name()
                                + " ranks candidates, and only a body with query or knn can be kept to them");
            }
            List<String> ids = corpus.candidates(request.candidates().get().get(number));
            keepTo(body, withIds(ids));
            size = Math.max(1, ids.size());
        }
        body.put("size", size);
        body.remove("from");
        body.put("_source", false);
        return body;
    }

    /** Neighbours ({@code knn}, one or several) are looked for beside the query and do not see its filter. */
    private static void keepTo(ObjectNode body, ObjectNode candidates) {
        if (body.has("query")) {
            ObjectNode among = JSON.createObjectNode();
            among.set("must", body.get("query"));
            among.set("filter", candidates);
            body.set("query", JSON.createObjectNode().set("bool", among));
        }
        JsonNode knn = body.path("knn");
        for (JsonNode near : knn.isObject() ? List.of(knn) : knn) {
            if (near instanceof ObjectNode neighbours) {
                ArrayNode filters = JSON.createArrayNode();
                JsonNode own = neighbours.path("filter");
                (own.isObject() ? List.of(own) : own).forEach(filters::add);
                neighbours.set("filter", filters.add(candidates));
            }
        }
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
        List<IndexedCorpus.Hit> hits = new ArrayList<>();
        for (JsonNode hit : response.path("hits").path("hits")) {
            if (!hit.path("_id").isTextual() || !hit.path("_score").isNumber()) {
                throw server.incomplete("a hit without _id or _score (as sort makes them): " + hit);
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
