package dev.plumbline.harness.own;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.tasks.data.Table;
import dev.plumbline.trainer.rows.JsonLinesWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Writes a task file, and beside it the data in mteb's columns, as JSON lines. */
public final class TaskWriter {

    /** Rows of a label that are learnt from, where no training rows are given: twice what mteb draws. */
    private static final int LEARNT = 16;

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private final String name;
    private final Path data;
    private final List<String> written = new ArrayList<>();

    /**
     * @param name the task's
     * @param data the folder for its data, beside the task file
     */
    public TaskWriter(String name, Path data) {
        this.name = name;
        this.data = data;
    }

    /**
     * Writes the data.
     *
     * @param train rows to learn from, for a classification
     * @return a line about each file written
     */
    public List<String> data(TaskDraft draft, Table table, Optional<Table> train) {
        switch (draft.type()) {
            case STS ->
                rows(
                        "test.jsonl",
                        table,
                        draft,
                        Map.of(
                                ColumnRole.SENTENCE1,
                                "sentence1",
                                ColumnRole.SENTENCE2,
                                "sentence2",
                                ColumnRole.SCORE,
                                "score"));
            case PAIR_CLASSIFICATION -> {
                requireYesOrNo(table, draft.column(ColumnRole.SCORE));
                rows(
                        "test.jsonl",
                        table,
                        draft,
                        Map.of(
                                ColumnRole.SENTENCE1,
                                "sentence1",
                                ColumnRole.SENTENCE2,
                                "sentence2",
                                ColumnRole.SCORE,
                                "labels"));
            }
            case CLUSTERING ->
                rows("test.jsonl", table, draft, Map.of(ColumnRole.TEXT, "sentences", ColumnRole.LABEL, "labels"));
            case SUMMARIZATION ->
                rows(
                        "test.jsonl",
                        table,
                        draft,
                        Map.of(
                                ColumnRole.TEXT, "text",
                                ColumnRole.HUMAN_SUMMARIES, "human_summaries",
                                ColumnRole.MACHINE_SUMMARIES, "machine_summaries",
                                ColumnRole.RELEVANCE, "relevance"));
            case RERANKING ->
                rows(
                        "test.jsonl",
                        lists(table, draft),
                        draft,
                        Map.of(
                                ColumnRole.QUERY,
                                "query",
                                ColumnRole.POSITIVE,
                                "positive",
                                ColumnRole.NEGATIVE,
                                "negative"));
            case RETRIEVAL -> retrieval(table, draft);
            case CLASSIFICATION -> classification(table, draft, train);
        }
        return written;
    }

    private void classification(Table table, TaskDraft draft, Optional<Table> train) {
        Map<ColumnRole, String> names = Map.of(ColumnRole.TEXT, "text", ColumnRole.LABEL, "label");
        if (train.isPresent()) {
            List<String> two = twoLabels(draft.column(ColumnRole.LABEL), table, train.get());
            rows("train.jsonl", numbered(train.get(), draft, two), draft, names);
            rows("test.jsonl", numbered(table, draft, two), draft, names);
            return;
        }
        // every other row of a label until there are enough; the first, so that each label can be learnt
        Map<Object, Integer> seen = new HashMap<>();
        List<Integer> learnt = new ArrayList<>();
        List<Integer> tested = new ArrayList<>();
        List<Object> labels = table.column(draft.column(ColumnRole.LABEL));
        for (int row = 0; row < table.rows(); row++) {
            int before = seen.merge(String.valueOf(labels.get(row)), 1, Integer::sum) - 1;
            (before % 2 == 0 && before < 2 * LEARNT ? learnt : tested).add(row);
        }
        if (tested.isEmpty()) {
            throw PlumblineException.data(
                    table.place() + ": every row has a label of its own, so that none is left to be"
                            + " told; give rows to learn from with --train");
        }
        Table numbered = numbered(table, draft, twoLabels(draft.column(ColumnRole.LABEL), table));
        rows("train.jsonl", select(numbered, learnt), draft, names);
        rows("test.jsonl", select(numbered, tested), draft, names);
    }

