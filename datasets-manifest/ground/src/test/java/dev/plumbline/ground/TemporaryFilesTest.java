package dev.plumbline.ground;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemporaryFilesTest {

    @TempDir
    Path folder;

    /** A process that goes down while another thread makes one file after another. */
    static final class Ended {

        private Ended() {}

        public static void main(String[] args) throws IOException, InterruptedException {
            Path file = Path.of(args[0]);
            Files.writeString(TemporaryFiles.beside(file), "before");
            Path yetToBe = TemporaryFiles.tracked(file.resolveSibling(".named.tmp"));
            make(file);
            Runtime.getRuntime().addShutdownHook(new EndingThread(() -> end(file, yetToBe), "end"));
            System.exit(0);
        }

        private static void end(Path file, Path yetToBe) {
            TemporaryFiles.deleteAll();
            try {
                Files.writeString(yetToBe, "after");
                Files.delete(TemporaryFiles.beside(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A process that is ended by force while another thread makes one file after another. */
    static final class Halted {

        private Halted() {}

        public static void main(String[] args) throws InterruptedException {
            Path file = Path.of(args[0]);
            make(file);
            TemporaryFiles.deleteAll(() -> Runtime.getRuntime().halt(0));
        }
    }

    /** Has a thread make files until it cannot, and waits for the first. */
    private static void make(Path file) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Thread maker = new Thread(() -> {
            while (true) {
                try {
                    TemporaryFiles.beside(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (IllegalStateException e) {
                    return;
                }
                begun.countDown();
            }
        });
        maker.setDaemon(true);
        maker.start();
        begun.await();
    }

    @ParameterizedTest
    @ValueSource(classes = {Ended.class, Halted.class})
    void nothingStaysOfAProcessThatIsEndedNotEvenWhatIsMadeWhileItGoesDown(Class<?> program)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName(),
                        folder.resolve("result.json").toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }
}
