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
    private static final List<String> STAGES = List.of("pretrain", "finetune", "guided", "aligned", "adapted");

    @TempDir
    Path folder;

    @Test
    void weightsAreTheSameWhateverKilledTheRun() throws IOException, InterruptedException {
        SmallTraining training = new SmallTraining(folder);
        String model = SmallTraining.reference("bert-tiny");
        Path configuration = training.configuration(
                "evaluation: {tasks: MiniSTS.en}",
                stage("pretrain", "pretrain", "steps: 40\n    save_steps: 7"),
                stage("finetune", "finetune", "steps: 40\n    save_steps: 5\n    accumulation: 2"),
                stage(
                        "guided",
                        "finetune",
                        "steps: 20\n    save_steps: 3\n    guide: {model: %s}\n    mask_margin: 0.05".formatted(model)
                                + "\n    hardness_mode: all_negatives\n    hardness_strength: 5"),
                stage("aligned", "align", "steps: 20\n    save_steps: 4\n    align: {model: %s}".formatted(model)),
                stage("adapted", "finetune", "steps: 20\n    save_steps: 3\n    lora: {r: 2, alpha: 4, dropout: 0.1}"));
        long start = System.nanoTime();
        CommandLineRun whole = process().run("train", "--config", configuration, "--output", "whole");
        assertThat(whole.code()).as(whole.err()).isZero();
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        int killed = 0;
        int runs = 1;
        while (killed < KILLS) {
            Process process = start(configuration, "parts-" + runs);
            // from before the first step to after the last one
            if (process.waitFor(random.nextLong(took / 8, took * 3 / 4), TimeUnit.MILLISECONDS)) {
                // done before it could be killed: another run takes the rest of the kills
                compare(process.exitValue(), "parts-" + runs, STAGES, seed);
                runs++;
            } else {
                process.destroyForcibly().waitFor();
                killed++;
            }
        }
        compare(start(configuration, "parts-" + runs).waitFor(), "parts-" + runs, STAGES, seed);
        System.out.printf("%d kills in %d runs, seed %d%n", killed, runs, seed);
    }

    @Test
    void whatIsAskedToEndLeavesACheckpoint() throws IOException, InterruptedException {
        SmallTraining training = new SmallTraining(folder);
        Path configuration = training.configuration(
                "", stage("pretrain", "pretrain", "steps: 200"), stage("finetune", "finetune", "steps: 10"));
        assertThat(start(configuration, "whole").waitFor()).isZero();
        Process process = start(configuration, "parts");
        Path log = folder.resolve("parts").resolve("pretrain").resolve("log.jsonl");
        while (!Files.exists(log) || Files.size(log) == 0) {
            assertThat(process.waitFor(20, TimeUnit.MILLISECONDS))
                    .as("ended before its first step")
                    .isFalse();
        }
        process.destroy();
        assertThat(process.waitFor()).isEqualTo(128 + 15);
        assertThat(Files.readString(folder.resolve("err.txt")))
                .containsPattern("stopped after step \\d+ of stage pretrain")
                .doesNotContain("fatal error");
        assertThat(folder.resolve("parts/pretrain/final")).doesNotExist();
        compare(start(configuration, "parts").waitFor(), "parts", STAGES.subList(0, 2), 0);
    }

    private void compare(int code, String parts, List<String> stages, long seed) throws IOException {
        assertThat(code).as(Files.readString(folder.resolve("err.txt"))).isZero();
        for (String stage : stages) {
            assertThat(folder.resolve(parts).resolve(stage).resolve(MODEL))
                    .as("%s of %s, seed %d", stage, parts, seed)
                    .hasSameBinaryContentAs(
                            folder.resolve("whole").resolve(stage).resolve(MODEL));
            assertThat(losses(parts, stage)).as(stage).isEqualTo(losses("whole", stage));
        }
    }

    private PlumblineProcess process() {
        return new PlumblineProcess(folder).with("OMP_WAIT_POLICY", "PASSIVE");
    }

    private Process start(Path configuration, String output) {
        return process()
                .start(
                        folder.resolve("out.txt"),
                        folder.resolve("err.txt"),
                        "train",
                        "--config",
                        configuration,
                        "--output",
                        output,
                        "--resume");
    }

    private List<String> losses(String output, String stage) throws IOException {
        return Files.readAllLines(folder.resolve(output).resolve(stage).resolve("log.jsonl")).stream()
                .map(line -> line.replaceAll(".*(\"step\":\\d+).*?(\"loss\":[^,]+).*", "$1 $2"))
                .toList();
    }
}
