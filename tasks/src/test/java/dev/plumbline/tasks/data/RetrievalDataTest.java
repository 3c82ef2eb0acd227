package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetrievalDataTest {

    private static final TaskSpec TASK = SharedTasks.minimal("Retrieval", "retrieval", Map.of());

    @TempDir
    private Path folder;

    @BeforeEach
    void aSmallRepository() throws IOException {
        write("corpus", """
                {"_id": 1, "title": "T", "text": " a "}
                {"_id": 2, "title": "", "text": "\\u00a0b"}
                {"_id": 3, "title": " ", "text": ""}
                """);
        write("queries", """
                {"_id": "q2", "text": " two "}
                {"_id": "q1", "text": ["one", "more"]}
                {"_id": "q0", "text": "dropped"}
                """);
        write("default", """
                {"query-id": "q1", "corpus-id": 1, "score": 1}
                {"query-id": "q2", "corpus-id": 2, "score": 0}
                {"query-id": "q1", "corpus-id": 1, "score": 2.0}
                {"query-id": "gone", "corpus-id": 9, "score": "1"}
                """);
    }

    @Test
    void textsIdsAndJudgements() throws IOException {
        RetrievalData data = load();

        assertThat(data.documentIds()).containsExactly("1", "2", "3");
        assertThat(data.documentTexts()).containsExactly("T  a", "b", "");
        assertThat(data.queryIds()).containsExactly("q2", "q1");
        assertThat(data.queryTexts()).containsExactly(" two ", "one; more");
        assertThat(data.qrels()).isEqualTo(Map.of("q1", Map.of("1", 2), "q2", Map.of("2", 0), "gone", Map.of("9", 1)));
        assertThat(data.topRanked()).isEmpty();
        assertThat(data.oddities().queriesWithoutJudgements()).isEqualTo(1);
        assertThat(data.oddities().judgedIdsWithoutText()).isEqualTo(1);
        assertThat(data.oddities().all())
                .extracting(Oddity::text)
                .contains(
                        "1 texts are empty or white space; encoded as they are; the first: corpus.jsonl, line 3, column"
                                + " 'text'");
    }

    @Test
    void instructionsAndCandidatesAreUsedWhereTheyExist() throws IOException {
        write("instruction", """
                {"query-id": "q1", "instruction": "do"}
                {"query-id": "q2", "instruction": "this"}
                """);
        write("top_ranked", "{\"query-id\": \"q1\", \"corpus-ids\": [2, 1]}");

        RetrievalData data = load();

        assertThat(data.queryTexts()).containsExactly(" two  this", "do one; more");
        assertThat(data.topRanked()).contains(Map.of("q1", List.of("2", "1")));
    }

    @Test
    void aQueryWithoutInstructionIsAnError() throws IOException {
        write("instruction", "{\"query-id\": \"q1\", \"instruction\": \"do\"}");

        assertThatThrownBy(this::load).hasMessageContaining("query q2 has no instruction");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "corpus  | ''                                                         | split corpus has no rows (corpus.jsonl)",
                "corpus  | {'_id': 'd', 'text': null}                                 | null) (corpus.jsonl, line 1, column 'text'",
                "corpus  | {'_id': 'd', 'text': 'x', 'title': null}                   | column 'title'",
                "corpus  | {'_id': 'd', 'text': 3}                                    | a string is wanted",
                "corpus  | {'_id': ['d'], 'text': 'x'}                                | an id must be",
                "corpus  | {'id': 1, 'text': 'x'}                                     | match no judgement in mteb",
                "corpus  | {'_id': 1, 'id': 1, 'text': 'x'}                           | remove one of the two",
                "corpus  | {'_id': 'd'}                                               | no column 'text'",
                "queries | {'_id': 'q1', 'text': [1]}                                 | a query must be a string",
                "queries | {'_id': 'other', 'text': 'x'}                              | no query has a judgement",
                "default | {'query-id': 'q1', 'corpus-id': '1', 'score': 0.5}         | line 1, column 'score'",
                "default | {'query-id': 'q1', 'corpus-id': '1', 'score': null}        | whole number is wanted, not null",
                "default | {'query-id': 'q1', 'corpus-id': '1'}                       | no column 'score'",
                "default | {'query-id': null, 'corpus-id': '1', 'score': 1}           | column 'query-id'",
            })
    void unusableDataSaysWhere(String part, String lines, String message) throws IOException {
        write(part, lines.replace('\'', '"'));

        assertThatThrownBy(this::load).isInstanceOf(PlumblineException.class).hasMessageContaining(message);
    }

    @Test
    void aMissingSplitNamesThoseThatExist() throws IOException {
        writeReadme();

        assertThatThrownBy(() -> RetrievalData.load(TASK, "dev", "default", DatasetDirectory.open("sample", folder)))
                .hasMessageContaining("config default has no split 'dev', only [test, more]");
    }

    @Test
    void withoutACorpusTheOldLayoutIsExpected() throws IOException {
        Files.delete(folder.resolve("corpus.jsonl"));

        assertThatThrownBy(this::load)
                .hasMessageContaining("no config 'corpus'")
                .hasMessageContaining("[query, positive, negative]");
    }

    @Test
    void subsetsArePrefixesOfTheConfigs() throws IOException {
        for (String part : List.of("corpus", "queries")) {
            Files.move(folder.resolve(part + ".jsonl"), folder.resolve("en-" + part + ".jsonl"));
        }
        Files.move(folder.resolve("default.jsonl"), folder.resolve("en-qrels.jsonl"));
        writeReadme();

        RetrievalData data = RetrievalData.load(TASK, "test", "en", DatasetDirectory.open("sample", folder));

        assertThat(data.queryIds()).containsExactly("q2", "q1");
    }

    private RetrievalData load() throws IOException {
        writeReadme();
        return RetrievalData.load(TASK, "test", "default", DatasetDirectory.open("sample", folder));
    }

    private void write(String part, String lines) throws IOException {
        Files.writeString(folder.resolve(part + ".jsonl"), lines);
    }

    /** One config per file; judgements have two splits, the rest one that is not called test. */
    private void writeReadme() throws IOException {
        StringBuilder readme = new StringBuilder("---\nconfigs:\n");
        try (var files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jsonl"))
                    .map(name -> name.substring(0, name.length() - ".jsonl".length()))
                    .forEach(part -> readme.append("- config_name: ")
                            .append(part)
                            .append("\n  data_files:\n")
                            .append(
                                    part.equals("default")
                                            ? "    test: default.jsonl\n    more: default.jsonl\n"
                                            : "    " + part + ": " + part + ".jsonl\n"));
        }
        Files.writeString(folder.resolve("README.md"), readme.append("---\n"));
    }
}