    /** The labels in order, if they are two and not numbers: mteb's average precision wants 0 and 1. Else none. */
    private List<String> twoLabels(String column, Table... tables) {
        SortedSet<String> labels = new TreeSet<>();
        for (Table table : tables) {
            for (Object label : table.column(column)) {
                if (!(label instanceof String text)) {
                    return List.of();
                }
                labels.add(text);
            }
        }
        if (labels.size() != 2) {
            return List.of();
        }
        written.add("of two labels mteb wants 0 and 1: '" + labels.first() + "' is 0, '" + labels.last() + "' is 1");
        return List.copyOf(labels);
    }

    private static Table numbered(Table table, TaskDraft draft, List<String> labels) {
        if (labels.isEmpty()) {
            return table;
        }
        String column = draft.column(ColumnRole.LABEL);
        List<Object> numbers = new ArrayList<>();
        table.column(column).forEach(label -> numbers.add((long) labels.indexOf(label)));
        return table.with(column, numbers);
    }

    private static Table select(Table table, List<Integer> rows) {
        return table.select(rows.stream().mapToInt(row -> row).toArray());
    }

    /** One text is a list of one. */
    private static Table lists(Table table, TaskDraft draft) {
        Table lists = table;
        for (ColumnRole role : List.of(ColumnRole.POSITIVE, ColumnRole.NEGATIVE)) {
            List<Object> values = new ArrayList<>();
            for (Object value : table.column(draft.column(role))) {
                values.add(value == null || value instanceof List<?> ? value : List.of(value));
            }
            lists = lists.with(draft.column(role), values);
        }
        return lists;
    }

    private static void requireYesOrNo(Table table, String column) {
        if (!TaskDraft.isYesOrNo(table.column(column))) {
            throw PlumblineException.data(table.place() + ": the column '" + column
                    + "' of a PairClassification must be 0 or 1 in every row; is it an STS?");
        }
    }

    /** Each text once, in order; a query's rows with the same text are one query. */
    private void retrieval(Table table, TaskDraft draft) {
        List<String> queries = table.strings(draft.column(ColumnRole.QUERY));
        List<Object> positives = table.column(draft.column(ColumnRole.POSITIVE));
        Map<String, String> queryIds = new LinkedHashMap<>();
        Map<String, String> documentIds = new LinkedHashMap<>();
        Map<List<String>, Boolean> judged = new LinkedHashMap<>();
        for (int row = 0; row < table.rows(); row++) {
            Object positive = positives.get(row);
            String query = queryIds.computeIfAbsent(queries.get(row), text -> "q" + queryIds.size());
            for (Object text : positive instanceof List<?> list ? list : List.of(String.valueOf(positive))) {
                String document = documentIds.computeIfAbsent(String.valueOf(text), each -> "d" + documentIds.size());
                judged.put(List.of(query, document), true);
            }
        }
        write(
                "queries.jsonl",
                queryIds.size(),
                out -> queryIds.forEach((text, id) -> out.row(row("_id", id, "text", text))));
        write(
                "corpus.jsonl",
                documentIds.size(),
                out -> documentIds.forEach((text, id) -> out.row(row("_id", id, "text", text))));
        write(
                "qrels.jsonl",
                judged.size(),
                out -> judged.keySet()
                        .forEach(pair -> out.row(row("query-id", pair.get(0), "corpus-id", pair.get(1), "score", 1))));
        describeRetrieval();
    }

