package dev.plumbline.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The files of a repository at one commit, which never change.
 *
 * @param files by path
 * @param asked the revisions under which the commit was asked for: itself, or branches
 * @param ours whether we made the snapshot; not if Python had begun it before
 */
public record RepositoryListing(Map<String, ListedFile> files, Set<String> asked, boolean ours) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT_VERSION = 1;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    public RepositoryListing {
        files = Collections.unmodifiableMap(new TreeMap<>(files));
        asked = Collections.unmodifiableSet(new TreeSet<>(asked));
    }

    public static RepositoryListing of(Collection<ListedFile> files, String asked) {
        Map<String, ListedFile> byPath = new TreeMap<>();
        files.forEach(file -> byPath.put(file.path(), file));
        return new RepositoryListing(byPath, Set.of(asked), false);
    }

    /** The same files, asked for under one more revision. */
    public RepositoryListing askedAs(String revision) {
        Set<String> all = new TreeSet<>(asked);
        all.add(revision);
        return new RepositoryListing(files, all, ours);
    }

    /** The same files, in a snapshot that is ours or is not. */
    public RepositoryListing ownedByUs(boolean isOurs) {
        return new RepositoryListing(files, asked, isOurs);
    }

    /** In the format of {@code huggingface_hub}'s {@code trees/<commit>.json}, with {@code asked} and {@code ours} added. */
    public String toJson() {
        ObjectNode root = JSON.createObjectNode();
        root.put("format_version", FORMAT_VERSION);
        asked.forEach(root.putArray("asked")::add);
        root.put("ours", ours);
        ObjectNode nodes = root.putObject("files");
        files.forEach((path, file) -> {
            ObjectNode node = nodes.putObject(path);
            file.size().ifPresent(size -> node.put("size", size));
            file.etag().ifPresent(etag -> node.put(isSha256(etag) ? "lfs_sha256" : "blob_id", etag));
        });
        return root.toPrettyString() + "\n";
    }

    /**
     * Reads such a file, ours or that of {@code huggingface_hub}; empty if it is of a later version.
     *
     * @throws IOException if the text is no such file
     */
    static Optional<RepositoryListing> parse(String json) throws IOException {
        JsonNode root = JSON.readTree(json);
        if (!root.path("format_version").isInt() || !root.path("files").isObject()) {
            throw new IOException("not the listing of a commit");
        }
        if (root.get("format_version").intValue() != FORMAT_VERSION) {
            return Optional.empty();
        }
        Map<String, ListedFile> files = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : root.path("files").properties()) {
            files.put(entry.getKey(), file(entry.getKey(), entry.getValue()));
        }
        Set<String> asked = new TreeSet<>();
        root.path("asked").forEach(revision -> asked.add(revision.asText()));
        return Optional.of(new RepositoryListing(files, asked, root.path("ours").asBoolean(false)));
    }

    private static ListedFile file(String path, JsonNode node) throws IOException {
        JsonNode size = node.has("lfs_size") ? node.get("lfs_size") : node.path("size");
        JsonNode etag = node.has("lfs_sha256") ? node.get("lfs_sha256") : node.path("blob_id");
        if (etag.isTextual() && !HASH.matcher(etag.textValue()).matches()) {
            throw new IOException("'" + etag.textValue() + "' is not a hash");
        }
        return new ListedFile(
                path,
                size.canConvertToLong() && size.longValue() >= 0
                        ? OptionalLong.of(size.longValue())
                        : OptionalLong.empty(),
                Optional.ofNullable(etag.textValue()));
    }

    /** Whether an etag is a SHA-256 in hex. */
    public static boolean isSha256(String etag) {
        return etag.length() == 64 && HASH.matcher(etag).matches();
    }

    /** Whether an etag is a git blob's SHA-1 in hex. */
    public static boolean isGitHash(String etag) {
        return etag.length() == 40 && HASH.matcher(etag).matches();
    }
}
