package dev.plumbline.tasks.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.tasks.data.Columns;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.data.Table;
import dev.plumbline.tasks.release.MtebRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TransformTest {

    @TempDir
    private Path folder;

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
