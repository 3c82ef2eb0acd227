package dev.plumbline.models.precomputed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.TestTasks;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.data.Columns;
import dev.plumbline.tasks.data.ParquetTables;
import dev.plumbline.tasks.data.Table;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddingsWriterTest {

    private static final float[] VALUES = {1, 2, -0.0f, Float.MIN_VALUE, 5, Float.MAX_VALUE};

    @TempDir
    private Path folder;

    private Path write(String name, boolean ids) {
        Path file = folder.resolve(name);
        AtomicFiles.write(file, channel -> {
            try (EmbeddingsWriter writer = new EmbeddingsWriter(channel, ids)) {
                writer.write(ids ? Optional.of("7") : Optional.empty(), "a", Role.NONE, VALUES, 0, 2);
                writer.write(ids ? Optional.of("8") : Optional.empty(), "", Role.QUERY, VALUES, 2, 2);
                writer.write(ids ? Optional.of("9") : Optional.empty(), "日本 𝄞", Role.DOCUMENT, VALUES, 4, 2);
            }
        });
        return file;
    }

    @Test
    void theReaderFindsWhatWasWritten() {
        try (Encoder encoder = Models.openEncoder("embeddings:" + write("v.parquet", false), ModelOptions.defaults())) {
            assertThat(encode(encoder, Role.DOCUMENT, "日本 𝄞", "a")).containsExactly(5, Float.MAX_VALUE, 1, 2);
            float[] query = encode(encoder, Role.QUERY, "");
            assertThat(Float.floatToRawIntBits(query[0])).isEqualTo(Float.floatToRawIntBits(-0.0f));
            assertThat(query[1]).isEqualTo(Float.MIN_VALUE);
        }
    }

    private static float[] encode(Encoder encoder, Role role, String... texts) {
        return encoder.encode(new EncodeRequest(Arrays.asList(texts), role, TestTasks.retrieval("Texts")))
                .data();
    }

    @Test
    void idsStandBesideTheTexts() {
        Table table = ParquetTables.read(write("ids.parquet", true), Columns.all());
        assertThat(table.strings("id")).containsExactly("7", "8", "9");
        assertThat(table.nullableStrings("prompt_type")).isEqualTo(Arrays.asList(null, "query", "document"));
        assertThat(table.columns())
                .isEqualTo(new java.util.LinkedHashSet<>(List.of("id", "text", "prompt_type", "vector")));
    }

    @Test
    void theSameRowsMakeTheSameBytes() {
        assertThat(write("one.parquet", true)).hasSameBinaryContentAs(write("two.parquet", true));
    }
}
