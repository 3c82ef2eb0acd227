package dev.plumbline.harness.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.manifest.TaskFile;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A small task of every kind with two subsets of two splits, whose data it writes: random words, the first of which is the
 * topic. The same every time.
 */
final class SmallTasks {

    static final List<String> SPLITS = List.of("validation", "test");
    static final List<String> SUBSETS = List.of("en", "zh");

    /** Reranking is a kind of retrieval to Plumbline and a case of its own here. */
    static final String RERANKING = "reranking";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path folder;
    private final Random random = new Random(13);

    /** Changes the order of the rows of every file, if it is given a generator. */
    private final Random shuffle;

    private SmallTasks(Path folder, Random shuffle) {
        this.folder = folder;
        this.shuffle = shuffle;
    }

    /**
     * Writes every task's data below a folder, in a folder of the task's name.
     *
     * @return the tasks; the last averages two of the others
     */
    static List<TaskSpec> write(Path folder) {
        return new SmallTasks(folder, null).write();
    }

    /** The same tasks with the rows of every file in another order, candidates of a query too. */
    static List<TaskSpec> writeShuffled(Path folder, long seed) {
        return new SmallTasks(folder, new Random(seed)).write();
    }

    private List<TaskSpec> write() {
        List<TaskSpec> tasks = new ArrayList<>();
        for (TaskKind kind : TaskKind.values()) {
            switch (kind) {
                case STS -> {
                    rows("sts", () -> pair("score"), 30);
                    tasks.add(task("sts", kind, "STS", "cosine_spearman", "{}"));
                }
                case CLASSIFICATION -> {
                    rows("classification", () -> labelled("text", "label"), 80);
                    tasks.add(task("classification", kind, "Classification", "accuracy", "{\"n_experiments\": 3}"));
                }
                case CLUSTERING_FAST -> {
                    rows("clustering_fast", this::hierarchical, 70);
                    tasks.add(task("clustering_fast", kind, "Clustering", "v_measure", """
                            {"max_fraction_of_documents_to_embed": 0.8, "max_documents_per_cluster": 60,
                             "n_clusters": 3}
                            """));
                }
                case CLUSTERING_LEGACY -> {
                    rows("clustering_legacy", this::set, 3);
                    tasks.add(task("clustering_legacy", kind, "Clustering", "v_measure", "{}"));
                }
                case PAIR_CLASSIFICATION -> {
                    rows("pair_classification", () -> pair("labels"), 40);
                    tasks.add(task("pair_classification", kind, "PairClassification", "max_ap", "{}"));
                }
                case SUMMARIZATION -> {
                    rows("summarization", this::summaries, 8);
                    tasks.add(task(
                            "summarization",
                            kind,
                            "Summarization",
                            "cosine_spearman",
                            "{\"min_score\": 0, \"max_score\": 5}"));
                }
                case RETRIEVAL -> {
                    retrieval("retrieval", false);
                    tasks.add(task("retrieval", kind, "Retrieval", "ndcg_at_10", "{}"));
                    retrieval(RERANKING, true);
                    tasks.add(task(RERANKING, kind, "Reranking", "map_at_1000", "{}"));
                }
                case AGGREGATE -> {
                    // after the tasks that it averages
                }
            }
        }
        ObjectNode aggregate = shell("aggregate", TaskKind.AGGREGATE, "Retrieval", "ndcg_at_10");
        aggregate.putArray("subtasks").add("retrieval").add(RERANKING);
        tasks.add(TaskFile.parse(aggregate, "SmallTasks"));
        return tasks;
    }

    private static TaskSpec task(String name, TaskKind kind, String type, String mainScore, String params) {
        ObjectNode task = shell(name, kind, type, mainScore);
        task.put("multilingual", true);
        ObjectNode languages = task.putObject("languages");
        languages.putArray("en").add("eng-Latn");
        languages.putArray("zh").add("cmn-Hans");
        task.set("params", json(params));
        return TaskFile.parse(task, "SmallTasks");
    }

