package dev.plumbline.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a folder of classes and of a jar, which an installed Plumbline has. */
class BundledFolderTest {

    private static final String ROOT = "/manifest/";
    private static final String KNOWN = "tasks/index.txt";

    @TempDir
    Path temporary;

    private static String text(BundledFolder folder, String name) throws IOException {
        try (InputStream in = folder.open(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertMissing(BundledFolder folder) {
        assertThatThrownBy(() -> folder.open("tasks/no such task.json"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tasks/no such task.json");
    }

    @Test
    void filesOfTheClassPathAreRead() throws IOException {
        BundledFolder folder = BundledFolder.of(ROOT, KNOWN);
        assertThat(text(folder, KNOWN)).contains("STS12");
        assertThat(text(folder, "tasks/STS12.json")).contains("cosine_spearman");
        assertMissing(folder);
    }

    @Test
    void filesOfAJarAreRead() throws IOException {
        Path jar = temporary.resolve("some.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (String name : new String[] {KNOWN, "tasks/own.json"}) {
                out.putNextEntry(new ZipEntry("manifest/" + name));
                out.write(("the text of " + name).getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        BundledFolder folder = BundledFolder.of(new URL("jar:" + jar.toUri() + "!" + ROOT + KNOWN), ROOT, KNOWN);
        assertThat(text(folder, "tasks/own.json")).isEqualTo("the text of tasks/own.json");
        assertMissing(folder);
    }
}
