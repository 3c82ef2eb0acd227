package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.LocatedTree;
import dev.plumbline.ground.SyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Files that people write, of every kind, each wrong in one place: one line that names the file, the place, what is wanted
 * and one that would do, in words of ours.
 */
class WrittenFilesTest {

    private static final int USAGE = 2;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** What only a library or the language would say. */
    static final Pattern FOREIGN = Pattern.compile("\\b(java|com|org|sun|jdk)\\.[a-z]|Exception|\\bclass |\\bObject\\b|"
            + "Deserializ|[Tt]oken \\(|JsonToken|START_|END_|VALUE_|\\bPOJO\\b|ArrayList|LinkedHashMap|Map<|List<|\\bString\\b|"
            + "\\bInteger\\b|\\bnull pointer|through reference|block (mapping|sequence)|flow (mapping|sequence)|scalar|"
            + "simple key|<(block|stream|document)|Optional|dev\\.plumbline");

    private static final Pattern PLACE = Pattern.compile("\\((line|which line) \\d+|, line \\d+");
    private static final Pattern EXAMPLE = Pattern.compile(
            "for example|one of|nearest|needs|there are |as in|write what|take names out|leave it out|is empty");

    /** Keys that name data: what is wrong with these is found where the data are. */
    private static final Pattern OF_DATA =
            Pattern.compile("/(dataset|eval_splits|all_subsets|languages|splits|task_files|data)\\b");

    private static final int PART = 11;

    /** A kind of file, what one of it says, and the command that reads it. */
    enum Kind {
        TASK("""
                name: OwnSts
                type: STS
                kind: sts
                dataset: {path: own/sts, revision: abc}
                eval_splits: [test]
                main_score: cosine_spearman
                category: t2t
                multilingual: false
                is_public: true
                all_subsets: [default]
                languages: {default: [eng-Latn]}
                params: {min_score: 0, max_score: 5}
                prompt: {query: find, document: take}
                """, "languages"),
        TASKS("""
                tasks:
                - name: OwnSts
                  type: STS
                  kind: sts
                  dataset: {path: own/sts}
                  eval_splits: [test]
                  main_score: cosine_spearman
                """, "none"),
        RULES("""
                significance: 0.05
                overall: {allowed_drop: 0, least_effect: 0.1}
                type: false
                task: {allowed_drop: 0.5}
                types: {STS: {allowed_drop: 0.2}}
                tasks: {STS13: {allowed_drop: 0.2}}
                required: [STS13]
                not_comparable: skip
                """, "none"),
        STAGES("""
                seed: 7
                threads: 1
                weights: random
                network: network
                attention: bidirectional
                decontaminate: "off"
                evaluation: {task_files: task.json, data: data, splits: [test], prompts: none, allow_modified_data: true}
                stages:
                - name: pretrain
                  kind: pretrain
                  learning_rate: 1e-3
                  steps: 2
                  save_steps: 1
                  keep: 1
                  decay: cosine
                  warmup_ratio: 0.1
                  precision: f32
                  dropout: "off"
                  freeze: [encoder]
                  hard_negatives: shared
                  matryoshka_dims: [16, 8]
                  matryoshka_weights: [1, 0.5]
                  data:
                    batch_size: 4
                    datasets:
                    - {name: rows, path: rows.jsonl, type: retrieval, negatives: 2, instruction: number, on_error: stop}
                - name: soup
                  kind: soup
                  of: [pretrain]
                  weights: [1]
                  choose: all
                  blend: average
                """, "none"),
        RUN("""
                model: random
                task: [OwnSts]
                task-file: [task.json]
                limit: 3
                dims: [2]
                fresh: true
                weights: auto
                """, "none"),
        PROMPTS("""
                query: "query: "
                document: "passage: "
                STS: "same: "
                """, "none"),
        INSTRUCTIONS("""
                instruction_template: "Instruct: {instruction} Query: "
                prompts: {STS: find the same, STS13: {query: look, document: take}}
                apply_instruction_to_passages: false
                no_instruction_types: [STS]
                """, "prompts"),
        LABELS("""
                even: an even number
                odd: an odd number
                """, "");