    private static ObjectNode shell(String name, TaskKind kind, String type, String mainScore) {
        ObjectNode task = MAPPER.createObjectNode();
        task.put("name", name);
        task.put("kind", kind.name().toLowerCase(Locale.ROOT));
        task.put("type", type);
        task.put("main_score", mainScore);
        ArrayNode splits = task.putArray("eval_splits");
        SPLITS.forEach(splits::add);
        task.putObject("dataset").put("path", name).put("revision", "1");
        return task;
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same number of rows in every split of every subset, the training split included. */
    private void rows(String name, Supplier<ObjectNode> row, int count) {
        for (String subset : SUBSETS) {
            for (String split : List.of("train", "validation", "test")) {
                write(
                        name,
                        subset,
                        split,
                        IntStream.range(0, count).mapToObj(i -> row.get()).toList());
            }
        }
        readme(name, SUBSETS, List.of("train", "validation", "test"));
    }

    private void retrieval(String name, boolean candidates) {
        List<String> configs = new ArrayList<>();
        for (String subset : SUBSETS) {
            for (String split : SPLITS) {
                List<ObjectNode> documents = texts("d", 40);
                List<ObjectNode> queries = texts("q", 8);
                List<ObjectNode> judged = new ArrayList<>();
                List<ObjectNode> top = new ArrayList<>();
                for (ObjectNode query : queries) {
                    ObjectNode list = MAPPER.createObjectNode().put("query-id", id(query));
                    List<String> shown = new ArrayList<>();
                    for (int i = 0; i < 5; i++) {
                        String document = id(documents.get(6 * i + random.nextInt(6)));
                        judged.add(MAPPER.createObjectNode()
                                .put("query-id", id(query))
                                .put("corpus-id", document)
                                .put("score", 1 + random.nextInt(2)));
                        shown.add(document);
                        shown.add(id(documents.get(random.nextInt(30))));
                    }
                    List<String> distinct =
                            new ArrayList<>(shown.stream().distinct().toList());
                    if (shuffle != null) {
                        Collections.shuffle(distinct, shuffle);
                    }
                    ArrayNode ids = list.putArray("corpus-ids");
                    distinct.forEach(ids::add);
                    top.add(list);
                }
                write(name, subset + "-corpus", split, documents);
                write(name, subset + "-queries", split, queries);
                write(name, subset + "-qrels", split, judged);
                if (candidates) {
                    write(name, subset + "-top_ranked", split, top);
                }
            }
            configs.addAll(List.of(subset + "-corpus", subset + "-queries", subset + "-qrels"));
            if (candidates) {
                configs.add(subset + "-top_ranked");
            }
        }
        readme(name, configs, SPLITS);
    }

    private static String id(ObjectNode text) {
        return text.get("_id").asText();
    }

    private List<ObjectNode> texts(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> MAPPER.createObjectNode()
                        .put("_id", prefix + i)
                        .put("title", "")
                        .put("text", text(i % 6)))
                .toList();
    }

    private ObjectNode pair(String label) {
        int topic = random.nextInt(6);
        boolean near = random.nextBoolean();
        ObjectNode row = MAPPER.createObjectNode();
        row.put("sentence1", text(topic));
        row.put("sentence2", text(near ? topic : (topic + 1) % 6));
        return label.equals("labels")
                ? row.put(label, near ? 1 : 0)
                : row.put(label, (near ? 2 : 0) + random.nextInt(20) / 10.0);
    }

    private ObjectNode labelled(String text, String label) {
        int topic = random.nextInt(4);
        return MAPPER.createObjectNode().put(text, text(topic)).put(label, topic);
    }

    private ObjectNode hierarchical() {
        int topic = random.nextInt(6);
        ObjectNode row = MAPPER.createObjectNode().put("sentences", text(topic));
        ArrayNode labels = row.putArray("labels").add("wide " + topic % 2);
        if (random.nextInt(4) > 0) {
            labels.add("deep " + topic);
        }
        return row;
    }

    private ObjectNode set() {
        ObjectNode row = MAPPER.createObjectNode();
        ArrayNode sentences = row.putArray("sentences");
        ArrayNode labels = row.putArray("labels");
        for (int i = 0; i < 40; i++) {
            int topic = random.nextInt(5);
            sentences.add(text(topic));
            labels.add("label " + topic);
        }
        return row;
    }

    private ObjectNode summaries() {
        int topic = random.nextInt(6);
        ObjectNode row = MAPPER.createObjectNode().put("text", "none");
        ArrayNode human = row.putArray("human_summaries");
        IntStream.range(0, 3).forEach(i -> human.add(text(topic)));
        ArrayNode machine = row.putArray("machine_summaries");
        ArrayNode relevance = row.putArray("relevance");
        for (int i = 0; i < 6; i++) {
            machine.add(text(random.nextBoolean() ? topic : (topic + 1) % 6));
            relevance.add(random.nextInt(50) / 10.0);
        }
        return row;
    }

    private String text(int topic) {
        return "topic" + topic + " word" + random.nextInt(100) + " " + random.nextInt(1_000_000);
    }

    private void write(String name, String config, String split, List<ObjectNode> rows) {
        List<ObjectNode> ordered = new ArrayList<>(rows);
        if (shuffle != null) {
            Collections.shuffle(ordered, shuffle);
        }
        StringBuilder lines = new StringBuilder();
        ordered.forEach(row -> lines.append(row).append('\n'));
        file(name + "/" + config + "/" + split + ".jsonl", lines.toString());
    }

    private void readme(String name, List<String> configs, List<String> splits) {
        StringBuilder head = new StringBuilder("---\nconfigs:\n");
        for (String config : configs) {
            head.append("- config_name: ").append(config).append("\n  data_files:\n");
            for (String split : splits) {
                head.append("  - split: ").append(split).append('\n');
                head.append("    path: ")
                        .append(config)
                        .append('/')
                        .append(split)
                        .append(".jsonl\n");
            }
        }
        file(name + "/README.md", head.append("---\n").toString());
    }

    private void file(String name, String content) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
