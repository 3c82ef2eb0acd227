package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What mteb 2.26.24's README, documentation and {@code cli/build_cli.py} show of its command line, translated in the program's
 * name alone: it works, or one line says what differs and what to use instead.
 */
class MtebCommandLineTest {

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "available-tasks | STS12",
                "available_tasks | STS12",
                "available-tasks --task-types STS --languages eng | STSBenchmark",
                "available-tasks --task-types Clustering | TwentyNewsgroupsClustering",
                "available-tasks --categories t2t -l cmn | T2Retrieval",
                "available-tasks -t Banking77Classification STS13 | Banking77Classification",
                "available-benchmarks | MTEB(eng, v2)",
                "available_benchmarks | MTEB(cmn, v1)",
                "available-benchmarks -b \"MTEB(eng, v2)\" | MTEB(eng, v2)",
                "available-benchmarks --benchmarks \"MTEB(eng, v1)\" \"MTEB(eng, v2)\" | MTEB(eng, v1)",
                "run -m random -t MiniSTS.en MiniPairClassification.en --output-folder FOLDER/results --verbosity 3 | MiniSTS.en",
                "run -m random -t MiniSTS.en --output_folder FOLDER --eval_splits test --batch_size 64 | MiniSTS.en",
                "run -m random -b \"Plumbline(mini)\" --task-types STS -l eng --output-folder FOLDER | MiniSTS.en",
                "run -m random --tasks MiniSTS.en --overwrite --output-folder FOLDER -v 2 | MiniSTS.en",
                "run -m random -t MiniSTS.en --overwrite-strategy always --output-folder FOLDER | MiniSTS.en",
                "run -m random -t MiniSTS.en --overwrite-strategy only-missing --output-folder FOLDER | MiniSTS.en",
            })
    void works(String line, String shown) {
        CommandLineRun run = run(line);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains(shown.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run -m random -t Banking77Classification.v2 --output-folder FOLDER | nearest: Banking77Classification",
                "run -m mteb/baseline-bm25s -t STS13 | here called bm25",
                "run -m mteb/baseline-random-encoder -t STS13 | here called random",
                "run -m random -t STS13 --device 0 --co2-tracker | --co2-tracker: nothing here measures emissions",
                "run -m random -t STS13 --no-co2-tracker | leave it out",
                "run -m random -t STS13 --num-proc 4 | --threads",
                "run -m random -t STS13 --num_proc 4 | --threads",
                "run -m random -t STS13 --save_predictions | samples.jsonl.gz",
                "run -m random -t STS13 --prediction-folder x | samples.jsonl.gz",
                "run -m random -t STS13 --model_revision abc | --revision",
                "create-model-results --model-name x --results-folder r --output-path card.md | plumbline report",
                "create_meta --model_name x | plumbline report",
                "create-model-results | docs/results.md",
                "leaderboard | results aggregate",
                "leaderboard --cache-path results --port 7860 | results aggregate",
                "submit-results -m x --create-pr | docs/results.md",
                "mock-run -m sentence-transformers/all-MiniLM-L6-v2 | model probe",
            })
    void saysWhatDiffers(String line, String said) {
        CommandLineRun run = run(line);
        assertThat(run.code()).as(run.out()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains(said.strip()).doesNotContain("nearest: -");
        assertThat(run.out()).isEmpty();
    }

    private CommandLineRun run(String line) {
        List<Object> words = new ArrayList<>();
        Matcher word = WORD.matcher(line.strip().replace("FOLDER", folder.toString()));
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2));
        }
        return CommandLineRun.of(words.toArray());
    }
}
