package dev.plumbline.models.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.models.TestTasks;
import dev.plumbline.tasks.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PromptsTest {

    private static final TaskSpec RETRIEVAL = TestTasks.retrieval("NFCorpus");
    private static final TaskSpec STS = TestTasks.task("STS12", TaskType.STS, TaskKind.STS, null);

    @TempDir
    private Path folder;

    @Test
    void documentsFallBackToSentenceTransformersNames() {
        PromptTable table = PromptTable.of(Map.of("corpus", "c: ", "passage", "p: "));
        assertThat(table.prefix(RETRIEVAL, Role.DOCUMENT)).isEqualTo("p: ");
        assertThat(table.prefix(RETRIEVAL, Role.QUERY)).isEmpty();
        assertThat(table.prefix(STS, Role.NONE)).isEmpty();
    }

    @Test
    void theDefaultPromptIsTheLastResort() {
        PromptTable table =
                PromptTable.of(Map.of("query", "q: ", "other", "o: ")).withDefault("other");
        assertThat(table.prefix(RETRIEVAL, Role.QUERY)).isEqualTo("q: ");
        assertThat(table.prefix(RETRIEVAL, Role.DOCUMENT)).isEqualTo("o: ");
        assertThat(table.prefix(STS, Role.NONE)).isEqualTo("o: ");
    }

    /** Measured with mteb 2.20.0 and sentence-transformers 6.2.0 by {@code test/oracle/prompts_of_models.py}. */
    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            delimiter = '|',
            value = {
                "passage=p: |||| ",
                "query=q: ,passage=p: ||q: || ",
                "document=d: ,passage=p: |||d: | ",
                "other=o: |other|||o: ",
                "STS=s: ,other=o: |other|||s: ",
                "query=q: |query|q: ||q: ",
                "NFCorpus-query=n: ||n: || "
            })
    void aModelsOwnTableAlwaysHasAQueryAndADocumentPrompt(
            String prompts, String defaultName, String query, String document, String none) {
        Map<String, String> own = new HashMap<>();
        for (String entry : prompts.split(",", -1)) {
            own.put(entry.substring(0, entry.indexOf('=')), entry.substring(entry.indexOf('=') + 1));
        }
        PromptTable table = PromptTable.ofModel(own);
        table = defaultName == null ? table : table.withDefault(defaultName);
        assertThat(table.prefix(RETRIEVAL, Role.QUERY)).isEqualTo(query == null ? "" : query);
        assertThat(table.prefix(RETRIEVAL, Role.DOCUMENT)).isEqualTo(document == null ? "" : document);
        assertThat(table.prefix(STS, Role.NONE)).isEqualTo(none.isBlank() ? "" : none);
    }

    @Test
    void aChoiceNamesItsKey() {
        PromptTable table = PromptTable.ofModel(Map.of("other", "o: ")).withDefault("other");
        assertThat(table.choice(STS, Role.NONE).reason()).contains("'other'", "default_prompt_name");
        assertThat(table.choice(RETRIEVAL, Role.QUERY).reason()).contains("'query'");
    }

    @Test
    void anEmptyPromptIsAChoiceToo() {
        PromptTable table = PromptTable.of(Map.of("NFCorpus-query", "", "query", "q: "));
        assertThat(table.prefix(RETRIEVAL, Role.QUERY)).isEmpty();
    }

    @Test
    void keysThatNameNothingAreReported() {
        PromptTable table = PromptTable.of(Map.of(
                "query",
                "",
                "passage",
                "",
                "STS",
                "",
                "Retrieval-query",
                "",
                "NFCorpus-document",
                "",
                "s2p",
                "",
                "Nothing-query",
                ""));
        assertThat(table.unknownKeys(Set.of("NFCorpus"))).containsExactly("Nothing-query", "s2p");
    }

    @ParameterizedTest
    @CsvSource({"prompts.json", "prompts.yaml"})
    void readsATable(String name) throws IOException {
        PromptRule rule = Prompts.read(write(name, "{\"query\": \"Frage: \", \"STS\": \"s \"}"));
        assertThat(rule.prefix(RETRIEVAL, Role.QUERY)).isEqualTo("Frage: ");
        assertThat(rule.prefix(RETRIEVAL, Role.DOCUMENT)).isEmpty();
        assertThat(rule.prefix(STS, Role.NONE)).isEqualTo("s ");
    }

    @Test
    void readsAConfigurationOfSentenceTransformers() throws IOException {
        PromptRule rule = Prompts.read(write(
                "config.json",
                "{\"__version__\": {}, \"prompts\": {\"a\": \"A \"}, \"default_prompt_name\": \"a\","
                        + " \"similarity_fn_name\": \"cosine\"}"));
        assertThat(rule.prefix(STS, Role.NONE)).isEqualTo("A ");
    }

    @Test
    void readsInstructions() throws IOException {
        PromptRule rule = Prompts.read(write("instructions.yml", """
                instruction_template: "Instruct: {instruction}\\nQuery:"
                apply_instruction_to_passages: false
                no_instruction_types: [STS]
                prompts:
                  NFCorpus: {query: Find papers}
                """));
        assertThat(rule.prefix(RETRIEVAL, Role.QUERY)).isEqualTo("Instruct: Find papers\nQuery:");
        assertThat(rule.prefix(RETRIEVAL, Role.DOCUMENT)).isEmpty();
        assertThat(rule.prefix(STS, Role.NONE)).isEmpty();
        TaskSpec classification = TestTasks.task("Banking77", TaskType.CLASSIFICATION, TaskKind.CLASSIFICATION, null);
        assertThat(rule.prefix(classification, Role.NONE)).isEqualTo("Instruct: Classify user passages.\nQuery:");
    }

    @Test
    void noneIsNothingAnywhere() {
        assertThat(Prompts.none().prefix(RETRIEVAL, Role.QUERY)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1]|a mapping of keys",
                "{\"query\": 3}|query must be a string",
                "{\"query\": |not JSON",
                "{\"prompts\": {\"a\": \"\"}, \"default_prompt_name\": \"b\"}|default_prompt_name must be one of",
                "{\"instruction_template\": \"none\"}|must contain {instruction}",
                "{\"instruction_template\": \"{instruction}\", \"promts\": {}}|promts",
                "{\"instruction_template\": \"{instruction}\", \"no_instruction_types\": [\"Sts\"]}|nearest: STS",
                "{\"instruction_template\": \"{instruction}\", \"prompts\": {\"a\": 1}}|a string, or a mapping"
            })
    void aWrongFileIsNamed(String content, String message) throws IOException {
        Path file = write("wrong.json", content);
        assertThatThrownBy(() -> Prompts.read(file))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.USAGE))
                .hasMessageContaining("wrong.json")
                .hasMessageContaining(message);
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> Prompts.read(folder.resolve("missing.json"))).hasMessageContaining("missing.json");
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }
}
