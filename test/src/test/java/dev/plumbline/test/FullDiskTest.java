package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.models.store.StoredEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is full, from the first byte or after some: an error that says which file and why, and when there is room the
 * same command goes on and makes what an undisturbed one makes. The disk is the memory's, in a name space of the process's own;
 * {@code -Dplumbline.disks=N} tries more sizes of it.
 */
@EnabledOnOs(OS.LINUX)
class FullDiskTest {

    private static final int SIZES = Integer.getInteger("plumbline.disks", 2);
    private static final long PAGE = 4096;
    private static final String SCRIPT = """
            mount -t tmpfs -o size="$SIZE" tmpfs "$DISK" || exit 99
            "$@" > "$LOG/out.txt" 2> "$LOG/full.txt"; echo $? > "$LOG/full.code"
            cp -r "$DISK/." "$LOG/left"
            mount -o remount,size=512m "$DISK"
            "$@" > "$LOG/out.txt" 2> "$LOG/room.txt"; echo $? > "$LOG/room.code"
            cp -r "$DISK/." "$LOG/made"
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void disksCanBeMade() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "unshare", "--mount", "--map-root-user", "mount", "-t", "tmpfs", "tmpfs", "/mnt")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("unshare.txt").toFile())
                .start();
        assumeTrue(process.waitFor() == 0, "this machine lets no process have a disk of its own");
    }

    /** What a command left on a disk of so many bytes, at first and with room. */
    private record Tried(int code, String err, Path left, int codeWithRoom, String errWithRoom, Path made) {}

    private Tried on(long bytes, Object... command) throws IOException, InterruptedException {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        Path log = Files.createDirectories(folder.resolve("log-" + bytes));
        Process process = new PlumblineProcess(folder)
                .with("SIZE", String.valueOf(bytes))
                .with("DISK", disk.toString())
                .with("LOG", log.toString())
                .under("unshare", "--mount", "--map-root-user", "sh", "-c", SCRIPT, "sh")
                .start(folder.resolve("out.txt"), folder.resolve("err.txt"), command);
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("err.txt")))
                .isZero();
        return new Tried(
                code(log.resolve("full.code")),
                Files.readString(log.resolve("full.txt")),
                log.resolve("left"),
                code(log.resolve("room.code")),
                Files.readString(log.resolve("room.txt")),
                log.resolve("made"));
    }

    private static int code(Path file) throws IOException {
        return Integer.parseInt(Files.readString(file).strip());
    }

    /**
     * Tries a command on disks of several sizes, all smaller than what it makes.
     *
     * @param wanted the files that must be as an undisturbed command makes them
     */
    private void survives(String wanted, Object... command) throws IOException, InterruptedException {
        Tried whole = on(512 << 20, command);
        assertThat(whole.code).as(whole.err).isZero();
        Map<String, String> truth = contents(whole.made, wanted);
        assertThat(truth).isNotEmpty();
        long pages = pages(whole.made);
        for (int size = 0; size < SIZES; size++) {
            // the smallest holds a folder or two and nothing in them
            long bytes = PAGE * Math.max(1, pages * size / SIZES);
            Tried tried = on(bytes, command);
            String place = bytes + " bytes of " + pages * PAGE + ":\n" + tried.err;
            assertThat(tried.code).as(place).isEqualTo(5);
            assertThat(tried.err)
                    .as(place)
                    .contains("No space left on device", folder.resolve("disk").toString());
            assertThat(tried.err).as(place).doesNotContain("Exception", "\tat ");
            assertThat(tried.codeWithRoom).as(place + tried.errWithRoom).isZero();
            assertThat(contents(tried.made, wanted)).as(place).isEqualTo(truth);
            try (Stream<Path> files = Files.walk(tried.made)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .as(place)
                        .noneMatch(name -> name.endsWith(".tmp"));
            }
        }
    }

    private static long pages(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            long pages = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                pages += (Files.size(file) + PAGE - 1) / PAGE;
            }
            return pages;
        }
    }

    private static Map<String, String> contents(Path folder, String wanted) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString();
                if (name.matches(wanted)) {
                    contents.put(name, Arrays.toString(Files.readAllBytes(file)));
                }
            }
        }
        return contents;
    }

    @Test
    @Timeout(300)
    void aRun() throws IOException, InterruptedException {
        SmallSts sts = new SmallSts(folder);
        survives(
                ".*\\.samples\\.jsonl\\.gz",
                "run",
                "--model",
                "embedded:all-MiniLM-L6-v2",
                "--task-file",
                sts.taskFile(),
                "--embedding-cache",
                folder.resolve("disk/store"),
                "--results",
                folder.resolve("disk/results"));
    }

    /** The check before the work asks for one copy of the vectors, and a journal and the shard made of it are two. */
    @Test
    @Timeout(300)
    void aStoreThatFillsUpKeepsWhatItHasAndTheRunGoesOn() throws IOException, InterruptedException {
        int texts = 800;
        long bytes = texts * StoredEncoder.bytesPerVector(384);
        SmallSts sts = new SmallSts(folder);
        for (String task : List.of("First", "Second")) {
            sts.write(task + ".json", SmallSts.TASK.formatted(task, "own/" + task));
            StringBuilder rows = new StringBuilder();
            for (int i = 0; i < texts / 2; i++) {
                rows.append("{\"sentence1\": \"%s a %d\", \"sentence2\": \"%s b %d\", \"score\": %d}\n"
                        .formatted(task, i, task, i, i % 5));
            }
            sts.write("own/" + task + "/test.jsonl", rows.toString());
        }
        Tried tried = on(
                bytes * 13 / 10,
                "run",
                "--model",
                "embedded:all-MiniLM-L6-v2",
                "--task-file",
                folder.resolve("First.json"),
                folder.resolve("Second.json"),
                "--fresh",
                "--embedding-cache",
                folder.resolve("disk/store"),
                "--results",
                folder.resolve("disk/results"));
        assertThat(tried.code).as(tried.err).isZero();
        assertThat(tried.err)
                .contains("vectors cannot be kept in", "800 vectors were made that could not be kept")
                .doesNotContain("Exception", "\tat ");
        assertThat(entry(tried.left, "First").path("encoded_texts").asInt()).isEqualTo(texts);
        assertThat(entry(tried.left, "First").has("vectors_not_kept")).isFalse();
        assertThat(entry(tried.left, "Second").path("vectors_not_kept").asInt()).isEqualTo(texts);
        assertThat(tried.codeWithRoom).as(tried.errWithRoom).isZero();
        assertThat(entry(tried.made, "First").path("encoded_texts").asInt()).isZero();
        assertThat(entry(tried.made, "Second").path("encoded_texts").asInt()).isEqualTo(texts);
        assertThat(entry(tried.made, "Second").has("vectors_not_kept")).isFalse();
    }

    private static JsonNode entry(Path disk, String task) throws IOException {
        try (Stream<Path> files = Files.walk(disk)) {
            Path record = files.filter(file -> file.endsWith("plumbline/run.json"))
                    .findAny()
                    .orElseThrow();
            return new ObjectMapper().readTree(record.toFile()).path("tasks").path(task);
        }
    }

    @Test
    @Timeout(300)
    void mining() throws IOException, InterruptedException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            rows.append("{\"query\": \"query %d\", \"pos\": [\"its text %d\"], \"neg\": []}\n".formatted(i, i));
        }
        Path file = Files.writeString(folder.resolve("rows.jsonl"), rows);
        survives(
                "mined\\.jsonl",
                "mine",
                file,
                "--model",
                "random",
                "--no-cache",
                "--negatives",
                "4",
                "--output",
                folder.resolve("disk/mined.jsonl"));
    }

    @Test
    @Timeout(300)
    void aTraining() throws IOException, InterruptedException {
        SmallTraining training = new SmallTraining(folder);
        Path stages = training.configuration("", SmallTraining.stage("one", "pretrain", "steps: 6"));
        survives(".*\\.safetensors", "train", "--config", stages, "--output", folder.resolve("disk/out"), "--resume");
    }
}
