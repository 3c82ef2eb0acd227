package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is odd about retrieval and reranking data, both layouts, and where it is. */
final class RetrievalOdditiesTest {

    private static final TaskSpec TASK = SharedTasks.minimal("Retrieval", "retrieval", Map.of());

    @TempDir
    private Path folder;

    @BeforeEach
    void nothingOdd() {
        write("corpus", "{'_id': 'd1', 'text': 'one'}", "{'_id': 'd2', 'text': 'two'}");
        write("queries", "{'_id': 'q1', 'text': 'first'}", "{'_id': 'q2', 'text': 'second'}");
        write(
                "default",
                "{'query-id': 'q1', 'corpus-id': 'd1', 'score': 1}",
                "{'query-id': 'q2', 'corpus-id': 'd2', 'score': 1}");
    }

    @Test
    void ordinaryDataHaveNothingToSay() {
        RetrievalData data = load();

        assertThat(data.oddities()).isEqualTo(new Oddities(0, 0, List.of()));
        assertThat(data.documentIds()).containsExactly("d1", "d2");
        assertThat(data.queryTexts()).containsExactly("first", "second");
    }

    /** A line put at the end of a part, and what is said of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "corpus  | {'_id': 'd3', 'text': ' '}      | 1 texts are empty or white space; encoded as they are; the first: corpus.jsonl, line 3, column 'text'",
                "corpus  | {'_id': 'd1', 'text': 'x'}      | 1 document ids occur more than once; the first: corpus.jsonl, line 3, column '_id'",
                "corpus  | {'_id': 3, 'text': 'x'}         | 2 ids are text among numbers; datasets keeps such a column as JSON, so they match with their quotes only; the first: corpus.jsonl, line 1, column '_id'",
                "queries | {'_id': 'q3', 'text': 'x'}      | 1 queries have no judgement and are left out; the first: queries.jsonl, line 3, column '_id'",
                "queries | {'_id': 'q1', 'text': 'again'}  | 1 queries have the id of one before; mteb puts their documents into one list; the first: queries.jsonl, line 3, column '_id'",
                "queries | {'_id': 'q2', 'text': '\u3000'} | 1 texts are empty or white space; encoded as they are; the first: queries.jsonl, line 3, column 'text'",
                "default | {'query-id': 'q9', 'corpus-id': 'd1', 'score': 1}  | 1 judgements are of queries that are not there; they enter no mean; the first: default.jsonl, line 3, column 'query-id'",
                "default | {'query-id': 'q1', 'corpus-id': 'd9', 'score': 1}  | 1 judgements are of documents that are not in the corpus and cannot be found; the first: default.jsonl, line 3, column 'corpus-id'",
                "default | {'query-id': 'q1', 'corpus-id': 'd1', 'score': 2}  | 1 judgements are of a pair judged before; the last one counts; the first: default.jsonl, line 3, column 'corpus-id'",
                "default | {'query-id': 'q1', 'corpus-id': 'd2', 'score': -1} | 1 judgements are negative and count as not relevant; the first: default.jsonl, line 3, column 'score'",
                "default | {'query-id': 'q1', 'corpus-id': 'd2', 'score': '2'} | 1 judgements are numbers stored as text; the first: default.jsonl, line 3, column 'score'",
            },
            quoteCharacter = '`')
    void whatIsOddIsSaidOnceWithItsPlace(String part, String line, String said) {
        append(part, line);

        assertThat(load().oddities().all()).extracting(Oddity::text).contains(said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0      | 1 queries have no relevant document and score 0; the first: default.jsonl, line 2, column 'score'",
                "-3     | 1 queries have no relevant document and score 0; the first: default.jsonl, line 2, column 'score'",
                "'0'    | 1 queries have no relevant document and score 0; the first: default.jsonl, line 2, column 'score'",
                "false  | 1 queries have no relevant document and score 0; the first: default.jsonl, line 2, column 'score'",
            },
            quoteCharacter = '`')
    void queriesWithoutARelevantDocumentAreOdd(String score, String said) {
        write(
                "default",
                "{'query-id': 'q1', 'corpus-id': 'd1', 'score': 1}",
                "{'query-id': 'q2', 'corpus-id': 'd2', 'score': " + score + "}");

        assertThat(load().oddities().all()).extracting(Oddity::text).contains(said);
    }

    /** Judgements as Arrow casts them to int32. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1           | 1",
                "2.0         | 2",
                "-0.0        | 0",
                "'3'         | 3",
                "'-3'        | -3",
                "'007'       | 7",
                "true        | 1",
                "2147483647  | 2147483647",
                "-2147483648 | -2147483648",
            },
            quoteCharacter = '`')
    void judgementsAreWholeNumbers(String score, int value) {
        write("default", "{'query-id': 'q1', 'corpus-id': 'd1', 'score': " + score + "}");

        assertThat(load().qrels()).isEqualTo(Map.of("q1", Map.of("d1", value)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.5",
                "NaN",
                "2147483648",
                "-2147483649",
                "1e10",
                "'1.0'",
                "'+1'",
                "' 1'",
                "''",
                "'12345678901'",
                "[1]",
                "null"
            },
            quoteCharacter = '`')
    void otherJudgementsAreRefused(String score) {
        append("default", "{'query-id': 'q1', 'corpus-id': 'd2', 'score': " + score + "}");

        assertThatThrownBy(this::load)
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("a whole number is wanted, not ")
                .hasMessageContaining("(default.jsonl, line 3, column 'score')");
    }

    /** Lines of top_ranked, and what is said of them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'query-id': 'q9', 'corpus-ids': ['d1']} | 1 lists of candidates are of no query that is scored; they are not used; the first: top_ranked.jsonl, line 2, column 'query-id'",
                "{'query-id': 'q1', 'corpus-ids': ['d2']} | 1 lists of candidates are of a query that had one; the last one counts; the first: top_ranked.jsonl, line 2, column 'query-id'",
                "{'query-id': 'q2', 'corpus-ids': []}     | 1 lists of candidates are empty; their queries score 0; the first: top_ranked.jsonl, line 2, column 'corpus-ids'",
                "{'query-id': 'q2', 'corpus-ids': null}   | 1 lists of candidates are empty; their queries score 0; the first: top_ranked.jsonl, line 2, column 'corpus-ids'",
                "{'query-id': 'q2', 'corpus-ids': ['d1', 'd1']} | 1 lists have a candidate more than once; it counts once; the first: top_ranked.jsonl, line 2, column 'corpus-ids'",
                "{'query-id': 'q9', 'corpus-ids': []}     | 1 queries have no list of candidates and score 0; the first: query q2 in ",
            },
            quoteCharacter = '`')
    void oddListsOfCandidatesAreSaidWithTheirPlace(String line, String said) {
        write("top_ranked", "{'query-id': 'q1', 'corpus-ids': ['d1']}", line);

        assertThat(load().oddities().all())
                .extracting(Oddity::text)
                .anySatisfy(text -> assertThat(text).startsWith(said));
    }

    @Test
    void candidatesAreTheListOfTheirLastLine() {
        write(
                "top_ranked",
                "{'query-id': 'q1', 'corpus-ids': ['d1']}",
                "{'query-id': 'q1', 'corpus-ids': ['d2', 'd1', 'd2']}",
                "{'query-id': 'q2', 'corpus-ids': null}");

        assertThat(load().topRanked()).isEqualTo(Optional.of(Map.of("q1", List.of("d2", "d1", "d2"), "q2", List.of())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'d1'        | a list is wanted, not the string 'd1'",
                "3           | a list is wanted, not the whole number '3'",
                "[null]      | an id must be a string or a number, not null",
                "[['d1']]    | an id must be a string or a number, not the list '[d1]'",
            },
            quoteCharacter = '`')
    void listsOfCandidatesAreLists(String ids, String message) {
        write("top_ranked", "{'query-id': 'q1', 'corpus-ids': " + ids + "}");

        assertThatThrownBy(this::load)
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(message + " (top_ranked.jsonl, line 1, column 'corpus-ids')");
    }

    /** Title and text of a document, and what is encoded. */
    @ParameterizedTest
    @CsvSource({
        "'', a, a",
        "T, a, T a",
        "' T ', ' a ', T   a",
        "T, '', T",
        "'', '', ''",
        "'\u3000', a, a",
        "T, '\u200b', 'T \u200b'",
    })
    void titlesStandBeforeTexts(String title, String text, String encoded) {
        write("corpus", "{'_id': 'd1', 'title': '" + title + "', 'text': '" + text + "'}");

        assertThat(load().documentTexts()).containsExactly(encoded);
    }

