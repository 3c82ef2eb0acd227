package dev.plumbline.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the hub says about repositories; {@code hf_api.py} of {@code huggingface_hub} 2.4.0. */
final class HubApi {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_BYTES = 1 << 28;
    private static final String FIRST_PAGE = "recursive=true&expand=false";
    private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;[^,]*\\brel=\"?next\"?");
    private static final Pattern ETAG = Pattern.compile("[0-9A-Za-z_-][0-9A-Za-z._-]{0,127}");
    private static final Set<Integer> NO_SUCH_CALL = Set.of(404, 405, 501);

    private final HubTransport transport;
    private final Attempts attempts;
    private final Duration patience;

    HubApi(HubTransport transport, Attempts attempts, Duration patience) {
        this.transport = transport;
        this.attempts = attempts;
        this.patience = patience;
    }

    /**
     * The commit that a branch or tag is at.
     *
     * @throws dev.plumbline.ground.PlumblineException if there is no such repository or revision, or none to be seen
     * @throws TransientFailure if the hub cannot be reached
     */
    String commit(RepositoryId id, String revision) throws IOException {
        String commit = revision(id, revision).path("sha").asText();
        if (!RepositoryId.isCommit(commit)) {
            throw noHub(transport.addresses().revision(id, revision), "it names no commit");
        }
        return commit;
    }

    /**
     * The files of a commit: its tree, or, on a mirror that does not know trees, what it says of the revision.
     *
     * @param asked the revision the commit was asked for as
     * @throws dev.plumbline.ground.PlumblineException if there is no such repository or commit, or none to be seen, or a
     *     name that is refused
     * @throws TransientFailure if the hub cannot be reached
     */
    RepositoryListing listing(RepositoryId id, String commit, String asked) throws IOException {
        Optional<List<ListedFile>> tree = tree(id, commit);
        List<ListedFile> files = tree.isPresent() ? tree.get() : siblings(revision(id, commit), id, commit);
        HubNames.check(id, files.stream().map(ListedFile::path).toList());
        return RepositoryListing.of(files, asked);
    }

    /** Size and hash of a file that the listing has without them. */
    ListedFile describe(RepositoryId id, String commit, String path) throws IOException {
        URI address = transport.addresses().file(id, commit, path);
        return attempts.call(() -> {
            try (HubReply reply = transport.exchange("HEAD", address, Map.of(), patience)) {
                throwIfPassing(reply);
                boolean redirect = reply.status() / 100 == 3;
                if (reply.status() != 200 && !redirect) {
                    throw new HubRefusal(transport, id, commit).ofFile(reply, path);
                }
                String etag = reply.header("X-Linked-Etag")
                        .or(() -> reply.header("ETag"))
                        .map(value -> value.replaceFirst("^W/", "").replace("\"", ""))
                        .orElse("");
                if (!ETAG.matcher(etag).matches()) {
                    throw noHub(address, "it gives no ETag");
                }
                Optional<String> size = reply.header("X-Linked-Size")
                        .or(() -> redirect ? Optional.empty() : reply.header("Content-Length"));
                return new ListedFile(path, size.map(HubApi::size).orElse(OptionalLong.empty()), Optional.of(etag));
            }
        });
    }

    /** Empty if the endpoint has no such call. */
    private Optional<List<ListedFile>> tree(RepositoryId id, String commit) throws IOException {
        List<ListedFile> files = new ArrayList<>();
        Set<String> queries = new HashSet<>();
        Optional<String> query = Optional.of(FIRST_PAGE);
        while (query.isPresent()) {
            URI address = transport.addresses().tree(id, commit, query.get());
            if (!queries.add(query.get())) {
                throw noHub(address, "its pages go round in a circle");
            }
            Optional<Page> page = attempts.call(() -> page(address, id, commit));
            if (page.isEmpty()) {
                return Optional.empty();
            }
            files.addAll(page.get().files());
            query = page.get().next();
        }
        return Optional.of(files);
    }

    /** One page of a tree, and the query of the next. */
    private record Page(List<ListedFile> files, Optional<String> next) {}

    /** Empty if the endpoint has no such call. */
    private Optional<Page> page(URI address, RepositoryId id, String commit) throws IOException {
        try (HubReply reply = transport.exchange("GET", address, Map.of(), patience)) {
            throwIfPassing(reply);
            if (NO_SUCH_CALL.contains(reply.status())
                    && reply.header("X-Error-Code").isEmpty()) {
                return Optional.empty();
            }
            if (reply.status() != 200) {
                throw new HubRefusal(transport, id, commit).ofRevision(reply);
            }
            JsonNode entries = json(address, reply);
            if (!entries.isArray()) {
                throw noHub(address, "its list of files is none");
            }
            List<ListedFile> files = new ArrayList<>();
            for (JsonNode entry : entries) {
                if (entry.path("type").asText().equals("file")) {
                    files.add(file(entry.path("path"), entry, "oid", "oid"));
                }
            }
            // Only the query of the next address: mirrors pass on the hub's own, and every request goes to the
            // endpoint.
            return Optional.of(
                    new Page(files, reply.headers().firstValue("Link").flatMap(HubApi::nextQuery)));
        }
    }

    private static Optional<String> nextQuery(String link) {
        Matcher next = NEXT.matcher(link);
        return next.find() && next.group(1).indexOf('?') >= 0
                ? Optional.of(next.group(1).substring(next.group(1).indexOf('?') + 1))
                : Optional.empty();
    }

    private static List<ListedFile> siblings(JsonNode revision, RepositoryId id, String commit) {
        if (!revision.path("siblings").isArray()) {
            throw id.type().problem("the hub's answer about " + id + " at revision " + commit + " lists no files");
        }
        List<ListedFile> files = new ArrayList<>();
        for (JsonNode entry : revision.path("siblings")) {
            files.add(file(entry.path("rfilename"), entry, "blobId", "sha256"));
        }
        return files;
    }

    private static ListedFile file(JsonNode path, JsonNode entry, String gitHash, String largeHash) {
        JsonNode large = entry.path("lfs");
        JsonNode size = large.isObject() ? large.path("size") : entry.path("size");
        String etag = (large.isObject() ? large.path(largeHash) : entry.path(gitHash)).asText();
        boolean known = RepositoryListing.isSha256(etag) || RepositoryListing.isGitHash(etag);
        return new ListedFile(
                path.asText(),
                size.isIntegralNumber() ? size(size.asText()) : OptionalLong.empty(),
                known ? Optional.of(etag) : Optional.empty());
    }

    private static OptionalLong size(String text) {
        return text.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private JsonNode revision(RepositoryId id, String revision) throws IOException {
        URI address = transport.addresses().revision(id, revision);
        return attempts.call(() -> {
            try (HubReply reply = transport.exchange("GET", address, Map.of(), patience)) {
                throwIfPassing(reply);
                if (reply.status() != 200) {
                    throw new HubRefusal(transport, id, revision).ofRevision(reply);
                }
                return json(address, reply);
            }
        });
    }

    private static void throwIfPassing(HubReply reply) throws TransientFailure {
        Optional<TransientFailure> passing = HubRefusal.passing(reply);
        if (passing.isPresent()) {
            throw passing.get();
        }
    }

    private static JsonNode json(URI address, HubReply reply) throws IOException {
        byte[] bytes;
        try {
            bytes = reply.body().readNBytes(MOST_BYTES);
        } catch (IOException e) {
            throw TransientFailure.cut("the answer of " + reply.address() + " broke off (" + e.getMessage() + ")", e);
        }
        try {
            return JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw noHub(address, "its answer is no JSON");
        }
    }

    private static IOException noHub(URI address, String why) {
        return new IOException(address + " does not answer as a hub does: " + why
                + "; look at HF_ENDPOINT, and at proxies in between");
    }
}
