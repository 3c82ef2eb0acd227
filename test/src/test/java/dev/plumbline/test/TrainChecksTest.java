package dev.plumbline.test;

import static dev.plumbline.test.SmallTraining.stage;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What would end a run later ends it before the first step, and a dry run says the same as the run. */
class TrainChecksTest {

    private static final int USAGE = 2;
    private static final int DATA = 3;
    private static final int ABSENT_DATA = 6;
    private static final int MODEL = 4;
    private static final String PRETRAIN = stage("pretrain", "pretrain", "steps: 2");

    @TempDir
    Path folder;

    private SmallTraining training;

    @BeforeEach
    void write() {
        training = new SmallTraining(folder);
    }

    @Test
    void aSoupOfAStageThatIsNotThere() {
        String soup = "  - {name: soup, kind: soup, of: [pretrain, finetne]}\n";
        fails(
                training.configuration("", PRETRAIN, stage("finetune", "finetune", "steps: 2"), soup),
                USAGE,
                "stages.yaml",
                "stages[2].of",
                "'finetne'",
                "nearest: finetune",
                "(line ");
    }

    @Test
    void aSoupOfItselfOrOfALaterStage() {
        String soup = "  - {name: soup, kind: soup, of: [%s]}\n";
        fails(training.configuration("", PRETRAIN, soup.formatted("soup")), USAGE, "this stage itself", "pretrain");
        fails(training.configuration("", soup.formatted("pretrain"), PRETRAIN), USAGE, "stages[0].of", "a later stage");
    }

    @Test
    void aGreedySoupWithoutScores() {
        String soup = "  - {name: soup, kind: soup, of: [pretrain], choose: greedy}\n";
        fails(training.configuration("", PRETRAIN, soup), USAGE, "stages[1].choose", "no evaluation");
    }

    @Test
    void aStageThatBeginsNowhere() {
        String stage = stage("finetune", "finetune", "steps: 2\n    from: pretrian");
        fails(training.configuration("", PRETRAIN, stage), USAGE, "stages[1].from", "'pretrian'", "nearest: pretrain");
    }

    @Test
    void vectorsWiderThanTheNetwork() {
        String stage = stage(
                "finetune", "finetune", "steps: 2\n    matryoshka_dims: [64, 16]\n    matryoshka_weights: [1, 1]");
        fails(
                training.configuration("", PRETRAIN, stage),
                USAGE,
                "stages[1].matryoshka_dims",
                "at most 32",
                "not 64",
                "(line ");
    }

    @Test
    void aTokenizerOfAnotherNetwork() throws IOException {
        Path config = folder.resolve("network/config.json");
        Files.writeString(config, Files.readString(config).replace("480", "300"));
        fails(training.configuration("", PRETRAIN), MODEL, "tokenizer.json", "ids up to 479", "300", "vocab_size");
    }

    @Test
    void evaluationDataThatAreNotThere() {
        training.write("task.json", SmallSts.TASK.formatted("OwnSts", "own/nowhere"));
        fails(
                training.configuration("evaluation: {task_files: task.json}", PRETRAIN),
                ABSENT_DATA,
                "stages.yaml: evaluation: OwnSts",
                "own/nowhere");
    }

    @Test
    void evaluationWithoutTheSplitThatIsScored() {
        new SmallSts(folder);
        fails(
                training.configuration("evaluation: {task_files: task.json, splits: [validation]}", PRETRAIN),
                DATA,
                "evaluation: OwnSts",
                "validation");
    }

