package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that runs and training leave behind, each damaged in every way that a disk, a hand or another program damages them:
 * whatever reads them goes on or says which file it is, in words of ours, and never takes it for a mistake of its own.
 */
class DamagedResultsTest {

    private static final int OWN_MISTAKE = 70;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void resultsOfRuns() throws IOException {
        SmallSts first = new SmallSts(folder.resolve("first"));
        first.run(first.vectors(), "--revision", "v1");
        String model = "embeddings:" + first.vectors();
        SmallSts second = new SmallSts(folder.resolve("second"));
        second.run(second.vectors(Map.of("a", new float[] {0.1f, -0.9f})), "--revision", "v2");
        Path results = first.results();
        Object other = second.results();
        Path merged = folder.resolve("merged");
        List<List<Object>> commands = List.of(
                List.of("compare", results, other),
                List.of("gate", "--baseline", other, "--candidate", results),
                List.of(
                        "report",
                        "--force",
                        "--results",
                        results,
                        "--results",
                        other,
                        "--out",
                        folder.resolve("r.html")),
                List.of("results", "lint", results),
                List.of("results", "diff", results, other),
                List.of("results", "aggregate", "--benchmark", "MTEB(eng, v2)", "--results", results),
                List.of("results", "merge", results, other, "-o", merged),
                List.of(
                        "run",
                        "--model",
                        model,
                        "--revision",
                        "v1",
                        "--task-file",
                        first.taskFile(),
                        "--results",
                        results),
                List.of("results", "import", "--force", results, "-o", folder.resolve("figures.jsonl")));
        assertThat(sweep(results, commands, merged)).isGreaterThan(20);
    }

    /** Each file of a folder in each of its damaged forms; returns how many there were. */
    private static int sweep(Path results, List<List<Object>> commands, Path output) throws IOException {
        int tried = 0;
        List<Path> files;
        try (Stream<Path> all = Files.walk(results)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.jsonl?"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            for (Map.Entry<String, byte[]> damage : damaged(whole).entrySet()) {
                Files.write(file, damage.getValue());
                // a wrong value is read by one or another command, a wrong file by all
                boolean one = damage.getKey().contains(" = ");
                for (int i = 0; i < commands.size(); i++) {
                    if (one && (i + tried) % 3 != 0) {
                        continue;
                    }
                    List<Object> command = commands.get(i);
                    Path place = output.resolve(String.valueOf(tried));
                    CommandLineRun run = CommandLineRun.of(command.stream()
                            .map(word -> word.equals(output) ? place : word)
                            .toArray());
                    String what =
                            results.relativize(file) + " with " + damage.getKey() + ": " + command + "\n" + run.err();
                    assertThat(run.code()).as(what).isNotEqualTo(OWN_MISTAKE);
                    assertThat(run.err()).as(what).doesNotContainPattern(WrittenFilesTest.FOREIGN);
                }
                tried++;
            }
            Files.write(file, whole);
        }
        return tried;
    }

    private static Map<String, byte[]> damaged(byte[] whole) throws IOException {
        Map<String, byte[]> forms = new LinkedHashMap<>();
        forms.put("nothing", new byte[0]);
        forms.put("zeros", new byte[whole.length]);
        forms.put("half of it", Arrays.copyOf(whole, whole.length / 2));
        forms.put("another encoding", "\"\u00e9\"".getBytes(StandardCharsets.ISO_8859_1));
        for (String text : List.of("nonsense", "[]", "{}", "null", "\"text\"")) {
            forms.put(text, text.getBytes(StandardCharsets.UTF_8));
        }
        String text = new String(whole, StandardCharsets.UTF_8);
        String firstLine = text.indexOf('\n') < 0 ? text : text.substring(0, text.indexOf('\n'));
        boolean lines = firstLine.startsWith("{") && firstLine.endsWith("}");
        if (JSON.readTree(lines ? firstLine : text) instanceof ObjectNode object) {
            String rest = lines ? text.substring(firstLine.length()) : "";
            for (String key : keys(object)) {
                // one of them for each key, in turn: every file has many keys, and each value meets some of every kind
                JsonNode value = values().get(forms.size() % values().size());
                ObjectNode changed = object.deepCopy();
                if (value.isMissingNode()) {
                    changed.remove(key);
                } else {
                    changed.set(key, value);
                }
                forms.put(key + " = " + value, (changed + rest).getBytes(StandardCharsets.UTF_8));
            }
        }
        return forms;
    }

    private static List<String> keys(ObjectNode object) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static List<JsonNode> values() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        ArrayNode list = nodes.arrayNode().add(nodes.arrayNode());
        return List.of(
                nodes.missingNode(),
                nodes.nullNode(),
                nodes.numberNode(-1),
                nodes.textNode("x"),
                list,
                nodes.objectNode().set("x", list));
    }
}
