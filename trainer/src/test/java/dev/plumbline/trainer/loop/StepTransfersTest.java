package dev.plumbline.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.models.torch.Transfers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a training step copies to its device and waits for. */
final class StepTransfersTest extends TrainingCase {

    /** Of a batch's ids and of the random choices for it; a network's passes have whole numbers and, on a CPU, a mask. */
    private static final int ANNOTATIONS = 2;

    private static final int PASS = 2;

    private static final Path ROOT = Path.of(System.getProperty("plumbline.root"));

    /** Copies and reads of each step but the first, before which there is more. */
    private static final class Counting implements TrainingListener {

        private final List<Long> uploads = new ArrayList<>();
        private final List<Long> reads = new ArrayList<>();
        private long uploaded;
        private long read;

        @Override
        public void stepped(String stage, StepRecord step, long steps) {
            if (step.step() > 1) {
                uploads.add(Transfers.uploads() - uploaded);
                reads.add(Transfers.reads() - read);
            }
            uploaded = Transfers.uploads();
            read = Transfers.reads();
        }
    }

    /** Batches have 4 queries, 4 positives and 8 negatives. */
    @ParameterizedTest
    @CsvSource({
        "chunk: 100,               6, 1",
        "recompute: true,          1, 1",
        "precision: bf16,          1, 1",
        "chunk: 2,                16, 1",
        "accumulation: 2,          1, 2",
        "focal_gamma: 0.5,         1, 1"
    })
    void aStepWaitsOnce(String setting, int passes, int batches) throws IOException {
        Counting counting = new Counting();
        run(settings("bert-tiny", "", stage("a", "finetune", setting)), "out", CheckpointScorer.NONE, counting);
        assertThat(counting.reads).hasSize(5).containsOnly(1L);
        assertThat(counting.uploads)
                .allSatisfy(count -> assertThat(count).isBetween(1L, (long) batches * (ANNOTATIONS + PASS * passes)));
    }

    @Test
    void replicasWaitOnceToo() throws IOException {
        Counting counting = new Counting();
        run(settings("bert-tiny", "device: cpu,cpu\n", stage("a", "finetune")), "out", CheckpointScorer.NONE, counting);
        assertThat(counting.reads).hasSize(5).containsOnly(1L);
        assertThat(counting.uploads)
                .allSatisfy(count -> assertThat(count).isBetween(1L, (long) ANNOTATIONS + PASS * 2));
    }

    /** Arrays of the host's numbers, values of arrays, and DJL's operations with numbers, which make an array of the host's. */
    private static final Pattern COPIES = Pattern.compile(
            "\\b(manager\\(?\\)?|getManager\\(\\)|host)\\s*\\.create\\("
                    + "|\\.(to(Float|Double|Long|Int|Boolean)Array|toByteBuffer|get(Double|Float|Long|Int|Boolean))\\("
                    + "|\\.(add|sub|mul|div|pow|gt|gte|lt|lte|eq|neq|maximum|minimum)\\((-?[0-9]|[a-z]*[tT]emperature\\)|scale\\)|margin\\))");

    @Test
    void onlyNamedClassesCopyThemselves() throws IOException {
        List<String> found = new ArrayList<>();
        for (String folder : List.of(
                "trainer/src/main/java/dev/plumbline/trainer/step",
                "trainer/src/main/java/dev/plumbline/trainer/objective",
                "trainer/src/main/java/dev/plumbline/trainer/optimise",
                "models/src/main/java/dev/plumbline/models/transformer")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
                for (Path file : files.sorted().toList()) {
                    if (COPIES.matcher(Files.readString(file)).find()) {
                        found.add(file.getFileName().toString().replace(".java", ""));
                    }
                }
            }
        }
        assertThat(found)
                .as("a step's numbers go by Upload and DeviceNumber, and are read by HostValues")
                .containsExactlyInAnyOrder(
                        // numbers that kernels read on the host
                        "ForeachKernels",
                        "AdamW",
                        "Gradients",
                        // before the first step, or once for many
                        "TrainableHead",
                        "Parameters",
                        "RotaryTable");
    }
}