    /**
     * Writes the data of a retrieval whose parts are in files of their own.
     *
     * @return a line about each file written, and about what is odd
     */
    public List<String> data(RetrievalFiles files) {
        List<String> documents = files.documentIds();
        List<Object> texts = files.documents();
        write("corpus.jsonl", documents.size(), out -> {
            for (int i = 0; i < documents.size(); i++) {
                int at = i;
                Map<String, Object> row = row("_id", documents.get(i), "text", texts.get(i));
                files.titles().ifPresent(titles -> row.put("title", titles.get(at)));
                out.row(row);
            }
        });
        List<String> queries = files.queryIds();
        List<Object> asked = files.queryTexts();
        write("queries.jsonl", queries.size(), out -> {
            for (int i = 0; i < queries.size(); i++) {
                out.row(row("_id", queries.get(i), "text", asked.get(i)));
            }
        });
        List<String> judgedQueries = files.judgedQueries();
        List<String> judgedDocuments = files.judgedDocuments();
        List<Object> scores = files.scores();
        Set<String> known = new HashSet<>(documents);
        int outside = 0;
        for (String document : judgedDocuments) {
            outside += known.contains(document) ? 0 : 1;
        }
        write("qrels.jsonl", scores.size(), out -> {
            for (int i = 0; i < scores.size(); i++) {
                out.row(row(
                        "query-id", judgedQueries.get(i), "corpus-id", judgedDocuments.get(i), "score", scores.get(i)));
            }
        });
        if (outside > 0) {
            written.add("warning: " + outside + " of the judgements are of documents that the corpus does not have");
        }
        describeRetrieval();
        return written;
    }

    private void describeRetrieval() {
        AtomicFiles.write(data.resolve("README.md"), """
                ---
                configs:
                - config_name: default
                  data_files: [{split: test, path: qrels.jsonl}]
                - config_name: corpus
                  data_files: [{split: corpus, path: corpus.jsonl}]
                - config_name: queries
                  data_files: [{split: queries, path: queries.jsonl}]
                ---
                """);
    }

    private static Map<String, Object> row(Object... pairs) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            row.put((String) pairs[i], pairs[i + 1]);
        }
        return row;
    }

    private void rows(String file, Table table, TaskDraft draft, Map<ColumnRole, String> names) {
        Map<String, List<Object>> values = new LinkedHashMap<>();
        names.keySet().stream().sorted().forEach(role -> values.put(names.get(role), table.column(draft.column(role))));
        write(file, table.rows(), out -> {
            for (int row = 0; row < table.rows(); row++) {
                Map<String, Object> fields = new LinkedHashMap<>();
                for (Map.Entry<String, List<Object>> column : values.entrySet()) {
                    Object value = column.getValue().get(row);
                    fields.put(column.getKey(), value instanceof Boolean yes ? (Object) (yes ? 1 : 0) : value);
                }
                out.row(fields);
            }
        });
    }

    private void write(String file, int rows, Consumer<JsonLinesWriter> lines) {
        JsonLinesWriter.write(data.resolve(file), lines);
        written.add(data.resolve(file) + ": " + rows + (rows == 1 ? " row" : " rows"));
    }

    /** The task file's content. */
    public String task(TaskType type, String folder, Optional<String> language) {
        ObjectNode task = MAPPER.createObjectNode();
        task.put("name", name);
        task.put("type", type.label());
        task.put("kind", kind(type));
        task.putObject("dataset").put("path", folder);
        task.putArray("eval_splits").add("test");
        task.put("main_score", mainScore(type));
        language.ifPresent(
                code -> task.putObject("languages").putArray("default").add(code));
        return task.toPrettyString() + "\n";
    }

    private static String kind(TaskType type) {
        return switch (type) {
            case CLASSIFICATION -> "classification";
            case CLUSTERING -> "clustering_fast";
            case PAIR_CLASSIFICATION -> "pair_classification";
            case RERANKING, RETRIEVAL -> "retrieval";
            case STS -> "sts";
            case SUMMARIZATION -> "summarization";
        };
    }

    /** mteb's for the type. */
    private static String mainScore(TaskType type) {
        return switch (type) {
            case CLASSIFICATION -> "accuracy";
            case CLUSTERING -> "v_measure";
            case PAIR_CLASSIFICATION -> "max_ap";
            case RERANKING -> "map_at_1000";
            case RETRIEVAL -> "ndcg_at_10";
            case STS, SUMMARIZATION -> "cosine_spearman";
        };
    }
}