        private final String text;
        private final String free;

        Kind(String text, String free) {
            this.text = text;
            this.free = free;
        }
    }

    @TempDir
    Path folder;

    private SmallSts sts;
    private String results;

    private CommandLineRun read(Kind kind, Path file) {
        return switch (kind) {
            case TASK, TASKS -> CommandLineRun.of("task", "check", file, "--data", folder);
            case RULES -> CommandLineRun.of("gate", "--baseline", results, "--candidate", results, "--rules", file);
            case STAGES ->
                CommandLineRun.of("train", "--config", file, "--output", folder.resolve("trained"), "--dry-run");
            case RUN ->
                CommandLineRun.of(
                        "run", "--config", file, "--results", folder.resolve("out"), "--no-cache", "--show-config");
            case PROMPTS, INSTRUCTIONS ->
                CommandLineRun.of(
                        "run",
                        "--model",
                        "embeddings:" + folder.resolve("vectors.parquet"),
                        "--prompts",
                        file,
                        "--task-file",
                        sts.taskFile(),
                        "--results",
                        folder.resolve("out"),
                        "--fresh",
                        "-q");
            case LABELS ->
                CommandLineRun.of(
                        "label",
                        sts.taskFile().resolveSibling("labelled.jsonl"),
                        "--label-texts",
                        file,
                        "--label-text-ratio",
                        "1",
                        "--output",
                        folder.resolve("labels.out"),
                        "--force");
        };
    }

