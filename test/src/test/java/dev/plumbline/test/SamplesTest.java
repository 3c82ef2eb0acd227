package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.harness.run.RunItem;
import dev.plumbline.harness.run.RunListener;
import dev.plumbline.harness.run.RunOptions;
import dev.plumbline.harness.run.Runner;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.read.TaskSamples;
import dev.plumbline.tasks.data.BundledDatasets;
import dev.plumbline.tasks.data.CacheFolder;
import dev.plumbline.tasks.result.SubsetResult;
import dev.plumbline.tasks.result.TaskResult;
import dev.plumbline.tasks.result.TaskResultReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The samples that a run leaves beside its results make the results' scores. */
class SamplesTest {

    @TempDir
    Path folder;

    @Test
    void samplesOfTheMiniBenchmarkMakeItsScores() throws IOException {
        Manifest manifest = Manifest.bundled();
        List<RunItem> items = manifest.benchmark("mini").tasks().stream()
                .map(entry -> new RunItem(manifest.task(entry.task()), entry.selection()))
                .filter(item -> item.task().languagesOf("default").get(0).startsWith("eng"))
                .toList();
        BundledDatasets data = new BundledDatasets(new CacheFolder(folder.resolve("cache")), ref -> {
            throw new AssertionError(ref + " does not come with Plumbline");
        });
        new Runner(manifest, data, RunOptions.of(folder, 2), new RunListener() {}).run(new OverlapEncoder(), items);
        // one of each type
        assertThat(check(folder)).hasSize(7);
    }

    /** Our own cases, and those of {@code ../shared} where it is there. */
    @ParameterizedTest
    @MethodSource("goldenCases")
    void samplesOfTheGoldenCasesMakeTheirScores(Path cases, int samples) throws IOException {
        CommandLineRun run = CommandLineRun.of("conformance", cases, "--results", folder);
        assertThat(run.code()).as(run.out()).isZero();
        assertThat(check(folder)).hasSize(samples);
    }

    static Stream<Arguments> goldenCases() {
        // an aggregate has none itself, but each of its parts
        Stream<Arguments> own = Stream.of(Arguments.of(TaskCasesTest.CASES, 113 - 1 + 12));
        String shared = System.getProperty("plumbline.shared", "");
        return shared.isEmpty()
                ? own
                : Stream.concat(own, Stream.of(Arguments.of(Path.of(shared, "conformance"), 52 - 1 + 3)));
    }

    @Test
    void theSameRunWritesTheSameBytes() throws IOException {
        SmallSts sts = new SmallSts(folder);
        sts.run(sts.vectors(), "--threads", 1);
        Path samples = onlySamples();
        byte[] first = Files.readAllBytes(samples);
        sts.run(sts.vectors(), "--threads", 3, "--fresh");
        assertThat(Files.readAllBytes(samples)).isEqualTo(first);
    }

    @Test
    void samplesCanBeLeftOut() throws IOException {
        SmallSts sts = new SmallSts(folder);
        sts.run(sts.vectors());
        Path samples = onlySamples();
        // those of the result that is replaced must not stay behind
        sts.run(sts.vectors(), "--fresh", "--no-samples");
        assertThat(samples).doesNotExist();
    }

    /** A split that is added later keeps the other's samples, and both make the scores of the completed result. */
    @Test
    void aCompletedResultHasAllItsSamples() throws IOException {
        SmallSts sts = new SmallSts(folder);
        sts.write("own/sts/validation.jsonl", """
                {"sentence1": "a", "sentence2": "c", "score": 1.0}
                {"sentence1": "b", "sentence2": "d", "score": 4.0}
                {"sentence1": "e", "sentence2": "g", "score": 2.0}
                """);
        sts.run(sts.vectors());
        List<String> before = lines(onlySamples());
        CommandLineRun run = sts.run(sts.vectors(), "--splits", "test,validation");
        assertThat(run.code()).as(run.err()).isZero();
        List<String> after = lines(onlySamples());
        assertThat(after).hasSize(before.size() + 3).containsAll(before);
        assertThat(check(folder)).hasSize(1);
    }

    private Path onlySamples() throws IOException {
        List<Path> files = files(folder, ".samples.jsonl.gz");
        assertThat(files).hasSize(1);
        return files.get(0);
    }

    private static List<String> lines(Path file) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** Checks every file of samples against the result beside it. */
    private static List<Path> check(Path root) throws IOException {
        List<Path> files = files(root, ".samples.jsonl.gz");
        for (Path file : files) {
            TaskSamples samples = TaskSamples.read(file);
            Path result = file.resolveSibling(samples.header().task() + ".json");
            TaskResult stored = TaskResultReader.read(result);
            assertThat(samples.decisive()).as(file.toString()).isTrue();
            for (Map.Entry<String, List<SubsetResult>> split : stored.scores().entrySet()) {
                for (SubsetResult entry : split.getValue()) {
                    assertThat(samples.subset(split.getKey(), entry.hfSubset()))
                            .as(file + " " + split.getKey() + "/" + entry.hfSubset())
                            .isPresent();
                }
            }
            assertThat(samples.differences(stored)).as(file.toString()).isEmpty();
        }
        return files;
    }

    private static List<Path> files(Path root, String suffix) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return new ArrayList<>(all.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList());
        }
    }
}
