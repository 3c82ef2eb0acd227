package dev.plumbline.models.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LibtorchFilesTest {

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux-x86_64",
        "Linux, aarch64, linux-aarch64",
        "Mac OS X, aarch64, osx-aarch64",
        "Windows 11, amd64, win-x86_64",
        "SunOS, sparcv9, SunOS-sparcv9"
    })
    void platformsHaveDjlsNames(String system, String processor, String name) {
        assertThat(LibtorchFiles.platform(system, processor)).isEqualTo(name);
    }

    /** Another pair would make DJL look for bindings on the network. */
    @Test
    void theVersionIsTheOneTheBindingsWereBuiltFor() throws IOException {
        Properties bindings = new Properties();
        try (InputStream in = getClass().getResourceAsStream("/jnilib/pytorch.properties")) {
            bindings.load(in);
        }
        Properties engine = new Properties();
        try (InputStream in = getClass().getResourceAsStream("/pytorch-engine.properties")) {
            engine.load(in);
        }
        assertThat(bindings.getProperty("jni_version"))
                .isEqualTo(LibtorchFiles.VERSION + "-" + engine.getProperty("djl_version"));
        assertThat(LibtorchFiles.artifact("linux-x86_64"))
                .hasToString("ai.djl.pytorch:pytorch-native-cpu:" + LibtorchFiles.VERSION + ":jar:linux-x86_64");
    }

    @Test
    void whatIsUnpackedIsNotFetchedAgain(@TempDir Path parent) throws IOException {
        String platform = LibtorchFiles.platform(System.getProperty("os.name"), System.getProperty("os.arch"));
        Path folder = Files.createDirectory(parent.resolve("libtorch-" + LibtorchFiles.VERSION + "-cpu-" + platform));
        assertThat(LibtorchFiles.unpack(parent, () -> {
                    throw new AssertionError("nothing is to be fetched");
                }))
                .isEqualTo(folder);
    }

    @Test
    void aFetchThatFailsLeavesNothing(@TempDir Path parent) throws IOException {
        assertThatThrownBy(() -> LibtorchFiles.unpack(parent, () -> {
                    throw PlumblineException.model("offline");
                }))
                .hasMessage("offline");
        try (Stream<Path> files = Files.list(parent)) {
            assertThat(files).isEmpty();
        }
    }
}
