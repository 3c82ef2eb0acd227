package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.harness.run.RunListener;
import dev.plumbline.harness.run.RunOptions;
import dev.plumbline.harness.run.Runner;
import dev.plumbline.harness.run.TaskOutcome;
import dev.plumbline.harness.select.ModelSources;
import dev.plumbline.harness.stopping.RunGate;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.gate.GateRules;
import dev.plumbline.reports.gate.SequentialGate;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.data.BundledDatasets;
import dev.plumbline.tasks.data.CacheFolder;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.Parallel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run --gate}: a run that ends by itself once the model is plainly worse than a baseline. */
class RunGateTest {

    private static final Manifest MANIFEST = Manifest.bundled();
    private static final List<String> TASKS = List.of("MiniSTS.en", "MiniRetrieval.en", "MiniClassification.en");

    @TempDir
    static Path shared;

    private static Path good;

    @TempDir
    Path folder;

    private final List<String> heard = new ArrayList<>();

    @BeforeAll
    static void scoreTheBaseline() {
        good = shared.resolve("good");
        runner(good, new RunListener() {}).run(new OverlapEncoder(), items(TASKS));
    }

    private static List<RunItem> items(List<String> names) {
        return names.stream()
                .map(MANIFEST::task)
                .map(task -> new RunItem(task, MANIFEST.selection(task)))
                .toList();
    }

    private static Runner runner(Path results, RunListener listener) {
        BundledDatasets data = new BundledDatasets(new CacheFolder(shared.resolve("cache")), ref -> {
            throw new AssertionError(ref + " does not come with Plumbline");
        });
        return new Runner(MANIFEST, data, RunOptions.of(results, 2), listener);
    }

    private record Gated(List<TaskOutcome> outcomes, SequentialGate.Outcome found) {}

    private Gated gated(Path baseline, Path results, Encoder model, List<String> tasks) {
        ModelSources sources = new ModelSources(heard::add);
        Contender contender = sources.find(baseline.toString());
        RunListener hearing = new RunListener() {
            @Override
            public void note(String message) {
                heard.add(message);
            }
        };
        try (Parallel parallel = Parallel.of(2)) {
            RunGate gate = new RunGate(
                    MANIFEST,
                    items(tasks),
                    new RunGate.Baseline(contender, sources.folder(contender.name())),
                    GateRules.standard(),
                    Resampling.standard(parallel),
                    results,
                    hearing);
            return new Gated(runner(results, gate).run(model, items(tasks)), gate.outcome());
        }
    }

