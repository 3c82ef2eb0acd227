package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vectors kept between runs of an embedded model, from the command line. */
class EmbeddingStoreTest {

    @TempDir
    Path folder;

    private SmallSts sts;

    @BeforeEach
    void setUp() {
        sts = new SmallSts(folder);
    }

    private JsonNode run(String... more) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of("run", "--json", "--fresh", "--task-file", sts.taskFile()));
        arguments.addAll(List.of("--model", "embedded:all-MiniLM-L6-v2", "--results", sts.results()));
        arguments.addAll(List.of(more));
        CommandLineRun run = CommandLineRun.of(arguments.toArray());
        assertThat(run.code()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    @Test
    void aSecondRunReadsWhatTheFirstEncodedAndScoresTheSame() throws IOException {
        String store = folder.resolve("vectors").toString();
        JsonNode first = run("--embedding-cache", store);
        assertThat(first.path("texts_encoded").asInt()).isEqualTo(8);
        assertThat(first.path("texts_from_store").asInt()).isZero();
        JsonNode second = run("--embedding-cache", store);
        assertThat(second.path("texts_encoded").asInt()).isZero();
        assertThat(second.path("texts_from_store").asInt()).isEqualTo(8);
        assertThat(second.at("/tasks/0/main_score")).isEqualTo(first.at("/tasks/0/main_score"));
    }

    @Test
    void theStoreIsListedCheckedCompactedAndRemoved() throws IOException {
        String store = folder.resolve("vectors").toString();
        run("--embedding-cache", store);
        JsonNode listed = new ObjectMapper()
                .readTree(store("ls", "--json", "--embedding-cache", store).out());
        assertThat(listed.at("/models/0/name").asText()).isEqualTo("sentence-transformers/all-MiniLM-L6-v2");
        assertThat(listed.at("/models/0/vectors").asInt()).isEqualTo(8);
        assertThat(store("verify", "--embedding-cache", store).out()).isEqualTo("8 vectors read, 0 files damaged\n");
        store("compact", "--embedding-cache", store);
        assertThat(run("--embedding-cache", store).path("texts_from_store").asInt())
                .isEqualTo(8);
        assertThat(store("gc", "--older-than", "1d", "--max-size", "1GB", "--embedding-cache", store)
                        .out())
                .isEqualTo("removed 0 of 1 models, 0 B\n");
        assertThat(store("gc", "--max-size", "1kB", "--dry-run", "--embedding-cache", store)
                        .out())
                .contains("would remove 1 of 1 models");
        store("gc", "sentence-transformers/all-MiniLM-L6-v2", "--embedding-cache", store);
        assertThat(store("ls", "--embedding-cache", store).out()).startsWith("0 models, 0 B");
    }

    @Test
    void aPlanSaysWhatARunThenDoes() throws IOException {
        String store = folder.resolve("vectors").toString();
        JsonNode before = plan(store);
        assertThat(before.path("texts_to_encode").asInt()).isEqualTo(8);
        assertThat(before.path("texts_in_store").asInt()).isZero();
        assertThat(before.path("tokens").asInt()).isPositive();
        assertThat(before.path("disk_bytes").asInt()).isEqualTo(8 * (4 * 384 + 20));
        assertThat(run("--embedding-cache", store).path("texts_encoded").asInt())
                .isEqualTo(8);
        JsonNode after = plan(store);
        assertThat(after.path("texts_to_encode").asInt()).isZero();
        assertThat(after.path("texts_in_store").asInt()).isEqualTo(8);
        assertThat(after.path("disk_bytes").asInt()).isZero();
    }

    private JsonNode plan(String store) throws IOException {
        CommandLineRun plan = CommandLineRun.of(
                "plan",
                "--json",
                "--no-measure",
                "--task-file",
                sts.taskFile(),
                "--model",
                "embedded:all-MiniLM-L6-v2",
                "--embedding-cache",
                store,
                // what is there to be copied from a run
                "--results",
                sts.results(),
                "--fresh",
                "--dims",
                "64",
                "--price-per-million",
                "0.02");
        assertThat(plan.code()).as(plan.err()).isZero();
        return new ObjectMapper().readTree(plan.out());
    }

    private static CommandLineRun store(String... arguments) {
        List<Object> all = new ArrayList<>(List.of("store"));
        all.addAll(List.of(arguments));
        CommandLineRun run = CommandLineRun.of(all.toArray());
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    @Test
    void noneKeepsNone() throws IOException {
        run("--no-cache");
        assertThat(run("--embedding-cache", "none").path("texts_from_store").asInt())
                .isZero();
    }
}