    private void setUp(Kind kind) throws IOException {
        sts = new SmallSts(folder);
        sts.vectors();
        if (kind == Kind.STAGES) {
            new SmallTraining(folder);
        }
        sts.write(
                "labelled.jsonl",
                "{\"text\": \"a\", \"label\": \"odd\"}\n{\"text\": \"b\", \"label\": \"even\"}\n{\"text\": \"c\", \"label\": \"odd\"}\n{\"text\": \"d\", \"label\": \"even\"}\n");
        if (kind == Kind.RULES) {
            CommandLineRun run = sts.run(sts.vectors(), "--model-name", "m");
            assertThat(run.code()).as(run.err()).isZero();
            try (var files = Files.walk(folder.resolve("out/results"))) {
                results = files.filter(path -> path.endsWith("OwnSts.json"))
                        .findFirst()
                        .orElseThrow()
                        .getParent()
                        .toString();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyMistakeIsNamed(Kind kind) throws IOException, SyntaxException {
        setUp(kind);
        CommandLineRun well = read(kind, sts.write("good.yaml", kind.text));
        assertThat(well.code()).as(well.err()).isIn(0, 1);
        JsonNode valid = LocatedTree.ofYaml(kind.text).root();
        Map<String, String> mutants = new LinkedHashMap<>();
        mutate(valid, "", kind, valid, mutants);
        mutants.keySet().removeIf(what -> !isTried(what));
        List<String> wrong = new ArrayList<>();
        mutants.forEach((what, text) -> check(kind, what, text, isEven(what) ? "bad.json" : "bad.yaml", wrong));
        Map<String, String> texts = new LinkedHashMap<>();
        texts(kind.text, false, texts);
        texts.forEach((what, text) -> check(kind, what, text, "bad.yaml", wrong));
        texts.clear();
        texts(valid.toPrettyString(), true, texts);
        texts.keySet().removeIf(what -> what.startsWith("truncated") && !isTried(what));
        texts.forEach((what, text) -> check(kind, what, text, "bad.json", wrong));
        assertThat(wrong).isEmpty();
    }

    /** One in some, always the same; all with a switch. */
    private static boolean isTried(String what) {
        return Boolean.getBoolean("plumbline.all-mistakes") || Math.floorMod(what.hashCode(), PART) == 0;
    }

    private static boolean isEven(String what) {
        return Math.floorMod(what.hashCode() / PART, 2) == 0;
    }

    private void check(Kind kind, String what, String text, String name, List<String> all) {
        CommandLineRun run = read(kind, sts.write(name, text));
        String said = run.err().strip();
        if (run.code() == 0
                || (kind == Kind.RULES && run.code() == 1)
                || (kind == Kind.RUN && said.contains("--model MODEL is missing"))) {
            return;
        }
        List<String> wrong = new ArrayList<>();
        if (FOREIGN.matcher(said).find()) {
            wrong.add("foreign words");
        }
        if (said.lines().count() != 1) {
            wrong.add("not one line");
        }
        if (run.code() == USAGE) {
            if (!said.contains(name)) {
                wrong.add("no file");
            }
            if (!PLACE.matcher(said).find() && !said.contains("is empty")) {
                wrong.add("no line");
            }
            if (what.startsWith("misspelt") && !said.contains("nearest: ")) {
                wrong.add("no near name");
            }
            if (what.startsWith("value") && !EXAMPLE.matcher(said).find()) {
                wrong.add("no example");
            }
        } else if (!what.startsWith("value") || !OF_DATA.matcher(what).find()) {
            wrong.add("exit code " + run.code());
        }
        if (!wrong.isEmpty()) {
            all.add(what + " in " + name + ": " + wrong + " " + said);
        }
    }

    private static void texts(String text, boolean json, Map<String, String> out) {
        for (int i = 0; i < text.length(); i += Math.max(1, text.length() / 24)) {
            out.put("truncated " + i, text.substring(0, i));
        }
        out.put("tabs", text.replaceAll("(?m)^( +|(?=[a-z]))", "\t"));
        out.put("tabs inner", text.replaceAll("(?m)^  ", "\t"));
        String first = text.lines().filter(l -> l.contains(":")).findFirst().orElse("");
        out.put(
                "twice",
                json
                        ? text.replace(first, first.endsWith(",") ? first + "\n" + first : first + ",\n" + first)
                        : first + "\n" + text);
        out.put("alias", json ? text : text.replaceFirst(": .*", ": *nothing"));
        out.put("deep", (json ? "{\"a\": " : "a: ") + "[".repeat(100_000) + "]".repeat(100_000) + (json ? "}" : ""));
        out.put("deep open", (json ? "{\"a\": " : "a: ") + "[".repeat(100_000));
        out.put("deep maps", "{\"a\": ".repeat(100_000) + "1" + "}".repeat(100_000));
        out.put(
                "deep block",
                json
                        ? "["
                        : java.util.stream.IntStream.range(0, 2000)
                                .mapToObj(i -> " ".repeat(i) + "a:")
                                .collect(java.util.stream.Collectors.joining("\n")));
        out.put("trailing", text + (json ? "}" : "]"));
        out.put("control", text + "\u0007");
        out.put("quotes", text + "\"");
        out.put("colon", text.replaceFirst(":", ""));
        out.put("list", json ? "[" + text + "]" : text.replaceAll("(?m)^", "  ").replaceFirst("  ", "- "));
        out.put("word", "hello");
        out.put("number", "17");
        out.put("null", "null");
        out.put("empty", "");
        out.put("blank", " \n \n");
        out.put("comment", json ? "// nothing\n" + text : "# nothing\n");
        out.put("docs", text + (json ? text : "---\n" + text));
        out.put("percent", "%" + text);
        out.put("tag", text.replaceFirst(": ", ": !!a.b "));
        out.put("bang", text.replaceFirst(": ", ": !mine "));
        out.put("merge", json ? text : "<<: 17\n" + text);
        out.put("complex key", json ? text : "? [a, b]\n: c\n" + text);
        out.put("long int", text.replaceFirst(": .*", ": " + "9".repeat(5000) + (json ? "," : "")));
        out.put("exp", text.replaceFirst(": .*", ": 1e999999999" + (json ? "," : "")));
        out.put("single quotes", text.replace("\"", "'"));
        out.put("trailing comma", text.replaceAll("\\n?([}\\]])", ",$1"));
        out.put("bom", "\uFEFF" + text);
        out.put("NaN", text.replaceFirst(": .*", ": NaN" + (json ? "," : "")));
        out.put("nul", text.replaceFirst(":", ":\u0000"));
        out.put("escape", text.replaceFirst(": .*", ": \"\\\\q\\\\uD800\"" + (json ? "," : "")));
        out.put("at", text.replaceFirst(": .*", ": @x" + (json ? "," : "")));
        out.put("backtick", text.replaceFirst(": .*", ": `x" + (json ? "," : "")));
        out.put("colon in value", text.replaceFirst(": .*", ": a: b" + (json ? "," : "")));
        out.put("indent", json ? text : text.replaceFirst("(?m)^([a-z].*)\\n([a-z])", "$1\n   $2"));
    }

    private static final Map<String, JsonNode> VALUES = new LinkedHashMap<>();

    static {
        VALUES.put("number", NODES.numberNode(17));
        VALUES.put("real", NODES.numberNode(-1.5));
        VALUES.put("huge", NODES.numberNode(12345678901234567L));
        VALUES.put("word", NODES.textNode("wrod"));
        VALUES.put("blank", NODES.textNode(""));
        VALUES.put("true", NODES.booleanNode(true));
        VALUES.put("null", NODES.nullNode());
        VALUES.put("emptylist", NODES.arrayNode());
        VALUES.put("list", NODES.arrayNode().add("x").add(1));
        VALUES.put("nulllist", NODES.arrayNode().addNull());
        VALUES.put("deeplist", NODES.arrayNode().add(NODES.arrayNode().add("x")));
        VALUES.put("mapping", NODES.objectNode().put("wrod", 1));
        VALUES.put("emptymapping", NODES.objectNode());
    }

    private static void mutate(JsonNode root, String pointer, Kind kind, JsonNode node, Map<String, String> out) {
        if (!pointer.isEmpty()) {
            VALUES.forEach((name, value) -> {
                if (!value.equals(node)) out.put("value " + pointer + " " + name, with(root, pointer, value));
            });
        }
        if (node instanceof ObjectNode object) {
            boolean free = kind.free.equals(pointer.replaceFirst("^/", ""));
            object.fieldNames().forEachRemaining(key -> {
                out.put("missing " + pointer + " " + key, replace(root, pointer, o -> o.remove(key)));
                String misspelt = key.length() < 3
                        ? key + "x"
                        : key.charAt(0) + "" + key.charAt(2) + key.charAt(1) + key.substring(3);
                if (misspelt.equals(key)) misspelt = key + "s";
                String m = misspelt;
                if (!free) {
                    out.put("misspelt " + pointer + " " + key, replace(root, pointer, o -> o.set(m, o.remove(key))));
                }
            });
            if (!free) {
                out.put("unknown " + pointer + " zzz", replace(root, pointer, o -> o.put("zzz", 1)));
            }
            object.properties().forEach(e -> mutate(root, pointer + "/" + e.getKey(), kind, e.getValue(), out));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) mutate(root, pointer + "/" + i, kind, array.get(i), out);
        }
    }

    private static String with(JsonNode root, String pointer, JsonNode value) {
        JsonNode copy = root.deepCopy();
        int cut = pointer.lastIndexOf('/');
        JsonNode parent = copy.at(pointer.substring(0, cut));
        String last = pointer.substring(cut + 1);
        if (parent instanceof ObjectNode object) object.set(last, value);
        else ((ArrayNode) parent).set(Integer.parseInt(last), value);
        return copy.toPrettyString();
    }

    private static String replace(JsonNode root, String pointer, Consumer<ObjectNode> change) {
        JsonNode copy = root.deepCopy();
        change.accept((ObjectNode) copy.at(pointer));
        return copy.toPrettyString();
    }
}
