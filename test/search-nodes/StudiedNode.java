import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A server in a process of its own, and what its user does with it: SearchStudy's. */
final class StudiedNode implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADMINISTRATOR = "admin:admin";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final String address;

    private StudiedNode(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts one and waits until it answers.
     *
     * @param source Java source of its main class
     * @param told its settings and plugins
     */
    static StudiedNode start(String kind, Path home, String classpath, String source, List<String> told)
            throws IOException {
        String java = Optional.ofNullable(System.getenv("NODE_JAVA_HOME"))
                .filter(jdk -> kind.equals("opensearch3"))
                .map(jdk -> jdk + "/bin/java")
                .orElseGet(() -> ProcessHandle.current().info().command().orElseThrow());
        List<String> command = new ArrayList<>(List.of(java, "-Xmx1g", "-cp", classpath, source, home.toString()));
        command.addAll(told);
        Process process = new ProcessBuilder(command)
                .redirectError(home.resolve("node.err").toFile())
                .start();
        try {
            await(process, home);
        } catch (IOException | IllegalStateException e) {
            process.destroy();
            throw e;
        }
        return new StudiedNode(process, Files.readString(home.resolve("address")));
    }

    /** The log goes to the same stream, and is drained for as long as the node lives. */
    private static void await(Process node, Path home) throws IOException {
        BufferedReader said = new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8));
        List<String> lines = new ArrayList<>();
        for (String line = said.readLine(); !"started".equals(line); line = said.readLine()) {
            if (line == null) {
                throw new IllegalStateException("No node: " + lines + Files.readString(home.resolve("node.err")));
            }
            lines.add(line);
        }
        Thread drain = new Thread(() -> said.lines().forEach(line -> {}));
        drain.setDaemon(true);
        drain.start();
    }

    /** Host and port. */
    String address() {
        return address;
    }

    /** Where an index is. */
    URI at(String index) {
        return URI.create("http://" + address + "/" + index);
    }

    /** What it answers to a request; an answer that is none is an error. */
    JsonNode ask(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create("http://" + address + "/" + path))
                        .header("Content-Type", "application/json")
                        .header("Authorization", basic(ADMINISTRATOR))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        JsonNode answer = JSON.readTree(response.body());
        if (response.statusCode() / 100 != 2 || answer.path("errors").asBoolean(false)) {
            throw new IllegalStateException(method + " " + path + ": " + response.body());
        }
        return answer;
    }

    /** A name and password as a header. */
    static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }

    /** Of the server. */
    String version() throws IOException, InterruptedException {
        return "version "
                + ask("GET", "_nodes/jvm", "")
                        .path("nodes")
                        .elements()
                        .next()
                        .path("version")
                        .asText();
    }

    /** Makes an index and puts documents into it, where they are found at once. */
    void index(String name, String settings, List<String> ids, List<String> texts)
            throws IOException, InterruptedException {
        ask("PUT", name, settings);
        add(name, ids, texts, "?refresh=true");
    }

    /** Puts documents into an index. */
    void add(String name, List<String> ids, List<String> texts, String parameters)
            throws IOException, InterruptedException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < ids.size(); i++) {
            ObjectNode action = JSON.createObjectNode();
            action.putObject("index").put("_id", ids.get(i));
            lines.append(action)
                    .append('\n')
                    .append(JSON.createObjectNode().put("text", texts.get(i)))
                    .append('\n');
        }
        ask("POST", name + "/_bulk" + parameters, lines.toString());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        process.destroy();
        process.waitFor();
    }
}
