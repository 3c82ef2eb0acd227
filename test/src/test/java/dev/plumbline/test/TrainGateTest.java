package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gate of {@code plumbline train}: one stage learns that texts of the same word are alike, the next one that those of two
 * certain words are, which the task says are not.
 */
class TrainGateTest {

    private static final int DATA = 3;
    private static final List<String> WORDS =
            List.of("river", "stone", "market", "garden", "copper", "paper", "cloud", "film");
    private static final String RULES = "overall: {allowed_drop: %d}\ntype: false\ntask: {allowed_drop: %d}\n";

    @TempDir
    Path folder;

    private SmallTraining training;
    private Path output;

    @BeforeEach
    void write() {
        training = new SmallTraining(folder);
        output = folder.resolve("out");
        StringBuilder pairs = new StringBuilder();
        StringBuilder same = new StringBuilder();
        StringBuilder other = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            String query = word(i) + " number " + i;
            pairs.append(pair(query, "the " + word(i), 5 - i / 24.0));
            pairs.append(pair(query, "the " + word(i + 4), i / 24.0));
            same.append(row(query, "the " + word(i), "the " + word(i + 4)));
            other.append(row(query, "the " + word(i + 4), "the " + word(i)));
        }
        new SmallSts(folder).data(pairs.toString());
        training.write("same.jsonl", same.toString());
        training.write("other.jsonl", other.toString());
    }

    private static String word(int number) {
        return WORDS.get(number % WORDS.size());
    }

    private static String pair(String one, String two, double score) {
        return "{\"sentence1\": \"%s\", \"sentence2\": \"%s\", \"score\": %s}\n".formatted(one, two, score);
    }

    private static String row(String query, String positive, String negative) {
        return "{\"query\": \"%s\", \"pos\": [\"%s\"], \"neg\": [\"%s\"]}\n".formatted(query, positive, negative);
    }

    private static String stage(String name) {
        return SmallTraining.stage(name, "finetune", "hard_negatives: own\n    mixing: none\n    epochs: 10")
                .replace("rows.jsonl", name + ".jsonl")
                .replace("1e-3", "1e-2");
    }

    private CommandLineRun train(int allowedDrop, Object... more) {
        training.write("gate.yaml", RULES.formatted(allowedDrop, allowedDrop));
        Path configuration = training.configuration(
                "decontaminate: off\nevaluation: {task_files: [task.json], gate: gate.yaml}",
                stage("same"),
                stage("other"),
                "  - {name: soup, kind: soup, of: [same, other]}\n");
        List<Object> words = new ArrayList<>(List.of("train", "--config", configuration, "--output", output));
        words.addAll(List.of(more));
        return CommandLineRun.of(words.toArray());
    }

    @Test
    void aStageThatIsWorseStopsTheRun() {
        CommandLineRun stopped = train(1);
        assertThat(stopped.code()).as(stopped.err()).isEqualTo(DATA);
        assertThat(stopped.err())
                .contains("stage other does not pass the gate against same")
                .contains("OwnSts")
                .contains("significant")
                .contains("Its weights are in " + output.resolve("other/final"));
        assertThat(output.resolve("soup")).doesNotExist();

        // what stopped it stands when the run goes on, and other rules let it pass
        CommandLineRun again = train(1, "--resume");
        assertThat(again.code()).isEqualTo(DATA);
        assertThat(again.err()).contains("stage other is done").contains("does not pass the gate");
        assertThat(output.resolve("soup")).doesNotExist();
        CommandLineRun allowed = train(100, "--resume");
        assertThat(allowed.code()).as(allowed.err()).isZero();
        assertThat(output.resolve("soup/final")).isDirectory();
    }

    @Test
    void aStageAloneIsComparedWithTheOneBeforeOfAnEarlierRun() {
        CommandLineRun first = train(1, "--stage", "same");
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.err()).contains("warning: the gate did not compare same with start: start was never scored");
        CommandLineRun second = train(1, "--stage", "other");
        assertThat(second.code()).as(second.err()).isEqualTo(DATA);
        assertThat(second.err())
                .contains("stage other does not pass the gate against same")
                .doesNotContain("did not compare");
        assertThat(Files.exists(output.resolve("other/final"))).isTrue();
        CommandLineRun soup = train(1, "--stage", "soup");
        assertThat(soup.code()).as(soup.err()).isZero();
        assertThat(soup.err()).doesNotContain("did not compare");
    }
}
