package dev.plumbline.test;

import static dev.plumbline.test.SmallTraining.stage;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that is killed, wherever it is, and gone on with ends with the weights and the log of one that was not. */
class KillTest {

    private static final int KILLS = Integer.getInteger("plumbline.kills", 3);
    private static final String MODEL = "final/model.safetensors";

    @TempDir
    Path folder;

    @Test
    void weightsAreTheSameWhateverKilledTheRun() throws IOException, InterruptedException {
        SmallTraining training = new SmallTraining(folder);
        Path configuration = training.configuration(
                "evaluation: {tasks: MiniSTS.en}",
                stage("pretrain", "pretrain", "steps: 60\n    save_steps: 7"),
                stage("finetune", "finetune", "steps: 60\n    save_steps: 5\n    accumulation: 2"));
        long start = System.nanoTime();
        CommandLineRun whole = process().run("train", "--config", configuration, "--output", "whole");
        assertThat(whole.code()).as(whole.err()).isZero();
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        int killed = 0;
        for (int i = 0; i < KILLS; i++) {
            Process process = start(configuration);
            // from before the first step to after the last one
            if (!process.waitFor(random.nextLong(took / 8, took * 3 / 4), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                killed++;
            }
        }
        int code = start(configuration).waitFor();
        assertThat(code).as(Files.readString(folder.resolve("err.txt"))).isZero();
        assertThat(killed).as("seed %d", seed).isPositive();
        for (String stage : List.of("pretrain", "finetune")) {
            assertThat(folder.resolve("parts").resolve(stage).resolve(MODEL))
                    .as("%s, killed %d times, seed %d", stage, killed, seed)
                    .hasSameBinaryContentAs(
                            folder.resolve("whole").resolve(stage).resolve(MODEL));
            assertThat(losses("parts", stage)).as(stage).isEqualTo(losses("whole", stage));
        }
    }

    private PlumblineProcess process() {
        return new PlumblineProcess(folder).with("OMP_WAIT_POLICY", "PASSIVE");
    }

    private Process start(Path configuration) {
        return process()
                .start(
                        folder.resolve("out.txt"),
                        folder.resolve("err.txt"),
                        "train",
                        "--config",
                        configuration,
                        "--output",
                        "parts",
                        "--resume");
    }

    private List<String> losses(String output, String stage) throws IOException {
        return Files.readAllLines(folder.resolve(output).resolve(stage).resolve("log.jsonl")).stream()
                .map(line -> line.replaceAll(".*(\"step\":\\d+).*?(\"loss\":[^,]+).*", "$1 $2"))
                .toList();
    }
}
