package dev.plumbline.models.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.batching.IncrementalEncoder;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encoding that ends in the middle of one corpus loses the batch it was at. */
final class InterruptedEncodingTest {

    private static final int TEXTS = 1000;
    private static final int BATCH = 8;

    @TempDir
    private Path root;

    /** Gives a text's number, batch by batch, until it comes to the batch at which it ends. */
    private record Dying(CountingEncoder counting, int last, Runnable end) implements IncrementalEncoder {

        @Override
        public void encode(EncodeRequest request, Sink sink) {
            for (int from = 0; from < request.texts().size(); from += BATCH) {
                if (from / BATCH == last) {
                    end.run();
                }
                List<String> texts = request.texts()
                        .subList(from, Math.min(from + BATCH, request.texts().size()));
                counting.asked.addAll(texts);
                FloatMatrix vectors = FloatMatrix.zeros(texts.size(), CountingEncoder.WIDTH);
                for (int i = 0; i < texts.size(); i++) {
                    vectors.data()[i * CountingEncoder.WIDTH] =
                            Float.parseFloat(texts.get(i).substring("text ".length()));
                }
                sink.accept(IntStream.range(from, from + texts.size()).toArray(), vectors);
            }
        }

        @Override
        public ModelCard card() {
            return counting.card();
        }

        @Override
        public Optional<String> fingerprint() {
            return counting.fingerprint();
        }

        @Override
        public String prompt(TaskSpec task, Role role) {
            return counting.prompt(task, role);
        }

        @Override
        public void close() {}
    }

    private static List<String> texts() {
        return IntStream.range(0, TEXTS).mapToObj(i -> "text " + i).toList();
    }

    /** Encodes a corpus and is gone within it, with no hook run: {@code root batch}. */
    static final class Killed {

        private Killed() {}

        public static void main(String[] arguments) {
            Runnable gone = () -> Runtime.getRuntime().halt(137);
            Encoder encoder = StoredEncoder.over(
                    new Dying(CountingEncoder.named("m"), Integer.parseInt(arguments[1]), gone),
                    Path.of(arguments[0]),
                    EncodeProgress.NONE);
            encoder.encode(TestTasks.request(texts(), Role.NONE));
        }
    }

    private void kill(int batch) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Killed.class.getName(),
                        root.toString(),
                        Integer.toString(batch))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(137);
    }

    private List<String> askedByTheNext() {
        CountingEncoder counting = CountingEncoder.named("m");
        Dying whole = new Dying(counting, -1, () -> {});
        float[] vectors = StoredEncoder.over(whole, root, EncodeProgress.NONE)
                .encode(TestTasks.request(texts(), Role.NONE))
                .data();
        for (int i = 0; i < TEXTS; i++) {
            assertThat(vectors[i * CountingEncoder.WIDTH]).isEqualTo(i);
        }
        return counting.asked;
    }

    private List<Path> files(String suffix) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        }
    }

    @Test
    void whatAKilledProcessHadEncodedIsThere() throws IOException, InterruptedException {
        kill(90);
        assertThat(files(VectorJournal.SUFFIX)).hasSize(1);
        assertThat(askedByTheNext()).isEqualTo(texts().subList(90 * BATCH, TEXTS));
        assertThat(files(VectorJournal.SUFFIX)).isEmpty();
        assertThat(files(".tmp")).isEmpty();
    }

    @Test
    void aTornJournalGivesWhatIsWhole() throws IOException, InterruptedException {
        kill(3);
        Path journal = files(VectorJournal.SUFFIX).get(0);
        try (RandomAccessFile file = new RandomAccessFile(journal.toFile(), "rw")) {
            file.setLength(file.length() - 5);
        }
        assertThat(askedByTheNext()).isEqualTo(texts().subList(3 * BATCH - 1, TEXTS));
    }

    @Test
    void aChangedJournalEndsWhereItWasChanged() throws IOException, InterruptedException {
        kill(3);
        Path journal = files(VectorJournal.SUFFIX).get(0);
        int record = 16 + 4 + CountingEncoder.WIDTH * Float.BYTES;
        try (RandomAccessFile file = new RandomAccessFile(journal.toFile(), "rw")) {
            file.seek(file.length() - 2L * record + 21);
            file.write(0x55);
        }
        assertThat(askedByTheNext()).isEqualTo(texts().subList(3 * BATCH - 2, TEXTS));
    }

    @Test
    void aFailureKeepsWhatCameBefore() {
        Dying failing = new Dying(CountingEncoder.named("m"), 5, () -> {
            throw PlumblineException.model("a text that is too much");
        });
        Encoder stored = StoredEncoder.over(failing, root, EncodeProgress.NONE);
        assertThatThrownBy(() -> stored.encode(TestTasks.request(texts(), Role.NONE)))
                .isInstanceOf(PlumblineException.class);
        assertThat(askedByTheNext()).isEqualTo(texts().subList(5 * BATCH, TEXTS));
    }

    @Test
    void aJournalThatIsBeingWrittenIsLeftToItsWriter() throws IOException {
        List<Integer> journals = new ArrayList<>();
        Dying looking = new Dying(CountingEncoder.named("m"), 5, () -> {
            CountingEncoder other = CountingEncoder.named("m");
            StoredEncoder.over(other, root, EncodeProgress.NONE)
                    .encode(TestTasks.request(List.of("another"), Role.NONE));
            try {
                journals.add(files(VectorJournal.SUFFIX).size());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        StoredEncoder.over(looking, root, EncodeProgress.NONE).encode(TestTasks.request(texts(), Role.NONE));
        assertThat(journals).containsExactly(1);
        assertThat(askedByTheNext()).isEmpty();
        assertThat(files(VectorJournal.SUFFIX)).isEmpty();
    }
}
