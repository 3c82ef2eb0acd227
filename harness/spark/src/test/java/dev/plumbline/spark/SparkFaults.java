package dev.plumbline.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.plumbline.harness.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What goes wrong on clusters, done to one: too slow for every build, run by {@code test/spark-faults.sh}. Kills of executors
 * and rows that a model fails at are in {@link SparkClusterTest}.
 */
final class SparkFaults {

    private static final int LOST_FILES = 4;

    @TempDir
    private Path folder;

    private SparkHome home;
    private Path letters;
    private CommandProcess light;

    @BeforeEach
    void start() throws IOException {
        home = SparkHome.in(folder.resolve("spark"));
        letters = HubCache.snapshot(HubCache.in(folder.resolve("hub"), 1));
        light = new CommandProcess(folder.resolve("light"), home.folder(), false);
    }

    @AfterEach
    void stop() throws IOException {
        home.close();
    }

    private static void local(Object... arguments) {
        StringWriter err = new StringWriter();
        int code = Main.execute(
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true),
                Stream.of(arguments).map(Object::toString).toArray(String[]::new));
        assertThat(code).as(err.toString()).isZero();
    }

    private Object[] mine(Path rows, Path output) {
        return new Object[] {
            "mine",
            rows,
            "--output",
            output,
            "--model",
            letters,
            "--negatives",
            "5",
            "--ranks",
            "5-50",
            "--scores",
            "--no-cache"
        };
    }

    /** Enough candidates for several blocks, and enough queries for several groups. */
    private Path rows() throws IOException {
        List<String> texts = SparkClusterTest.texts(new SplittableRandom(23), 12_000);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < texts.size(); i += 6) {
            rows.add("{\"query\": \"" + texts.get(i) + "\", \"pos\": [\"" + texts.get(i + 1) + "\"], \"neg\": [\""
                    + String.join("\", \"", texts.subList(i + 2, i + 6)) + "\"]}");
        }
        return Files.write(folder.resolve("rows.jsonl"), rows);
    }

    /** Something done to a cluster while a command is at work. */
    private interface Mischief {
        /** Once more. */
        void again(StandaloneCluster cluster) throws IOException;
    }

    /** What executors said meanwhile. */
    private String minesTheSame(List<List<String>> wrappers, Mischief mischief)
            throws IOException, InterruptedException {
        Path rows = rows();
        Path here = folder.resolve("here.jsonl");
        Path there = folder.resolve("there.jsonl");
        local(mine(rows, here));
        try (StandaloneCluster cluster = new StandaloneCluster(home, folder.resolve("cluster"), wrappers)) {
            CommandProcess.Started started = light.start(cluster.asked(mine(rows, there)));
            while (!started.process().waitFor(15, TimeUnit.MILLISECONDS)) {
                mischief.again(cluster);
            }
            CommandProcess.Ended ended = started.await();
            assertThat(ended.code()).as(ended.err() + cluster.logs()).isZero();
            assertThat(there).hasSameBinaryContentAs(here);
            return cluster.logs();
        }
    }

    @Test
    void aShuffleFileThatIsLostIsMadeAgain() throws IOException, InterruptedException {
        int[] lost = {0};
        minesTheSame(List.of(List.of(), List.of()), cluster -> {
            if (lost[0] < LOST_FILES && Files.isDirectory(cluster.local())) {
                lost[0] += deleted(cluster.local(), LOST_FILES - lost[0]);
            }
        });
        assertThat(lost[0]).isEqualTo(LOST_FILES);
    }

    private static int deleted(Path folder, int most) {
        int deleted = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.getFileName().toString().matches("shuffle_.*\\.data"))
                    .limit(most)
                    .toList()) {
                deleted += Files.deleteIfExists(file) ? 1 : 0;
            }
        } catch (UncheckedIOException | IOException e) {
            // executors make and remove files while they are looked for
            return deleted;
        }
        return deleted;
    }

    /** No file of an executor there may grow beyond some blocks, which is what it meets on a disk that is full. */
    @Test
    void aMachineWithoutRoomIsLeftOut() throws IOException, InterruptedException {
        List<String> full = List.of("sh", "-c", "ulimit -f 2000; exec \"$@\"", "worker");
        assertThat(minesTheSame(List.of(full, List.of()), cluster -> {})).contains("File too large");
    }

    @Test
    void aSlowMachineHoldsNothingUp() throws IOException, InterruptedException {
        long[] stops = {0};
        minesTheSame(List.of(List.of(), List.of()), cluster -> {
            List<ProcessHandle> executors = cluster.executors();
            if (executors.size() == 2) {
                // at work for a tenth of the time
                boolean stop = System.nanoTime() / 100_000_000 % 10 != 0;
                if (stop == (stops[0] % 2 == 0)) {
                    signal(stop ? "STOP" : "CONT", executors.get(0).pid());
                    stops[0]++;
                }
            }
        });
        assertThat(stops[0]).isGreaterThan(2);
    }

    private static void signal(String signal, long pid) throws IOException {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An endpoint is asked by one process, whatever becomes of executors: for every text once, as in a local run. */
    @Test
    void nothingIsPaidForTwice() throws IOException, InterruptedException {
        Map<String, Integer> asked = new HashMap<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            ObjectMapper mapper = new ObjectMapper();
            JsonNode request = mapper.readTree(exchange.getRequestBody());
            ObjectNode reply = mapper.createObjectNode();
            ArrayNode data = reply.putArray("data");
            int index = 0;
            for (JsonNode text : request.path("input")) {
                synchronized (asked) {
                    asked.merge(text.asText(), 1, Integer::sum);
                }
                ObjectNode entry = data.addObject();
                entry.put("index", index++);
                SplittableRandom random = new SplittableRandom(text.asText().hashCode());
                ArrayNode vector = entry.putArray("embedding");
                for (int i = 0; i < 16; i++) {
                    vector.add((float) random.nextDouble(-1, 1));
                }
            }
            byte[] body = mapper.writeValueAsBytes(reply);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try (StandaloneCluster cluster = new StandaloneCluster(home, folder.resolve("cluster"), 2)) {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/embeddings";
            Map<String, Integer> alone = requests(asked, () -> local(scored(url, folder.resolve("here"))));
            SplittableRandom random = new SplittableRandom(24);
            Map<String, Integer> together = requests(asked, () -> {
                CommandProcess.Started started = light.start(cluster.asked(scored(url, folder.resolve("there"))));
                while (!started.process().waitFor(500 + random.nextInt(2000), TimeUnit.MILLISECONDS)) {
                    cluster.executors().stream().findAny().ifPresent(ProcessHandle::destroyForcibly);
                }
                CommandProcess.Ended ended = started.await();
                assertThat(ended.code()).as(ended.err()).isZero();
            });
            assertThat(together).isEqualTo(alone).isNotEmpty();
        } finally {
            server.stop(0);
        }
    }

    private interface Command {
        void run() throws IOException, InterruptedException;
    }

    private static Map<String, Integer> requests(Map<String, Integer> asked, Command command)
            throws IOException, InterruptedException {
        synchronized (asked) {
            asked.clear();
        }
        command.run();
        synchronized (asked) {
            return new HashMap<>(asked);
        }
    }

    private static Object[] scored(String url, Path results) {
        return new Object[] {
            "run",
            "--model",
            url,
            "--api",
            "openai",
            "--api-model",
            "letters",
            "--task",
            "MiniRetrieval.en",
            "--results",
            results,
            "--no-cache"
        };
    }
}
