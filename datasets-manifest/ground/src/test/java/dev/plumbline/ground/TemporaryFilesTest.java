package dev.plumbline.ground;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFilesTest {

    @TempDir
    Path folder;

    /** A process that is ended while its work goes on. */
    static final class Ended {

        private Ended() {}

        public static void main(String[] args) throws IOException {
            Path file = Path.of(args[0]);
            Files.writeString(TemporaryFiles.beside(file), "before");
            Path yetToBe = TemporaryFiles.tracked(file.resolveSibling(".named.tmp"));
            TemporaryFiles.deleteAll();
            if (Files.exists(yetToBe)) {
                throw new AssertionError(yetToBe);
            }
            Files.writeString(yetToBe, "after");
            Files.writeString(TemporaryFiles.beside(file), "after");
            TemporaryFiles.tracked(() -> Files.createTempDirectory(file.getParent(), "after"));
        }
    }

    @Test
    void nothingStaysOfAProcessThatIsEndedNotEvenWhatIsMadeWhileItGoesDown() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Ended.class.getName(),
                        folder.resolve("result.json").toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }
}
