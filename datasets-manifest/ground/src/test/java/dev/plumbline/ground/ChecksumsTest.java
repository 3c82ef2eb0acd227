package dev.plumbline.ground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumsTest {

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(folder.resolve("state"));
        Files.write(folder.resolve("model.safetensors"), new byte[100]);
        Files.writeString(folder.resolve("state").resolve("state.json"), "{}");
        Checksums.write(folder);
    }

    @Test
    void aBitThatFlippedIsFound() throws IOException {
        assertThat(Checksums.damaged(folder, name -> true)).isEmpty();
        byte[] flipped = new byte[100];
        flipped[99] = 1;
        Files.write(folder.resolve("model.safetensors"), flipped);
        assertThat(Checksums.damaged(folder, name -> true)).containsExactly("model.safetensors");
        assertThat(Checksums.damaged(folder, name -> name.startsWith("state"))).isEmpty();
        assertThatThrownBy(() -> Checksums.require(folder, name -> true, "do this"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("model.safetensors is not what")
                .hasMessageEndingWith("do this");
    }

    @Test
    void aMissingFileIsFoundAndAnAddedOneIsNot() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "mine");
        Files.delete(folder.resolve("state").resolve("state.json"));
        assertThat(Checksums.damaged(folder, name -> true)).containsExactly("state/state.json");
    }

    @Test
    void aFolderWithoutSumsIsTakenAsItIs() throws IOException {
        Files.delete(folder.resolve(Checksums.FILE));
        assertThat(Checksums.damaged(folder, name -> true)).isEmpty();
    }
}
