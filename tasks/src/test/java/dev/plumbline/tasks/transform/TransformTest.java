package dev.plumbline.tasks.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Selection;
import dev.plumbline.tasks.data.Columns;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.data.SharedTasks;
import dev.plumbline.tasks.data.Table;
import dev.plumbline.tasks.release.MtebRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TransformTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "f02_arxiv_hierarchical, ArXivHierarchicalClusteringS2S",
        "f05_stackexchange_v2_stratified, StackExchangeClustering.v2",
        "f06_stackexchangep2p_v2_drop_single, StackExchangeClusteringP2P.v2"
    })
    @EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "../shared is missing")
    void rowsAreThoseOfMteb(String golden, String task) {
        JsonNode debug = SharedTasks.json("conformance/" + golden + "/expected.json")
                .path("debug")
                .path("test/default");

        Table table = RowData.load(
                        SharedTasks.task(task),
                        new Selection(List.of("test"), List.of("default")),
                        ref -> SharedTasks.conformance(golden),
                        MtebRelease.V2_20_0)
                .table("test", "default");

        assertThat(table.rows()).isEqualTo(debug.path("rows_after_transform").intValue());
        List<String> first = new ArrayList<>();
        for (int row = 0; row < debug.path("first_rows_after_transform").size(); row++) {
            first.add(table.column("sentences").get(row) + " "
                    + table.column("labels").get(row));
        }
        List<String> expected = new ArrayList<>();
        for (JsonNode row : debug.path("first_rows_after_transform")) {
            expected.add(row.path(0).asText() + " " + plain(row.path(1)));
        }
        assertThat(first).isEqualTo(expected).isNotEmpty();
    }

    private static String plain(JsonNode label) {
        if (!label.isArray()) {
            return label.asText();
        }
        List<String> parts = new ArrayList<>();
        label.forEach(part -> parts.add(part.asText()));
        return parts.toString();
    }

    @Test
    @EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "../shared is missing")
    void toxicTestSplitIsStratifiedAndTrainingLeftAlone() {
        JsonNode debug = SharedTasks.json("conformance/c05_toxic_stratified_subsample/expected.json")
                .path("debug");
        List<String> expected = new ArrayList<>();
        debug.path("eval_first_texts/default").forEach(text -> expected.add(text.asText()));

        RowData data = RowData.load(
                SharedTasks.task("ToxicConversationsClassification"),
                new Selection(List.of("test"), List.of("default")),
                ref -> SharedTasks.conformance("c05_toxic_stratified_subsample"),
                MtebRelease.V2_20_0);

        Table test = data.table("test", "default");
        assertThat(test.rows()).isEqualTo(2048);
        assertThat(test.strings("text").subList(0, expected.size()))
                .isEqualTo(expected)
                .isNotEmpty();
        assertThat(data.table("train", "default").rows()).isEqualTo(120);
    }

    @Test
    void flatteningKeepsOrderAndDropsOtherColumns() throws IOException {
        Table flat = Transform.named("flatten")
                .apply(Map.of("test", sets("""
                        {"id": 1, "sentences": ["a", "b"], "labels": ["x", "y"]}
                        {"id": 2, "sentences": [], "labels": []}
                        {"id": 3, "sentences": ["c"], "labels": ["x"]}
                        """)), MtebRelease.newest())
                .get("test");

        assertThat(flat.columns()).containsExactly("sentences", "labels");
        assertThat(flat.strings("sentences")).containsExactly("a", "b", "c");
        assertThat(flat.strings("labels")).containsExactly("x", "y", "x");
    }

    @Test
    void singletonsAreDropped() throws IOException {
        Table flat = Transform.named("flatten_drop_singletons")
                .apply(
                        Map.of("test", sets("{\"sentences\": [\"a\", \"b\", \"c\"], \"labels\": [2, 1, 2]}")),
                        MtebRelease.newest())
                .get("test");

        assertThat(flat.strings("sentences")).containsExactly("a", "c");
    }

    @Test
    void listsOfDifferentLengthNameTheRow() throws IOException {
        Map<String, Table> splits = Map.of("test", sets("""
                {"sentences": ["a"], "labels": [1]}
                {"sentences": ["a", "b"], "labels": [1]}
                """));

        assertThatThrownBy(() -> Transform.FLATTEN.apply(splits, MtebRelease.newest()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("1 labels for 2 sentences")
                .hasMessageContaining("test.jsonl, line 2");
    }

    @Test
    void tooFewRowsForARandomSample() throws IOException {
        Map<String, Table> splits = Map.of("test", sets("{\"sentences\": [\"a\"], \"labels\": [\"x.y\"]}"));

        assertThatThrownBy(() -> Transform.FLATTEN_DOTSPLIT_RANDOM2048.apply(splits, MtebRelease.newest()))
                .hasMessageContaining("only 1");
    }

    @Test
    void smallSplitsAreOnlyEncoded() throws IOException {
        Table flat = Transform.named("flatten_stratified2048_embed_all")
                .apply(
                        Map.of("test", sets("{\"sentences\": [\"a\", \"b\", \"c\"], \"labels\": [10, 9, 10]}")),
                        MtebRelease.newest())
                .get("test");

        // sorted as text: "10" before "9"
        assertThat(flat.column("labels")).containsExactly(0L, 1L, 0L);
    }

    @Test
    void unknownTransformsNameTheKnown() {
        assertThatThrownBy(() -> Transform.named("flaten"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("flatten_drop_singletons");
    }

    private Table sets(String lines) throws IOException {
        Files.writeString(folder.resolve("test.jsonl"), lines);
        return DatasetDirectory.open("sets", folder).read("default", "test", Columns.all());
    }
}