    @Test
    void aLaterStageWithoutOneNegative() {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            rows.append("{\"query\": \"q %d\", \"pos\": [\"p %d\"]}\n".formatted(i, i));
        }
        training.write("bare.jsonl", rows.toString());
        String stage = stage("finetune", "finetune", "steps: 2")
                .replace("path: rows.jsonl", "path: bare.jsonl")
                .replace("negatives: 2", "negatives: 0")
                .replace("batch_size: 4", "batch_size: 1");
        fails(training.configuration("", PRETRAIN, stage), DATA, "finetune", "negative");
    }

    @Test
    void aLaterStageWithoutData() {
        String stage = stage("finetune", "finetune", "steps: 2").replace("rows.jsonl", "nowhere.jsonl");
        fails(training.configuration("", PRETRAIN, stage), USAGE, "nowhere.jsonl");
    }

    @Test
    void aBestScoreOfATaskThatIsNotScored() {
        new SmallSts(folder);
        String stage = stage("finetune", "finetune", "steps: 2\n    score_steps: 1\n    keep_best: STS13");
        fails(training.configuration("evaluation: {task_files: task.json}", PRETRAIN, stage), USAGE, "STS13", "OwnSts");
    }

    @Test
    void gateRulesThatAreNotThere() {
        new SmallSts(folder);
        fails(
                training.configuration("evaluation: {task_files: task.json, gate: rules.yaml}", PRETRAIN),
                USAGE,
                "rules.yaml");
    }

    @Test
    void aNetworkWithoutWeights() throws IOException {
        Path configuration = training.configuration("", PRETRAIN);
        Files.writeString(configuration, Files.readString(configuration).replace("weights: random\n", ""));
        fails(configuration, USAGE, "stages.yaml: network", "no weights", "weights: random", "(line ");
    }

    @Test
    void aStageThatBeginsWithADirectoryWithoutWeights() {
        training.network("other");
        fails(
                training.configuration("", PRETRAIN, stage("finetune", "finetune", "steps: 2\n    from: other")),
                USAGE,
                "stages[1].from",
                "no weights",
                "(line ");
        fails(
                training.configuration("", PRETRAIN, "  - {name: soup, kind: soup, of: [pretrain, other]}\n"),
                USAGE,
                "stages[1].of",
                "no weights",
                "(line ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[0]", "[-1]", "[.nan]"})
    void aSoupOfWeightsThatAreNone(String weights) {
        String soup = "  - {name: soup, kind: soup, of: [pretrain], weights: " + weights + "}\n";
        fails(training.configuration("", PRETRAIN, soup), USAGE, "stages[1].weights", "(line ");
    }

    /** A model that is learnt from: of a stage, to mask false negatives, to stay near to. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "distill | teacher: {model: MODEL} | stages[1].teacher",
                "finetune | guide: {model: MODEL} | stages[1].guide",
                "distill | align: {model: MODEL, cosine: 1} | stages[1].align",
            })
    void aModelToLearnFromThatIsNotThere(String kind, String key, String way) {
        for (String model :
                List.of("nowhere", "./nowhere", "\"embeddings:nowhere.parquet\"", "\"embedded:all-MiniLM\"")) {
            String stage = stage("next", kind, "steps: 2\n    " + key.replace("MODEL", model));
            CommandLineRun run = train(training.configuration("", PRETRAIN, stage), "--dry-run");
            assertThat(run.err()).as(run.out()).contains("stages.yaml: " + way, "(line ");
            assertThat(run.code()).isIn(USAGE, MODEL);
        }
    }

    @Test
    void aDeviceThatIsNotThere() {
        CommandLineRun run = train(training.configuration("device: cuda:7", PRETRAIN), "--dry-run");
        assertThat(run.code()).as(run.out()).isEqualTo(MODEL);
        assertThat(run.err()).contains("cuda:7");
        assertThat(run.out()).as("the plan all the same").contains("pretrain");
    }

    @Test
    void rowsThatTeachNothingAreFoundInTheConfiguration() {
        training.write("empty.jsonl", "\n");
        fails(
                training.configuration("", stage("a", "finetune", "steps: 2").replace("rows.jsonl", "empty.jsonl")),
                DATA,
                "stages.yaml: stages[0].data",
                "no good row");
    }

    @Test
    void anUnknownStage() {
        Path configuration = training.configuration("", PRETRAIN);
        CommandLineRun run = train(configuration, "--stage", "pretrian");
        assertThat(run.code()).as(run.err()).isEqualTo(USAGE);
        assertThat(run.err()).contains("'pretrian'", "nearest: pretrain");
    }

    /** Both the dry run and the run say it, in one line, and nothing is trained. */
    private void fails(Path configuration, int code, String... words) {
        for (String mode : new String[] {"--dry-run", "--offline"}) {
            CommandLineRun run = train(configuration, mode);
            assertThat(run.err()).as("%s, stdout %s", mode, run.out()).contains(words);
            assertThat(run.err()).doesNotContain("at dev.plumbline", "Exception");
            assertThat(run.code()).as(run.err()).isEqualTo(code);
            assertThat(folder.resolve("out/pretrain")).doesNotExist();
            assertThat(folder.resolve("out/initial")).doesNotExist();
        }
    }

    private CommandLineRun train(Path configuration, String... more) {
        Object[] words = new Object[5 + more.length];
        words[0] = "train";
        words[1] = "--config";
        words[2] = configuration;
        words[3] = "--output";
        words[4] = folder.resolve("out");
        System.arraycopy(more, 0, words, 5, more.length);
        return CommandLineRun.of(words);
    }
}
