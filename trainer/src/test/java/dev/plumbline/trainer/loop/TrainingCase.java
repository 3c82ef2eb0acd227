package dev.plumbline.trainer.loop;

import dev.plumbline.trainer.ReferenceModels;
import dev.plumbline.trainer.TestLibtorch;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs of a tiny network on a few rows. */
abstract class TrainingCase {

    private static final String[] WORDS = {"river", "stone", "market", "garden", "copper", "paper", "cloud", "film"};

    @TempDir
    Path folder;

    /** Of every step. */
    final List<StepRecord> steps = new ArrayList<>();

    final List<String> notes = new ArrayList<>();

    final TrainingListener listener = new TrainingListener() {
        @Override
        public void stepped(String stage, StepRecord record, long all) {
            steps.add(record);
        }

        @Override
        public void note(String message) {
            notes.add(message);
        }
    };

    @BeforeEach
    void data() throws IOException {
        rows("rows.jsonl", "");
    }

    /** Rows with two hard negatives each, and more fields. */
    final void rows(String name, String more) throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            String word = WORDS[i % WORDS.length];
            rows.append("{\"query\": \"%s number %d\", \"pos\": [\"the %s of %d\"], \"neg\": [\"a %s\", \"no %s\"]%s}\n"
                    .formatted(
                            word,
                            i,
                            word,
                            i,
                            WORDS[(i + 1) % WORDS.length],
                            WORDS[(i + 3) % WORDS.length],
                            more.replace("N", Integer.toString(i % 5))));
        }
        Files.writeString(folder.resolve(name), rows.toString());
    }

    /** @param network a reference model's name, or a folder */
    final TrainingSettings settings(String network, String head, String... stages) throws IOException {
        Path file = folder.resolve("stages.yaml");
        Path place = network.startsWith("/") ? Path.of(network) : ReferenceModels.own(network);
        Files.writeString(
                file, "seed: 7\nthreads: 1\nnetwork: " + place + "\n" + head + "stages:\n" + String.join("", stages));
        return TrainingSettings.read(file);
    }

    static String stage(String name, String kind, String... more) {
        return """
              - name: %s
                kind: %s
                learning_rate: 1e-3
                steps: 6
                dropout: off
            %s    data:
                  batch_size: 4
                  datasets:
                    - {name: rows, path: rows.jsonl, type: retrieval, negatives: 2}
            """.formatted(name, kind, lines(more));
    }

    private static String lines(String... more) {
        StringBuilder lines = new StringBuilder();
        for (String line : more) {
            lines.append("    ").append(line).append('\n');
        }
        return lines.toString();
    }

    final List<Training.StageResult> run(TrainingSettings settings, String output) {
        return run(settings, output, CheckpointScorer.NONE);
    }

    final List<Training.StageResult> run(TrainingSettings settings, String output, CheckpointScorer scorer) {
        return run(settings, output, scorer, listener);
    }

    final List<Training.StageResult> run(
            TrainingSettings settings, String output, CheckpointScorer scorer, TrainingListener other) {
        return new Training(
                        settings,
                        folder.resolve(output),
                        TestLibtorch.start().on(settings.devices()),
                        new Training.Surroundings(
                                Path::of, scorer, StageGate.NONE, TeacherScores.NONE, other, () -> false, "test"))
                .run(Optional.empty());
    }

    /** Stops a run after a step, as a kill would, between two steps. */
    static TrainingListener stopAfter(long step) {
        return new TrainingListener() {
            @Override
            public void stepped(String stage, StepRecord record, long all) {
                if (record.step() == step) {
                    throw new IllegalStateException("stopped");
                }
            }
        };
    }
}
