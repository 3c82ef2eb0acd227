package dev.plumbline.tasks.transform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.data.Columns;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.data.ParquetTables;
import dev.plumbline.tasks.data.RetrievalData;
import dev.plumbline.tasks.data.SharedTasks;
import dev.plumbline.tasks.data.Table;
import dev.plumbline.tasks.data.TaskCases;
import dev.plumbline.tasks.release.MtebRelease;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What mteb 2.20.0 has in hand before it scores, by {@code test/oracle/make_loaded_data.py}: the same rows after transforms,
 * the same ids and judgements. mteb 2.26.24 makes the same of it.
 */
final class LoadedDataTest {

    private static final JsonNode GOLDEN = golden();

    @TempDir
    private Path folder;

    static Stream<String> rowTasks() {
        return tasks(false);
    }

    static Stream<String> retrievalTasks() {
        return tasks(true);
    }

    private static Stream<String> tasks(boolean retrieval) {
        return GOLDEN.get("tasks").properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> (Manifest.bundled().task(name).kind() == TaskKind.RETRIEVAL) == retrieval);
    }

    @ParameterizedTest
    @MethodSource("rowTasks")
    void rowsAfterTheTransformAreThoseOfMteb(String name) {
        TaskSpec task = Manifest.bundled().task(name);
        Selection selection = TaskCases.selection(name);
        String text = task.kind() == TaskKind.CLASSIFICATION ? "text" : "sentences";
        String label = task.kind() == TaskKind.CLASSIFICATION ? "label" : "labels";
        for (MtebRelease release : MtebRelease.known()) {
            RowData data = RowData.load(task, selection, TaskCases.data(name), release);
            Map<String, Map<String, String>> ours = new LinkedHashMap<>();
            for (String subset : selection.subsets()) {
                for (String split : selection.splits()) {
                    Table table = data.table(split, subset);
                    List<String> labels = table.column(label).stream()
                            .map(LoadedDataTest::plain)
                            .toList();
                    ours.put(
                            split + "/" + subset,
                            Map.of(
                                    "rows", Integer.toString(table.rows()),
                                    "texts", digest(table.strings(text)),
                                    "labels", digest(labels)));
                }
            }
            assertThat(ours).as(release.id()).isEqualTo(expected(name));
        }
    }

    @ParameterizedTest
    @MethodSource("retrievalTasks")
    void documentsQueriesAndJudgementsAreThoseOfMteb(String name) {
        Map<String, Map<String, String>> ours = new LinkedHashMap<>();
        forEachPart(name, (place, data) -> {
            List<String> queries = sorted(data.queryIds());
            Map<String, String> found = new LinkedHashMap<>();
            found.put("documents", digest(sorted(data.documentIds())));
            found.put("queries", digest(queries));
            List<String> judgements = new ArrayList<>();
            for (String query : queries) {
                Map<String, Integer> judged = data.qrels().get(query);
                sorted(judged.keySet()).forEach(id -> judgements.add(query + " " + id + " " + judged.get(id)));
            }
            found.put("judgements", digest(judgements));
            data.topRanked()
                    .ifPresent(candidates -> found.put(
                            "candidates",
                            digest(queries.stream()
                                    .flatMap(query -> candidates.getOrDefault(query, List.of()).stream()
                                            .map(id -> query + " " + id))
                                    .toList())));
            ours.put(place, found);
        });
        assertThat(ours).isEqualTo(expected(name));
    }

    /** The golden model is a table of the texts that mteb asked for. */
    @ParameterizedTest
    @MethodSource("retrievalTasks")
    void everyTextIsOneThatMtebEncodes(String name) {
        List<String> known = ParquetTables.read(
                        TaskCases.folder(name).resolve("embeddings.parquet"), Columns.of("text"))
                .strings("text");
        forEachPart(
                name,
                (place, data) ->
                        assertThat(known).containsAll(data.documentTexts()).containsAll(data.queryTexts()));
    }

    @Test
    void oldRerankingRowsGetTheIdsOfMteb() throws IOException {
        JsonNode old = GOLDEN.get("old_reranking");
        List<String> rows = new ArrayList<>();
        old.get("rows").forEach(row -> rows.add(row.toString()));
        Files.write(folder.resolve("test.jsonl"), rows);

        RetrievalData data = RetrievalData.load(
                SharedTasks.minimal("Reranking", "retrieval", Map.of()),
                "test",
                "default",
                DatasetDirectory.open("old", folder));

        assertThat(data.queryIds()).containsExactlyElementsOf(names(old.get("queries")));
        assertThat(data.documentIds()).containsExactlyElementsOf(names(old.get("documents")));
        ObjectMapper mapper = new ObjectMapper();
        assertThat((Object) mapper.valueToTree(data.qrels())).isEqualTo(old.get("judgements"));
        assertThat((Object) mapper.valueToTree(data.topRanked().orElseThrow())).isEqualTo(old.get("candidates"));
    }

    private interface PartCheck {
        void check(String place, RetrievalData data);
    }

    private static void forEachPart(String name, PartCheck check) {
        TaskSpec task = Manifest.bundled().task(name);
        Selection selection = TaskCases.selection(name);
        DatasetDirectory directory = TaskCases.data(name).open(task.dataset());
        for (String subset : selection.subsets()) {
            for (String split : selection.splits()) {
                check.check(split + "/" + subset, RetrievalData.load(task, split, subset, directory));
            }
        }
    }

    private static Map<String, Map<String, String>> expected(String name) {
        Map<String, Map<String, String>> places = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> place : GOLDEN.get("tasks").get(name).properties()) {
            Map<String, String> facts = new LinkedHashMap<>();
            place.getValue()
                    .properties()
                    .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));
            places.put(place.getKey(), facts);
        }
        return places;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String plain(Object label) {
        return label instanceof List<?> parts
                ? parts.stream().map(Object::toString).collect(Collectors.joining("/"))
                : label.toString();
    }

    /** By code points, as Python sorts; UTF-8 has their order. */
    private static List<String> sorted(Iterable<String> texts) {
        List<String> sorted = new ArrayList<>();
        texts.forEach(sorted::add);
        sorted.sort((one, other) ->
                Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)));
        return sorted;
    }

    private static String digest(List<String> values) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            values.forEach(value -> sha.update((value + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(sha.digest()).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode golden() {
        try (InputStream json = LoadedDataTest.class.getResourceAsStream("/golden/loaded-data.json")) {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
