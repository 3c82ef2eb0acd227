package dev.plumbline.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelContentTest {

    @TempDir
    Path folder;

    private static String content(Path model) {
        return ModelContent.of(model.toString(), ModelOptions.defaults()).orElseThrow();
    }

    @Test
    void aDirectoryIsItsFiles() throws IOException {
        Path model = folder.resolve("model");
        Files.createDirectories(model.resolve("1_Pooling"));
        Files.writeString(model.resolve("config.json"), "{}");
        Path pooling = Files.writeString(model.resolve("1_Pooling/config.json"), "{}");
        String content = content(model);
        assertThat(content).hasSize(64);
        Files.writeString(model.resolve("README.md"), "what it is");
        Files.createDirectories(model.resolve(".git"));
        Files.writeString(model.resolve(".git/HEAD"), "main");
        assertThat(content(model)).isEqualTo(content);
        Path link = Files.createSymbolicLink(folder.resolve("link"), model);
        assertThat(content(link)).isEqualTo(content);
        // the hub's cache has links in place of files
        Path elsewhere = Files.move(pooling, folder.resolve("blob"));
        Files.createSymbolicLink(pooling, elsewhere);
        assertThat(content(model)).isEqualTo(content);
        Files.writeString(elsewhere, "{} ");
        assertThat(content(model)).isNotEqualTo(content);
        assertThat(content(link)).isEqualTo(content(model));
    }

    @Test
    void whatComesWithPlumblineHasNone() {
        assertThat(ModelContent.of("embedded:all-MiniLM-L6-v2", ModelOptions.defaults()))
                .isEmpty();
        assertThat(ModelContent.of("http://localhost:1", ModelOptions.defaults()))
                .isEmpty();
        assertThatThrownBy(
                        () -> ModelContent.of("embeddings:" + folder.resolve("none.parquet"), ModelOptions.defaults()))
                .isInstanceOf(PlumblineException.class);
    }
}
