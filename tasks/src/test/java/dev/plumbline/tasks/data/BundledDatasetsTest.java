package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.DatasetRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can go wrong between the jar and the cache folder: a damaged file, a leftover, a folder that cannot be made. */
final class BundledDatasetsTest {

    private static final DatasetRef STS = new DatasetRef("plumbline/mini-sts-en", null);

    @TempDir
    private Path folder;

    @Test
    void opensWithoutAnyFolderGiven() {
        assertThat(open().read("default", "test", Columns.all()).columns())
                .containsExactly("sentence1", "sentence2", "score");
    }

    @Test
    void damagedFileIsReplacedAndAGoodOneLeftAlone() throws IOException {
        open();
        Path data = folder.resolve("bundled-datasets/plumbline/mini-sts-en/test.jsonl");
        Path readme = data.resolveSibling("README.md");
        String whole = Files.readString(data);
        Files.writeString(data, whole.substring(0, whole.length() / 2));
        FileTime long1970 = FileTime.fromMillis(0);
        Files.setLastModifiedTime(readme, long1970);

        open();

        assertThat(data).hasContent(whole.strip());
        assertThat(Files.getLastModifiedTime(readme)).isEqualTo(long1970);
    }

    @Test
    void leavesNoPartsBehind() throws IOException {
        open();
        try (Stream<Path> files = Files.list(folder.resolve("bundled-datasets/plumbline/mini-sts-en"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("README.md", "test.jsonl");
        }
    }

    @Test
    void otherDataSetsAreAskedOfTheOtherSource() {
        assertThatThrownBy(() -> source().open(new DatasetRef("plumbline/other", null)))
                .hasMessageContaining("asked for plumbline/other");
    }

    @Test
    void cacheThatCannotBeWrittenIsNamed() throws IOException {
        Files.writeString(folder.resolve("bundled-datasets"), "a file", StandardCharsets.UTF_8);
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.STORAGE))
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("PLUMBLINE_CACHE");
    }

    @Test
    void cacheFolderFollowsTheVariables() {
        Path home = Path.of("/home/me");
        assertThat(CacheFolder.of(Map.of("PLUMBLINE_CACHE", "/p", "XDG_CACHE_HOME", "/x"), home)
                        .root())
                .isEqualTo(Path.of("/p"));
        assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "/x"), home).root()).isEqualTo(Path.of("/x/plumbline"));
        assertThat(CacheFolder.of(Map.of(), home).root()).isEqualTo(Path.of("/home/me/.cache/plumbline"));
    }

    private DatasetDirectory open() {
        return source().open(STS);
    }

    private BundledDatasets source() {
        return new BundledDatasets(new CacheFolder(folder), ref -> {
            throw PlumblineException.data("asked for " + ref.path());
        });
    }
}
