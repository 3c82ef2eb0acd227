package dev.plumbline.trainer.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.WrongValueException;
import dev.plumbline.trainer.rows.OnError;
import dev.plumbline.trainer.rows.RowErrors;
import dev.plumbline.trainer.rows.RowFormat;
import dev.plumbline.trainer.rows.RowSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every form of training data as rows, and what is wrong with it by file and line. */
class RowConversionTest {

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();

    private Path write(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, String.join("\n", lines) + "\n");
    }

    private List<String> rows(RowFormat format, Path path, String... columns) throws IOException {
        return rows(format, path, OnError.STOP, columns);
    }

    private List<String> rows(RowFormat format, Path path, OnError onError, String... columns) throws IOException {
        Path out = folder.resolve("out.jsonl");
        RowSource source = new RowSource(format, "train", List.of(columns), Optional.empty());
        long rows = RowConversion.write(source, List.of(path), new RowErrors(onError, warnings::add), out);
        List<String> lines = Files.readAllLines(out);
        assertThat(lines).hasSize((int) rows);
        return lines;
    }

    /** sentence-transformers takes columns in their order, whatever they are called. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"anchor\": \"a\", \"positive\": \"b\"}|{\"query\":\"a\",\"pos\":[\"b\"]}",
                "{\"sentence1\": \"a\", \"sentence2\": \"b\", \"score\": 0.5}|{\"query\":\"a\",\"pos\":[\"b\"],\"score\":0.5}",
                "{\"label\": 1, \"x\": \"a\", \"y\": \"b\"}|{\"query\":\"a\",\"pos\":[\"b\"],\"score\":1}",
                "{\"q\": \"a\", \"p\": \"b\", \"n\": \"c\"}|{\"query\":\"a\",\"pos\":[\"b\"],\"neg\":[\"c\"]}",
                "{\"q\": \"a\", \"p\": \"b\", \"n1\": \"c\", \"n2\": \"d\", \"scores\": [0.9, 0.1, 0.2]}"
                        + "|{\"query\":\"a\",\"pos\":[\"b\"],\"neg\":[\"c\",\"d\"],\"pos_scores\":[0.9],\"neg_scores\":[0.1,0.2]}",
                "{\"q\": \"a\", \"p\": \"b\", \"n1\": \"c\", \"n2\": null}|{\"query\":\"a\",\"pos\":[\"b\"],\"neg\":[\"c\"]}",
                "{\"q\": \"a\", \"p\": \"b\", \"ns\": [\"c\", \"d\"]}|{\"query\":\"a\",\"pos\":[\"b\"],\"neg\":[\"c\",\"d\"]}"
            })
    void tuplesAreColumnsInOrder(String line, String row) throws IOException {
        assertThat(rows(RowFormat.TUPLES, write("t.jsonl", line))).containsExactly(row);
    }

    @Test
    void tuplesOfNamedColumnsAndCsv() throws IOException {
        Path file = write("t.csv", "id,question,answer", "7,a,\"b, c\"", "8,d,e");
        assertThat(rows(RowFormat.TUPLES, file, "question", "answer"))
                .containsExactly("{\"query\":\"a\",\"pos\":[\"b, c\"]}", "{\"query\":\"d\",\"pos\":[\"e\"]}");
        assertThatThrownBy(() -> rows(RowFormat.TUPLES, file, "question", "anwser"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("t.csv, row 0")
                .hasMessageContaining("'anwser'")
                .hasMessageContaining("answer");
    }

    @Test
    void looseForms() throws IOException {
        assertThat(rows(
                        RowFormat.KALM,
                        write("k.jsonl", "{\"query\":\"a\",\"pos\":[\"b\"],\"neg\":[\"c\"],\"relevance\":0.7}")))
                .containsExactly("{\"query\":\"a\",\"pos\":[\"b\"],\"neg\":[\"c\"]}");
        assertThat(
                        rows(
                                RowFormat.FLAGEMBEDDING,
                                write(
                                        "f.jsonl",
                                        "{\"query\":\"a\",\"pos\":[\"b\"],\"neg\":[],\"pos_scores\":[],\"neg_scores\":[],\"prompt\":\"p\"}",
                                        "{\"query\":\"a\",\"pos\":[\"b\"],\"neg\":[\"c\"],\"pos_scores\":[3],\"neg_scores\":[1.5]}")))
                .containsExactly(
                        "{\"query\":\"a\",\"pos\":[\"b\"],\"neg\":[]}",
                        "{\"query\":\"a\",\"pos\":[\"b\"],\"neg\":[\"c\"],\"pos_scores\":[3],\"neg_scores\":[1.5]}");
        assertThat(rows(RowFormat.TEXTS, write("x.jsonl", "{\"id\": 3, \"sentence\": \"a\"}")))
                .containsExactlyInAnyOrder(rows(RowFormat.TEXTS, write("y.jsonl", "{\"text\": \"a\", \"t\": \"b\"}"))
                        .toArray(String[]::new));
    }

    private Path beir() throws IOException {
        write(
                "beir/corpus.jsonl",
                "{\"_id\": \"d1\", \"title\": \"Title\", \"text\": \"one\"}",
                "{\"_id\": \"d2\", \"title\": \"\", \"text\": \"two\"}",
                "{\"_id\": \"d3\", \"text\": \"three\"}");
        write(
                "beir/queries.jsonl",
                "{\"_id\": \"q1\", \"text\": \"first\"}",
                "{\"_id\": \"q2\", \"text\": \"second\"}");
        write("beir/qrels/train.tsv", "query-id\tcorpus-id\tscore", "q1\td1\t1", "q1\td2\t0", "q1\td3\t2", "q2\td2\t0");
        return folder.resolve("beir");
    }

    @Test
    void beirsFoldersAreJoined() throws IOException {
        assertThat(rows(RowFormat.BEIR, beir()))
                .containsExactly("{\"query\":\"first\",\"pos\":[\"Title one\",\"three\"],\"neg\":[\"two\"]}");
        write("beir/qrels/train.tsv", "query-id\tcorpus-id\tscore", "q1\td1\t1", "q1\td9\t1");
        assertThatThrownBy(() -> rows(RowFormat.BEIR, folder.resolve("beir")))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("train.tsv, line 2")
                .hasMessageContaining("'d9'")
                .hasMessageContaining("corpus.jsonl");
        write("beir/qrels/train.tsv", "q1 d1 1");
        assertThatThrownBy(() -> rows(RowFormat.BEIR, folder.resolve("beir")))
                .hasMessageContaining("train.tsv, line 1")
                .hasMessageContaining("tabs");
        Files.delete(folder.resolve("beir/qrels/train.tsv"));
        write("beir/qrels/test.tsv", "q1\td1\t1");
        assertThatThrownBy(() -> rows(RowFormat.BEIR, folder.resolve("beir")))
                .hasMessageContaining("has no qrels/train.tsv")
                .hasMessageContaining("test.tsv");
    }

    @Test
    void msMarcosIdsAreJoined() throws IOException {
        write("marco/collection.tsv", "0\tzero", "1\tone", "2\ttwo");
        write("marco/queries.train.tsv", "7\tseven");
        write("marco/qrels.train.tsv", "7\t0\t1\t1");
        assertThat(rows(RowFormat.MSMARCO, folder.resolve("marco")))
                .containsExactly("{\"query\":\"seven\",\"pos\":[\"one\"]}");
        write("marco/qidpidtriples.train.full.2.tsv", "7\t1\t2", "7\t1\t0");
        assertThat(rows(RowFormat.MSMARCO, folder.resolve("marco")))
                .containsExactly("{\"query\":\"seven\",\"pos\":[\"one\"],\"neg\":[\"two\",\"zero\"]}");
    }

    @Test
    void whatSystemsFoundForMsMarcosQueriesIsNegative() throws IOException {
        write("marco/collection.tsv", "0\tzero", "1\tone", "2\ttwo", "3\tthree");
        write("marco/queries.train.tsv", "7\tseven", "8\teight");
        write(
                "marco/msmarco-hard-negatives.jsonl",
                "{\"qid\": 7, \"pos\": [1], \"neg\": {\"bm25\": [2, 0], \"tas-b\": [3, 1, 2]}}",
                "{\"qid\": 8, \"pos\": [{\"pid\": 2, \"ce-score\": 9.5}], \"neg\": {\"bm25\": [{\"pid\": 3, \"score\": 1}]}}");
        String eight = "{\"query\":\"eight\",\"pos\":[\"two\"],\"neg\":[\"three\"]}";
        assertThat(rows(RowFormat.MSMARCO, folder.resolve("marco")))
                .containsExactly("{\"query\":\"seven\",\"pos\":[\"one\"],\"neg\":[\"two\",\"three\",\"zero\"]}", eight);
        // judgements beside it make further positives
        write("marco/qrels.train.tsv", "7\t0\t0\t1");
        assertThat(rows(RowFormat.MSMARCO, folder.resolve("marco")))
                .containsExactly("{\"query\":\"seven\",\"pos\":[\"zero\",\"one\"],\"neg\":[\"two\",\"three\"]}", eight);
        write("marco/msmarco-hard-negatives.jsonl", "{\"qid\": 7, \"pos\": [1], \"neg\": [2]}");
        assertThatThrownBy(() -> rows(RowFormat.MSMARCO, folder.resolve("marco")))
                .hasMessageContaining("line 1")
                .hasMessageContaining("for each system");
    }

    @Test
    void nemosIdsAreJoined() throws IOException {
        write("nemo/wiki/merlin_metadata.json", "{\"class\": \"TextQADataset\", \"corpus_id\": \"wiki\"}");
        write("nemo/wiki/part.jsonl", "{\"id\": \"d1\", \"text\": \"one\"}", "{\"id\": \"d2\", \"text\": \"two\"}");
        Path file = write("nemo/train.json", """
                {"corpus": [{"path": "/elsewhere/wiki"}],
                 "data": [{"question_id": "q", "question": "ask", "corpus_id": "wiki", "pos_doc": [{"id": "d1"}],
                           "neg_doc": [{"id": "d2"}]}]}""");
        String row = "{\"query\":\"ask\",\"pos\":[\"one\"],\"neg\":[\"two\"]}";
        assertThat(rows(RowFormat.NEMO, file)).containsExactly(row);
        Path inline = write(
                "nemo/inline.jsonl",
                "{\"query\": \"ask\", \"pos_doc\": \"one\", \"neg_doc\": [\"two\"]}",
                "{\"question\": \"ask\", \"pos_doc\": [{\"text\": \"one\"}], \"neg_doc\": [\"two\"]}");
        assertThat(rows(RowFormat.NEMO, inline)).containsExactly(row, row);
        Path other = write(
                "nemo/other.json",
                "{\"corpus\": {\"path\": \"wiki\"}, \"data\": [{\"question\": \"ask\", \"corpus_id\": \"web\"}]}");
        assertThatThrownBy(() -> rows(RowFormat.NEMO, other))
                .hasMessageContaining("other.json, row 0")
                .hasMessageContaining("'web'")
                .hasMessageContaining("wiki");
        assertThatThrownBy(() -> rows(RowFormat.NEMO, write("nemo/none.json", "{\"rows\": []}")))
                .hasMessageContaining("'data' is missing");
    }

    @Test
    void rowsWithErrorsStopOrAreLeftOut() throws IOException {
        Path file = write(
                "t.jsonl",
                "{\"a\": \"x\", \"b\": \"y\"}",
                "{\"a\": \"x\", \"b\": 3}",
                "{\"a\": \"x\"}",
                "no",
                "{\"a\": \"x\", \"b\": \" \"}");
        assertThatThrownBy(() -> rows(RowFormat.TUPLES, file))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("t.jsonl, line 2")
                .hasMessageContaining("'b' must be a string");
        assertThat(rows(RowFormat.TUPLES, file, OnError.SKIP)).hasSize(1);
        assertThat(warnings).hasSize(4);
        assertThat(warnings.get(3)).contains("line 5");
    }

    @Test
    void columnsThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> new RowSource(RowFormat.BEIR, "train", List.of("a", "b"), Optional.empty()))
                .isInstanceOf(WrongValueException.class);
        assertThatThrownBy(() -> new RowSource.HubName("name", Optional.empty(), Optional.empty()))
                .isInstanceOf(WrongValueException.class);
    }
}
