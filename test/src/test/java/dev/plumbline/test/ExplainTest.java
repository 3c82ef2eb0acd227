package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code plumbline model explain}: the texts and tokens that really go into the model, and why. */
class ExplainTest {

    private static final String BGE = "embedded:bge-small-zh-v1.5";
    private static final String INSTRUCTION = "为这个句子生成表示以用于检索相关文章：";

    @TempDir
    Path folder;

    private static JsonNode explain(String... arguments) throws IOException {
        Object[] all = Stream.concat(Stream.of("model", "explain", "--json"), Stream.of(arguments))
                .toArray();
        CommandLineRun run = CommandLineRun.of(all);
        assertThat(run.code()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    @Test
    void showsTheFirstQueryAndDocumentOfTheData() throws IOException {
        JsonNode json = explain("--model", BGE, "--task", "MiniRetrieval.zh");
        assertThat(json.path("model").asText()).isEqualTo("BAAI/bge-small-zh-v1.5");
        assertThat(json.path("pooling").asText()).isEqualTo("cls, normalize");
        assertThat(json.path("attention").asText()).isEqualTo("bidirectional");
        assertThat(json.path("maximum length").asText()).isEqualTo("512 tokens");
        JsonNode query = json.path("texts").path(0);
        assertThat(query.path("role").asText()).isEqualTo("query");
        assertThat(query.path("source").asText()).contains("first of split test");
        assertThat(query.path("prompt").asText()).isEqualTo(INSTRUCTION);
        assertThat(query.path("reason").asText()).contains("'query'");
        assertThat(query.path("rendered").asText()).startsWith(INSTRUCTION).hasSizeGreaterThan(25);
        assertThat(query.path("tokens").path(0).asInt()).isEqualTo(101);
        JsonNode document = json.path("texts").path(1);
        assertThat(document.path("role").asText()).isEqualTo("document");
        assertThat(document.path("prompt").asText()).isEmpty();
    }

    @Test
    void saysWhatIsCutOff() throws IOException {
        JsonNode text = explain("--model", BGE, "--task", "MiniSTS.zh", "--text", "天 ".repeat(600))
                .path("texts")
                .path(0);
        assertThat(text.path("role").isNull()).isTrue();
        assertThat(text.path("source").asText()).isEqualTo("--text");
        assertThat(text.path("tokens")).hasSize(512);
        assertThat(text.path("truncated").asInt()).isEqualTo(600 - 510);
    }

    @Test
    void saysThatTheTextIsASampleWhereThereAreNoData() throws IOException {
        JsonNode texts = explain("--model", "random", "--data", folder.toString(), "--task", "SciFact")
                .path("texts");
        assertThat(texts).hasSize(2);
        assertThat(texts.path(0).path("source").asText()).contains("sample");
        assertThat(texts.path(0).has("tokens")).isFalse();
    }

    @Test
    void showsOneTaskOfEachTypeUnlessTold() throws IOException {
        JsonNode texts = explain("--model", BGE, "--prompts", "kalm-v2").path("texts");
        assertThat(texts.findValuesAsText("task")).hasSizeGreaterThan(7);
        List<String> reasons = texts.findValuesAsText("reason");
        assertThat(reasons).anyMatch(reason -> reason.contains("kind of task"));
        assertThat(reasons).anyMatch(reason -> reason.contains("no instruction is put before a document"));
    }

    @Test
    void presetsAreNamedWhereAPromptFileIsMissing() {
        CommandLineRun run = CommandLineRun.of("model", "explain", "--model", BGE, "--prompts", "kalm-v9");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("kalm-v9", "kalm-v2", "e5-instruct");
    }

    @Test
    void aDirectoryTellsItsOwnFacts() throws IOException {
        Path model = Path.of(System.getProperty("plumbline.root"), "test/reference-models/qwen2-tiny");
        CommandLineRun run =
                CommandLineRun.of("model", "explain", "--model", model.toString(), "--task", "MiniRetrieval.en");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "local/qwen2-tiny",
                        "35616",
                        "model.safetensors (native, float32)",
                        "attention       bidirectional\n",
                        "attention from  is_causal in config.json\n",
                        "mean, normalize",
                        "64 tokens",
                        "\"Instruct: Given a query, retrieve documents that answer the query \\n Query: ",
                        "tokens");
    }
}
