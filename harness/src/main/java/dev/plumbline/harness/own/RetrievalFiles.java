package dev.plumbline.harness.own;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.data.LooseFile;
import dev.plumbline.tasks.data.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A corpus, queries and judgements in three files, as BEIR's folders have them: {@code corpus.jsonl}, {@code queries.jsonl},
 * {@code qrels/test.tsv}. Which is which is told by columns and ids, not by names.
 *
 * @param corpus documents with an id, a text and perhaps a title
 * @param queries with an id and a text
 * @param judgements with the id of a query, that of a document and perhaps a score
 */
public record RetrievalFiles(Table corpus, Table queries, Table judgements) {

    private static final List<String> IDS =
            List.of("_id", "id", "docid", "doc_id", "corpus-id", "pid", "query-id", "query_id", "qid");
    private static final List<String> TEXTS =
            List.of("text", "contents", "content", "passage", "document", "body", "query", "question");
    private static final List<String> QUERY_IDS = List.of("query-id", "query_id", "qid", "queryid", "topic");
    private static final List<String> DOCUMENT_IDS =
            List.of("corpus-id", "corpus_id", "docid", "doc_id", "doc-id", "document_id", "pid");
    private static final List<String> SCORES = List.of("score", "relevance", "rel", "label", "grade");
    private static final List<String> SPLITS = List.of("test", "dev", "validation", "train");

    /**
     * Reads them.
     *
     * @param given a folder, or three files in any order
     * @throws PlumblineException of kind USAGE where they cannot be told apart, of kind DATA where one cannot be read
     */
    public static RetrievalFiles read(List<Path> given) {
        List<Path> files = given.size() == 1 ? inFolder(given.get(0)) : given;
        List<Table> tables = files.stream().map(LooseFile::read).toList();
        List<Table> judged = tables.stream()
                .filter(table -> column(table, QUERY_IDS).isPresent()
                        && column(table, DOCUMENT_IDS).isPresent()
                        && column(table, TEXTS).isEmpty())
                .toList();
        if (judged.size() != 1) {
            throw PlumblineException.usage((judged.isEmpty() ? "none of " : "more than one of ")
                    + files.stream().map(Path::toString).collect(Collectors.joining(", "))
                    + " has judgements, which are the columns query-id, corpus-id and score"
                    + (judged.isEmpty() ? "; give the columns of the first line these names" : "; name three files"));
        }
        Table judgements = judged.get(0);
        Set<String> asked =
                new HashSet<>(judgements.strings(column(judgements, QUERY_IDS).orElseThrow()));
        List<Table> others =
                tables.stream().filter(table -> table != judgements).toList();
        others.forEach(RetrievalFiles::requireTexts);
        int queries = known(others.get(0), asked) >= known(others.get(1), asked) ? 0 : 1;
        if (known(others.get(queries), asked) == 0) {
            throw PlumblineException.data("no query that " + judgements.place() + " judges is in "
                    + others.get(0).place() + " or " + others.get(1).place() + "; do the files belong together?");
        }
        return new RetrievalFiles(others.get(1 - queries), others.get(queries), judgements);
    }

    private static void requireTexts(Table table) {
        if (column(table, IDS).isEmpty() || column(table, TEXTS).isEmpty()) {
            throw PlumblineException.usage(table.place() + " has the columns " + String.join(", ", table.columns())
                    + "; a corpus and queries have _id and text");
        }
    }

    private static long known(Table table, Set<String> asked) {
        return table.strings(column(table, IDS).orElseThrow()).stream()
                .filter(asked::contains)
                .count();
    }

    private static List<Path> inFolder(Path folder) {
        Path corpus = one(folder, "corpus");
        Path queries = one(folder, "queries");
        Path qrels = folder.resolve("qrels");
        if (!Files.isDirectory(qrels)) {
            return List.of(corpus, queries, one(folder, "qrels"));
        }
        for (String split : SPLITS) {
            List<Path> found = named(qrels, split);
            if (!found.isEmpty()) {
                return List.of(corpus, queries, found.get(0));
            }
        }
        throw PlumblineException.usage(qrels + " has no file called test, dev, validation or train");
    }

    private static Path one(Path folder, String name) {
        List<Path> found = named(folder, name);
        if (found.size() != 1) {
            throw PlumblineException.usage(
                    folder + " has " + (found.isEmpty() ? "no file" : "several files") + " called "
                            + name + ", such as " + name + (name.equals("qrels") ? ".tsv" : ".jsonl")
                            + "; name the files instead: task init CORPUS QUERIES QRELS");
        }
        return found.get(0);
    }

    private static List<Path> named(Path folder, String name) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName()
                            .toString()
                            .replaceFirst("\\..*", "")
                            .equals(name))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw PlumblineException.data(folder + " cannot be listed: " + e, e);
        }
    }

    /** Ids of the corpus, in its order. */
    List<String> documentIds() {
        return corpus.strings(column(corpus, IDS).orElseThrow());
    }

    /** Texts of the corpus, in its order. */
    List<Object> documents() {
        return corpus.column(column(corpus, TEXTS).orElseThrow());
    }

    /** Titles of the corpus, if it has some. */
    Optional<List<Object>> titles() {
        return column(corpus, List.of("title")).map(corpus::column);
    }

    List<String> queryIds() {
        return queries.strings(column(queries, IDS).orElseThrow());
    }

    List<Object> queryTexts() {
        return queries.column(column(queries, TEXTS).orElseThrow());
    }

    List<String> judgedQueries() {
        return judgements.strings(column(judgements, QUERY_IDS).orElseThrow());
    }

    List<String> judgedDocuments() {
        return judgements.strings(column(judgements, DOCUMENT_IDS).orElseThrow());
    }

    /** The grades; 1 each where there are none. */
    List<Object> scores() {
        return column(judgements, SCORES).map(judgements::column).orElseGet(() -> {
            Object[] ones = new Object[judgements.rows()];
            Arrays.fill(ones, 1L);
            return new ArrayList<>(Arrays.asList(ones));
        });
    }

    private static Optional<String> column(Table table, List<String> names) {
        return names.stream()
                .flatMap(name -> table.columns().stream().filter(column -> column.equalsIgnoreCase(name)))
                .findFirst();
    }
}
