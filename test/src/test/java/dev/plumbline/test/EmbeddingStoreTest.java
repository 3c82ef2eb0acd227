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
    void noneKeepsNone() throws IOException {
        run("--no-cache");
        assertThat(run("--embedding-cache", "none").path("texts_from_store").asInt())
                .isZero();
    }
}
