package dev.plumbline.hub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A hub on this machine, and a storage server on another port that it redirects large files to. Answers as
 * huggingface.co does, as far as {@code huggingface_hub} 2.4.0 asks (which downloads from it too: test/side-by-side), until
 * it is told to misbehave.
 */
public final class HubServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SHA256 = "0".repeat(64);
    private static final String GIT = "0".repeat(40);

    private final HttpServer hub;
    private final HttpServer storage;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Repository> repositories = new LinkedHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<Predicate<Request>, Deque<Fault>> faults = new LinkedHashMap<>();
    private int pageSize = 1000;
    private boolean trees = true;
    private String storageAddress;

    /**
     * A request as it came.
     *
     * @param server {@code hub} or {@code storage}
     * @param address with the host where a proxy is asked for it
     */
    public record Request(String server, String method, URI address, Headers headers) {

        public String path() {
            return address.getPath();
        }

        public boolean isFor(String file) {
            return path().endsWith("/" + file);
        }

        /** A header, or an empty text. */
        public String header(String name) {
            return headers.getOrDefault(name, List.of("")).get(0);
        }
    }

    /** What is done instead of answering. */
    @FunctionalInterface
    public interface Fault {

        /** Answers with {@code content}, that of the file that was asked for, or with anything else. */
        void answer(HttpExchange exchange, byte[] content) throws IOException;
    }

    private static final class Repository {
        private final String commit;
        private final Map<String, byte[]> files = new TreeMap<>();
        private String token = "";

        Repository(String commit) {
            this.commit = commit;
        }
    }

    public HubServer() throws IOException {
        hub = start("hub");
        storage = start("storage");
        storageAddress = address(storage);
    }

    /**
     * A hub for other programs, until its input ends. Prints its endpoint, and for every byte of input
     * what was asked since.
     *
     * @param arguments {@code datasets/org/name@commit=FOLDER}, or {@code models/...}
     */
    public static void main(String[] arguments) throws IOException {
        try (HubServer server = new HubServer()) {
            for (String argument : arguments) {
                int at = argument.indexOf('@');
                int equals = argument.indexOf('=');
                server.addFolder(
                        argument.substring(0, at),
                        argument.substring(at + 1, equals),
                        Path.of(argument.substring(equals + 1)));
            }
            System.out.println(server.endpoint());
            while (System.in.read() >= 0) {
                server.requests()
                        .forEach(request ->
                                System.out.println(request.server() + " " + request.method() + " " + request.path()));
                System.out.println("end");
                server.requests.clear();
            }
        }
    }

    private HttpServer start(String name) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(name, exchange));
        server.setExecutor(threads);
        server.start();
        return server;
    }

    private static String address(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** For {@code HF_ENDPOINT}. */
    public String endpoint() {
        return address(hub);
    }

    /** What was asked so far, in order. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** What was asked for a file's content. */
    public List<Request> downloads(String file) {
        return requests.stream()
                .filter(request -> request.method().equals("GET") && request.isFor(file))
                .toList();
    }

    /** Adds a file; {@code repository} is {@code datasets/org/name} or {@code models/org/name}. */
    public HubServer add(String repository, String commit, String path, byte[] content) {
        repositories
                .computeIfAbsent(repository, name -> new Repository(commit))
                .files
                .put(path, content.clone());
        return this;
    }

    public HubServer add(String repository, String commit, String path, String content) {
        return add(repository, commit, path, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds every file below a folder. */
    public HubServer addFolder(String repository, String commit, Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                add(repository, commit, folder.relativize(file).toString(), Files.readAllBytes(file));
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets only those with the token see a repository. */
    public HubServer protect(String repository, String token) {
        repositories.get(repository).token = token;
        return this;
    }

    /** Files on one page of a listing. */
    public HubServer withPagesOf(int files) {
        pageSize = files;
        return this;
    }

    /** A mirror that does not know trees. */
    public HubServer withoutTrees() {
        trees = false;
        return this;
    }

    /** What large files are redirected to begins so; relative if empty. */
    public HubServer redirectingTo(String address) {
        storageAddress = address;
        return this;
    }

    /** The next requests that fit are answered so, one after the other. */
    public synchronized HubServer misbehave(Predicate<Request> when, Fault... how) {
        faults.put(when, new ArrayDeque<>(List.of(how)));
        return this;
    }

    private synchronized Fault fault(Request request) {
        for (Map.Entry<Predicate<Request>, Deque<Fault>> entry : faults.entrySet()) {
            if (!entry.getValue().isEmpty() && entry.getKey().test(request)) {
                return entry.getValue().removeFirst();
            }
        }
        return null;
    }

    private void answer(String server, HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = new Request(
                    server, exchange.getRequestMethod(), exchange.getRequestURI(), exchange.getRequestHeaders());
            requests.add(request);
            Fault fault = fault(request);
            if (fault != null) {
                fault.answer(exchange, content(request.path()));
            } else if (server.equals("storage") || request.path().startsWith("/storage/")) {
                sendFile(exchange, content(request.path()));
            } else if (request.path().startsWith("/api/")) {
                api(exchange, request.path());
            } else {
                resolve(exchange, request.path());
            }
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private void api(HttpExchange exchange, String path) throws IOException {
        String call = path.contains("/tree/") ? "/tree/" : "/revision/";
        if (!path.contains(call) || (call.equals("/tree/") && !trees)) {
            error(exchange, 404, "");
            return;
        }
        String name = path.substring("/api/".length(), path.indexOf(call));
        Repository repository = admitted(exchange, name, path.substring(path.indexOf(call) + call.length()));
        if (repository == null) {
            return;
        }
        if (call.equals("/tree/")) {
            tree(exchange, repository);
        } else {
            ObjectNode answer = JSON.createObjectNode().put("id", name).put("sha", repository.commit);
            ArrayNode siblings = answer.putArray("siblings");
            // as mirrors do, without sizes
            repository.files.keySet().forEach(file -> siblings.addObject().put("rfilename", file));
            send(exchange, 200, answer.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Null once an error has been sent. */
    private Repository admitted(HttpExchange exchange, String name, String revision) throws IOException {
        Repository repository = repositories.get(name);
        if (repository == null) {
            error(exchange, 404, "RepoNotFound");
            return null;
        }
        if (!repository.token.isEmpty() && !header(exchange, "Authorization").equals("Bearer " + repository.token)) {
            error(exchange, 401, "GatedRepo");
            return null;
        }
        if (!revision.equals(repository.commit) && !revision.equals("main")) {
            error(exchange, 404, "RevisionNotFound");
            return null;
        }
        return repository;
    }

    private void tree(HttpExchange exchange, Repository repository) throws IOException {
        List<String> paths = new ArrayList<>(repository.files.keySet());
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        int from = query.contains("cursor=") ? Integer.parseInt(query.replaceAll(".*cursor=([0-9]+).*", "$1")) : 0;
        int to = Math.min(paths.size(), from + pageSize);
        ArrayNode page = JSON.createArrayNode();
        for (String path : paths.subList(from, to)) {
            byte[] content = repository.files.get(path);
            ObjectNode file =
                    page.addObject().put("type", "file").put("path", path).put("size", content.length);
            file.put("oid", BlobHash.of(content, GIT));
            if (isLarge(path)) {
                file.putObject("lfs")
                        .put("oid", BlobHash.of(content, SHA256))
                        .put("size", content.length)
                        .put("pointerSize", 134);
            }
        }
        page.addObject()
                .put("type", "directory")
                .put("path", "folder")
                .put("size", 0)
                .put("oid", GIT);
        if (to < paths.size()) {
            // the hub's own address, as a mirror passes it on
            exchange.getResponseHeaders()
                    .set(
                            "Link",
                            "<https://huggingface.co/api/x/tree/y?recursive=true&cursor=" + to + ">; rel=\"next\"");
        }
        send(exchange, 200, page.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void resolve(HttpExchange exchange, String path) throws IOException {
        int call = path.indexOf("/resolve/");
        if (call < 0) {
            error(exchange, 404, "");
            return;
        }
        String name = path.startsWith("/datasets/") ? path.substring(1, call) : "models" + path.substring(0, call);
        String rest = path.substring(call + "/resolve/".length());
        Repository repository = admitted(exchange, name, rest.substring(0, rest.indexOf('/')));
        if (repository == null) {
            return;
        }
        String file = rest.substring(rest.indexOf('/') + 1);
        byte[] content = repository.files.get(file);
        exchange.getResponseHeaders().set("X-Repo-Commit", repository.commit);
        if (content == null) {
            error(exchange, 404, "EntryNotFound");
        } else if (isLarge(file)) {
            exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + BlobHash.of(content, SHA256) + "\"");
            exchange.getResponseHeaders().set("X-Linked-Size", String.valueOf(content.length));
            exchange.getResponseHeaders()
                    .set(
                            "Location",
                            storageAddress + "/storage"
                                    + exchange.getRequestURI().getRawPath());
            send(exchange, 302, new byte[0]);
        } else {
            exchange.getResponseHeaders().set("ETag", "\"" + BlobHash.of(content, GIT) + "\"");
            sendFile(exchange, content);
        }
    }

    private static boolean isLarge(String path) {
        return path.matches(".*\\.(parquet|gz|safetensors|onnx|bin|large)");
    }

    private byte[] content(String path) {
        String plain = path.replaceFirst("^/storage", "");
        int call = plain.indexOf("/resolve/");
        if (call < 0) {
            return new byte[0];
        }
        String name = plain.startsWith("/datasets/") ? plain.substring(1, call) : "models" + plain.substring(0, call);
        String rest = plain.substring(call + "/resolve/".length());
        Repository repository = repositories.get(name);
        byte[] content = repository == null
                ? null
                : repository.files.get(URLDecoder.decode(
                        rest.substring(rest.indexOf('/') + 1).replace("+", "%2B"), StandardCharsets.UTF_8));
        return content == null ? new byte[0] : content;
    }

    private static void sendFile(HttpExchange exchange, byte[] content) throws IOException {
        exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
        String range = header(exchange, "Range");
        if (range.isEmpty()) {
            send(exchange, 200, content);
            return;
        }
        int from = Integer.parseInt(range.replaceAll("bytes=([0-9]+)-.*", "$1"));
        if (from >= content.length) {
            exchange.getResponseHeaders().set("Content-Range", "bytes */" + content.length);
            send(exchange, 416, new byte[0]);
            return;
        }
        exchange.getResponseHeaders()
                .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        byte[] rest = new byte[content.length - from];
        System.arraycopy(content, from, rest, 0, rest.length);
        send(exchange, 206, rest);
    }

    private static void error(HttpExchange exchange, int status, String code) throws IOException {
        if (!code.isEmpty()) {
            exchange.getResponseHeaders().set("X-Error-Code", code);
        }
        send(exchange, status, new byte[0]);
    }

    static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    @Override
    public void close() {
        hub.stop(0);
        storage.stop(0);
        threads.shutdownNow();
    }
}