    @Test
    void instructionsStandInAColumnOrInAConfig() {
        write(
                "queries",
                "{'_id': 'q1', 'text': 'first', 'instruction': 'do'}",
                "{'_id': 'q2', 'text': [{'role': 'user', 'content': 'x'}], 'instruction': 'this'}");
        assertThat(load().queryTexts()).containsExactly("first do", "this user: x");

        write("instruction", "{'query-id': 'q1', 'instruction': 'A'}", "{'query-id': 'q2', 'instruction': 'B'}");
        assertThat(load().queryTexts()).containsExactly("first A", "B user: x");

        write("queries", "{'_id': 'q1', 'text': 'first', 'instruction': null}");
        write("instruction", "{'query-id': 'q1', 'instruction': null}");
        assertThatThrownBy(this::load).hasMessageContaining("query q1 has no instruction");
    }

    @Test
    void everyPartIsAnnounced() {
        write("top_ranked", "{'query-id': 'q1', 'corpus-ids': ['d1']}");
        readme();

        assertThat(RetrievalData.parts("test", "default", DatasetDirectory.open("sample", folder)))
                .containsExactly(
                        new DataPart("default", "test"),
                        new DataPart("corpus", "corpus"),
                        new DataPart("queries", "queries"),
                        new DataPart("top_ranked", "top_ranked"));
    }