    private static List<String> written(Path results) throws IOException {
        try (Stream<Path> tree = Files.walk(results)) {
            return tree.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("Mini") && name.endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    /** An equal model is scored to the end, and taken up again has the looks that it had. */
    @Test
    void anEqualModelIsScoredToTheEndAndOnceMoreWithTheSameLooks() throws IOException {
        Path results = folder.resolve("equal");
        // as if ended after the first task
        runner(results, new RunListener() {}).run(new Renamed(new OverlapEncoder()), items(TASKS.subList(0, 1)));
        Gated resumed = gated(good, results, new Renamed(new OverlapEncoder()), TASKS);
        assertThat(resumed.outcomes.get(0).status()).isEqualTo(TaskOutcome.Status.REUSED);
        Gated whole = gated(good, folder.resolve("whole"), new Renamed(new OverlapEncoder()), TASKS);
        assertThat(whole.outcomes).allMatch(outcome -> outcome.status() == TaskOutcome.Status.SCORED);
        assertThat(resumed.found.looks()).isEqualTo(whole.found.looks()).hasSize(2);
        assertThat(resumed.found.rules()).isPresent();
        assertThat(resumed.found.passed()).isTrue();
        assertThat(written(results)).hasSize(3);
        assertThat(heard)
                .contains(
                        "gate: go on: after 1 of 3 tasks no drop beyond chance",
                        "gate: complete: no look stopped it, the rules decide");
    }

    /** A task that has no samples is for the rules alone, and said so; no look is made of it. */
    @Test
    void aTaskWithoutSamplesIsNotedAndTheOthersAreLookedAt() throws IOException {
        Path bare = folder.resolve("bare");
        runner(bare, new RunListener() {}).run(new OverlapEncoder(), items(TASKS));
        try (Stream<Path> tree = Files.walk(bare)) {
            Files.delete(tree.filter(file -> file.getFileName().toString().startsWith("MiniSTS.en.samples"))
                    .findFirst()
                    .orElseThrow());
        }
        Gated gated = gated(bare, folder.resolve("worse"), new RandomEncoder(), TASKS);
        assertThat(heard).anyMatch(note -> note.contains("no look after MiniSTS.en, which has no samples"));
        assertThat(gated.outcomes).hasSize(2);
        assertThat(gated.found.tasks()).containsExactly("MiniRetrieval.en");
        assertThat(gated.found.stopped()).isPresent();
    }

    /** A task that fails ends neither the run nor its looks: a worse model is stopped by what comes after it. */
    @Test
    void aTaskThatFailsEndsNoLook() {
        Gated worse = gated(good, folder.resolve("worse"), new FailingOnSts(new RandomEncoder()), TASKS);
        assertThat(worse.outcomes)
                .extracting(TaskOutcome::status)
                .containsExactly(TaskOutcome.Status.FAILED, TaskOutcome.Status.SCORED);
        assertThat(worse.found.tasks()).containsExactly("MiniRetrieval.en");
        assertThat(worse.found.stopped()).isPresent();
        assertThat(heard)
                .anyMatch(
                        note -> note.contains(
                                "no look after MiniSTS.en, which has no score; looks go on without it, and nothing is decided"));
    }

    /** And where nothing stops it, the gate is left open: a score is missing that the rules are about. */
    @Test
    void whereATaskFailedNothingIsDecided() {
        Gated equal = gated(good, folder.resolve("equal"), new FailingOnSts(new Renamed(new OverlapEncoder())), TASKS);
        assertThat(equal.outcomes).hasSize(3);
        assertThat(equal.found.looks()).hasSize(2);
        assertThat(equal.found.open()).isTrue();
        assertThat(equal.found.sentence()).isEqualTo("go on: after 2 of 3 tasks no drop beyond chance");
        Gated again = gated(good, folder.resolve("equal"), new Renamed(new OverlapEncoder()), TASKS);
        assertThat(again.found.rules()).isPresent();
        assertThat(again.found.passed()).isTrue();
    }

    /** What the baseline does not have is scored and not compared. */
    @Test
    void aTaskThatOnlyTheCandidateHasIsNotCompared() {
        List<String> more = List.of("MiniSTS.en", "MiniSTS.zh", "MiniRetrieval.en");
        Gated gated = gated(good, folder.resolve("more"), new Renamed(new OverlapEncoder()), more);
        assertThat(gated.outcomes).hasSize(3);
        assertThat(gated.found.planned()).isEqualTo(2);
        assertThat(gated.found.passed()).isTrue();
        assertThat(heard).anyMatch(note -> note.startsWith("gate: not compared") && note.endsWith(": MiniSTS.zh"));
    }

    /** A run that compares a model with itself says so before it scores. */
    @Test
    void theBaselineIsNotWhatTheRunWrites() {
        assertThat(catchThrowableOfType(PlumblineException.class, () -> gated(good, good, new OverlapEncoder(), TASKS)))
                .hasMessageContaining("the baseline is what this run writes");
    }

    private CommandLineRun run(Object... more) {
        List<Object> words = new ArrayList<>(List.of("run", "--model", "random", "--task"));
        words.addAll(TASKS);
        words.addAll(List.of("--results", folder.resolve("candidate")));
        words.addAll(List.of(more));
        return CommandLineRun.of(words.toArray());
    }

    @Test
    void aPlainlyWorseModelIsNotScoredToTheEnd() throws IOException {
        Path out = folder.resolve("builds");
        CommandLineRun worse = run(
                "--gate",
                good,
                "--junit",
                out.resolve("gate.xml"),
                "--summary",
                out.resolve("gate.md"),
                "--gitlab-quality",
                out.resolve("quality.json"),
                "--badge",
                out.resolve("gate.svg"));
        assertThat(worse.code()).as(worse.err()).isEqualTo(1);
        assertThat(worse.out()).contains("stop: after 2 of 3 tasks the mean has dropped by ", "points, beyond chance");
        assertThat(worse.err()).contains("gate: stop: after 2 of 3 tasks");
        assertThat(written(folder.resolve("candidate"))).containsExactly("MiniRetrieval.en.json", "MiniSTS.en.json");
        assertThat(Files.readString(out.resolve("gate.xml")))
                .contains("failures=\"1\"", "Mean of the first 2 of 3 tasks");
        assertThat(Files.readString(out.resolve("gate.md"))).contains("failed");
        assertThat(Files.readString(out.resolve("quality.json"))).contains("beyond chance");
        assertThat(Files.readString(out.resolve("gate.svg"))).contains("plumbline gate: failed");

        CommandLineRun again = run("--gate", good, "--json");
        assertThat(again.code()).isEqualTo(1);
        JsonNode json = new ObjectMapper().readTree(again.out());
        assertThat(json.at("/tasks/0/status").asText()).isEqualTo("reused");
        assertThat(json.path("tasks")).hasSize(2);
        assertThat(json.at("/gate/passed").booleanValue()).isFalse();
        assertThat(json.at("/gate/looks/0/task").asText()).isEqualTo("MiniSTS.en");
        // without the gate the run goes on from there
        assertThat(run().code()).isZero();
        assertThat(written(folder.resolve("candidate"))).hasSize(3);
    }

    @Test
    void whatCannotBeGatedIsRefusedBeforeAnythingIsScored() throws IOException {
        refused("--limit", "--gate", good, "--limit", 5);
        refused("--perturb", "--gate", good, "--perturb", "typos:1");
        refused("one value", "--gate", good, "--dims", "32,64");
        refused("--no-samples", "--gate", good, "--no-samples");
        refused("name results to compare with", "--junit", folder.resolve("gate.xml"));
        refused("name results to compare with", "--rules", folder.resolve("gate.yaml"));
        refused("no complete score of any of these tasks", "--gate", "published:all-MiniLM-L6-v2");
        Path rules = Files.writeString(folder.resolve("gate.yaml"), "overall: false\n");
        refused("--gate) out", "--gate", good, "--rules", rules);
        assertThat(folder.resolve("candidate")).doesNotExist();
    }

    private void refused(String why, Object... more) {
        CommandLineRun run = run(more);
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(why);
    }

    /** Samples of another statistic cannot be paired: the run ends, and no file of an earlier outcome stays. */
    @Test
    void whatCannotBeComparedEndsTheRun() throws IOException {
        Path other = folder.resolve("other");
        copy(good, other);
        try (Stream<Path> tree = Files.walk(other)) {
            Path result = tree.filter(file -> file.getFileName().toString().equals("MiniSTS.en.json"))
                    .findFirst()
                    .orElseThrow();
            Files.writeString(
                    result,
                    Files.readString(result)
                            .replaceAll("\"dataset_revision\" *: *\"[^\"]*\"", "\"dataset_revision\": \"another\""));
        }
        Path badge = Files.createDirectories(folder.resolve("builds")).resolve("gate.svg");
        CommandLineRun run = run("--gate", other, "--badge", badge);
        assertThat(run.code()).as(run.err()).isEqualTo(3);
        assertThat(run.err()).contains("cannot be compared: MiniSTS.en");
        assertThat(run.out()).contains("MiniSTS.en").doesNotContain("MiniRetrieval.en");
        assertThat(Files.readString(badge).toLowerCase(Locale.ROOT)).contains("not comparable");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    /** A model that breaks down on one task. */
    private record FailingOnSts(Encoder model) implements Encoder {
        @Override
        public ModelCard card() {
            return model.card();
        }

        @Override
        public FloatMatrix encode(EncodeRequest request) {
            if (request.task().name().equals("MiniSTS.en")) {
                throw new IllegalStateException("broken down");
            }
            return model.encode(request);
        }

        @Override
        public Optional<String> fingerprint() {
            return model.fingerprint();
        }

        @Override
        public String prompt(TaskSpec task, Role role) {
            return model.prompt(task, role);
        }

        @Override
        public void close() {
            model.close();
        }
    }

    /** Another model with the same vectors. */
    private record Renamed(Encoder model) implements Encoder {
        @Override
        public ModelCard card() {
            var card = model.card();
            return new ModelCard("test/again", "1", card.dimensions(), 0, 0, Similarity.COSINE);
        }

        @Override
        public FloatMatrix encode(EncodeRequest request) {
            return model.encode(request);
        }

        @Override
        public Optional<String> fingerprint() {
            return model.fingerprint();
        }

        @Override
        public String prompt(TaskSpec task, Role role) {
            return model.prompt(task, role);
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