    @Test
    void aLimitKeepsTheFirstQueriesAndTheirJudgements() {
        write("top_ranked", "{'query-id': 'q1', 'corpus-ids': ['d1']}", "{'query-id': 'q2', 'corpus-ids': ['d2']}");
        RetrievalData all = load();

        RetrievalData one = all.limited(1);

        assertThat(one.queryIds()).containsExactly("q1");
        assertThat(one.queryTexts()).containsExactly("first");
        assertThat(one.qrels()).isEqualTo(Map.of("q1", Map.of("d1", 1)));
        assertThat(one.documentIds()).isEqualTo(all.documentIds());
        assertThat(one.topRanked()).isEqualTo(all.topRanked());
        assertThat(all.limited(2)).isSameAs(all);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetrievalData(
                        List.of("a"), List.of(), List.of(), List.of(), Map.of(), Optional.empty(), all.oddities()))
                .withMessage("ids and texts differ in number");
    }

    private RetrievalData old(String... rows) {
        Path other = folder.resolve("old");
        try {
            Files.createDirectories(other);
            Files.writeString(
                    other.resolve("test.jsonl"), String.join("\n", rows).replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return RetrievalData.load(TASK, "test", "default", DatasetDirectory.open("sample", other));
    }

    @Test
    void theOldLayoutIsConvertedAsMtebDoes() {
        RetrievalData data = old(
                "{'query': 'a', 'positive': ['p0 ', 'p1'], 'negative': ['n0']}",
                "{'query': 'left out', 'positive': [], 'negative': ['n']}",
                "{'query': ['b', 'c'], 'positive': ['p0'], 'negative': ['', 'p0']}");

        assertThat(data.queryIds()).containsExactly("test_query0", "test_query1");
        assertThat(data.queryTexts()).containsExactly("a", "b; c");
        assertThat(data.documentIds())
                .containsExactly(
                        "apositive_test_query0_00000",
                        "apositive_test_query0_00001",
                        "negative_test_query0_00000",
                        "apositive_test_query1_00000",
                        "negative_test_query1_00000",
                        "negative_test_query1_00001");
        assertThat(data.documentTexts()).containsExactly("p0", "p1", "n0", "p0", "", "p0");
        assertThat(data.qrels().get("test_query0"))
                .isEqualTo(Map.of(
                        "apositive_test_query0_00000", 1,
                        "apositive_test_query0_00001", 1,
                        "negative_test_query0_00000", 0));
        assertThat(data.topRanked().orElseThrow().get("test_query1"))
                .containsExactly(
                        "apositive_test_query1_00000", "negative_test_query1_00000", "negative_test_query1_00001");
        assertThat(data.oddities().queriesWithoutJudgements()).isEqualTo(1);
        assertThat(data.oddities().all())
                .extracting(Oddity::text)
                .containsExactly(
                        "1 queries have no positive or no negative document and are left out, as in mteb; the first:"
                                + " test.jsonl, line 2, column 'query'",
                        "1 texts are empty or white space; encoded as they are; the first: test.jsonl, line 3, column"
                                + " 'negative'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'query': 'a', 'positive': ['p'], 'negative': []}      | no row has both a positive and a negative document; mteb leaves such rows out, and none is left",
                "{'query': 'a', 'positive': ['p'], 'negative': [3]}     | a string is wanted, not the whole number '3' (test.jsonl, line 1, column 'negative')",
                "{'query': 'a', 'positive': null, 'negative': ['n']}    | a value is missing (null) (test.jsonl, line 1, column 'positive')",
                "{'query': 3, 'positive': ['p'], 'negative': ['n']}     | a query must be a string, a list of strings or a list of turns",
                "{'query': 'a', 'positive': ['p']}                      | has no config 'corpus', only [default], and its split test lacks the columns [query, positive, negative]",
            },
            quoteCharacter = '`')
    void oldRowsThatCannotBeConvertedSayWhere(String row, String message) {
        assertThatThrownBy(() -> old(row))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aStringIsTheListOfItsCharacters() {
        assertThat(old("{'query': 'a', 'positive': 'x\uD83D\uDE00', 'negative': ['n']}")
                        .documentTexts())
                .containsExactly("x", "\uD83D\uDE00", "n");
    }

    private RetrievalData load() {
        readme();
        return RetrievalData.load(TASK, "test", "default", DatasetDirectory.open("sample", folder));
    }

    private void readme() {
        StringBuilder readme = new StringBuilder("---\nconfigs:\n");
        for (String part : List.of("corpus", "queries", "default", "instruction", "top_ranked")) {
            if (Files.exists(folder.resolve(part + ".jsonl"))) {
                readme.append("- config_name: %s\n  data_files: {%s: %s.jsonl}\n"
                        .formatted(part, part.equals("default") ? "test" : part, part));
            }
        }
        try {
            Files.writeString(folder.resolve("README.md"), readme.append("---\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String part, String... lines) {
        try {
            Files.writeString(
                    folder.resolve(part + ".jsonl"), String.join("\n", lines).replace('\'', '"') + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void append(String part, String line) {
        try {
            Path file = folder.resolve(part + ".jsonl");
            Files.writeString(file, Files.readString(file) + line.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
