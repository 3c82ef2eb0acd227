package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.harness.run.RunItem;
import dev.plumbline.harness.run.RunListener;
import dev.plumbline.harness.run.RunOptions;
import dev.plumbline.harness.run.Runner;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.reports.gate.CheckpointGate;
import dev.plumbline.reports.gate.GateRules;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.data.BundledDatasets;
import dev.plumbline.tasks.data.CacheFolder;
import dev.plumbline.tasks.numeric.Parallel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code plumbline gate} and {@code plumbline compare} on what runs leave behind. */
class GateCommandTest {

    private static final Manifest MANIFEST = Manifest.bundled();
    private static final List<String> TASKS = List.of("MiniSTS.en", "MiniRetrieval.en");

    @TempDir
    Path folder;

    private void builds(Path good, Path bad) throws IOException {
        Path out = folder.resolve("builds");
        CommandLineRun run = CommandLineRun.of(
                "gate",
                "--baseline",
                good,
                "--candidate",
                bad,
                "--summary",
                out.resolve("gate.md"),
                "--gitlab-quality",
                out.resolve("quality.json"),
                "--gitlab-metrics",
                out.resolve("metrics.txt"),
                "--badge",
                out.resolve("gate.svg"));
        assertThat(run.code()).as(run.err()).isEqualTo(1);
        assertThat(Files.readString(out.resolve("gate.md")))
                .startsWith("## Gate: \u274c failed")
                .contains("| overall |");
        JsonNode quality =
                new ObjectMapper().readTree(out.resolve("quality.json").toFile());
        assertThat(quality.size()).isPositive();
        assertThat(quality.path(0).path("fingerprint").asText()).hasSize(64);
        assertThat(quality.path(0).at("/location/lines/begin").intValue()).isEqualTo(1);
        assertThat(Files.readString(out.resolve("metrics.txt")))
                .startsWith("plumbline_gate_passed 0\n")
                .endsWith("# EOF\n");
        assertThat(Files.readString(out.resolve("gate.svg"))).contains("plumbline gate: failed");
        // outside of GitHub the flag has nowhere to write to
        if (System.getenv("GITHUB_STEP_SUMMARY") == null) {
            assertThat(CommandLineRun.of("gate", "--baseline", good, "--candidate", bad, "--github")
                            .code())
                    .isEqualTo(2);
        }
    }

    private static void looksAndPlans(Path good, Path bad) throws IOException {
        Path junit = good.resolveSibling("looks.xml");
        CommandLineRun looks =
                CommandLineRun.of("gate", "--baseline", good, "--candidate", bad, "--sequential", "--junit", junit);
        assertThat(looks.code()).as(looks.err()).isEqualTo(1);
        assertThat(Files.readString(junit)).contains("failures=\"").doesNotContain("failures=\"0\"");
        assertThat(looks.out()).contains("AFTER", "MiniRetrieval.en");
        CommandLineRun plan = CommandLineRun.of("gate", "--plan", "--baseline", good);
        assertThat(plan.code()).as(plan.err()).isZero();
        assertThat(plan.out()).contains("FINDS WITH 80%", "guessed: ", "suite");
        CommandLineRun like = CommandLineRun.of("gate", "--plan", "--baseline", good, "--like", bad, "--json");
        assertThat(like.code()).as(like.err()).isZero();
        assertThat(like.out()).contains("\"assumed\" : false", "power_at_one_point");
        assertThat(plan.err()).isEmpty();
        try (Stream<Path> tree = Files.walk(good)) {
            Path samples = tree.filter(path -> path.getFileName().toString().startsWith("MiniSTS.en.samples"))
                    .findFirst()
                    .orElseThrow();
            Path aside = Files.move(samples, good.resolveSibling("aside"));
            CommandLineRun some = CommandLineRun.of("gate", "--plan", "--baseline", good);
            assertThat(some.code()).as(some.err()).isZero();
            assertThat(some.err())
                    .contains("warning: the plan knows nothing of MiniSTS.en, which the gate will compare");
            Files.move(aside, samples);
        }
        CommandLineRun both = CommandLineRun.of("gate", "--plan", "--baseline", good, "--candidate", bad);
        assertThat(both.code()).isEqualTo(2);
        CommandLineRun neither = CommandLineRun.of("gate", "--baseline", good);
        assertThat(neither.code()).isEqualTo(2);
        assertThat(neither.err()).contains("--candidate");
    }

    @Test
    void passesOnEqualResultsAndFailsOnWorse() throws IOException {
        Path good = run("good", new OverlapEncoder());
        Path again = run("again", new OverlapEncoder());
        Path bad = run("bad", new RandomEncoder());

        Path junit = folder.resolve("out/gate.xml");
        CommandLineRun equal = CommandLineRun.of("gate", "--baseline", good, "--candidate", again, "--junit", junit);
        assertThat(equal.code()).as(equal.err()).isZero();
        assertThat(equal.out()).contains("PASS").doesNotContain("FAIL");
        assertThat(Files.readString(junit)).contains("failures=\"0\"");

        CommandLineRun worse = CommandLineRun.of("gate", "--baseline", good, "--candidate", bad, "--junit", junit);
        assertThat(worse.code()).isEqualTo(1);
        assertThat(worse.out()).contains("FAIL", "significant");
        assertThat(Files.readString(junit)).contains("type=\"regression\"");
        JsonNode json = new ObjectMapper()
                .readTree(CommandLineRun.of("gate", "--baseline", good, "--candidate", bad, "--json")
                        .out());
        assertThat(json.path("passed").booleanValue()).isFalse();
        assertThat(json.at("/checks/0/p_corrected").doubleValue()).isLessThan(0.05);

        // what is better is no regression
        assertThat(CommandLineRun.of("gate", "--baseline", bad, "--candidate", good)
                        .code())
                .isZero();

        try (Parallel parallel = Parallel.of(2)) {
            CheckpointGate gate = new CheckpointGate(MANIFEST, GateRules.standard(), Resampling.standard(parallel));
            assertThat(gate.check(good, "good", again, "again").objections()).isEmpty();
            assertThat(gate.check(good, "good", bad, "bad").objections()).isNotEmpty();
        }

        builds(good, bad);
        looksAndPlans(good, bad);

        CommandLineRun comparison = CommandLineRun.of("compare", good, bad);
        assertThat(comparison.code()).as(comparison.err()).isZero();
        assertThat(comparison.out()).contains("MiniSTS.en", "over what is comparable");
    }

    /** A figure that someone has edited counts, but not in silence. */
    @Test
    void aFileThatWasChangedByHandIsNamedOnce() throws IOException {
        SmallSts first = new SmallSts(folder.resolve("first"));
        SmallSts second = new SmallSts(folder.resolve("second"));
        first.run(first.vectors(), "--revision", "v1");
        second.run(second.vectors(), "--revision", "v1");
        Path file = second.results().resolve("results/embeddings__vectors/v1/OwnSts.json");
        Files.writeString(
                file, Files.readString(file).replaceFirst("\"main_score\": [-0-9.]+", "\"main_score\": 0.123"));
        String said = file + " was changed after it was written: its checksum does not hold";
        CommandLineRun gate = CommandLineRun.of("gate", "--baseline", first.results(), "--candidate", second.results());
        assertThat(gate.err()).containsOnlyOnce("warning: " + said);
        Path page = folder.resolve("report.json");
        CommandLineRun report = CommandLineRun.of(
                "report", "--results", second.results(), "--task-file", first.taskFile(), "--out", page);
        assertThat(report.code()).as(report.err()).isZero();
        assertThat(report.err()).containsOnlyOnce("warning: " + said);
        JsonNode remarks = new ObjectMapper().readTree(page.toFile()).findValue("remarks");
        assertThat(remarks.findValuesAsText("text")).containsOnlyOnce(said);
        assertThat(CommandLineRun.of("compare", first.results(), first.results())
                        .err())
                .doesNotContain("checksum");
    }

    @Test
    void rulesDecide() throws IOException {
        Path first = fixture("first", "r1", 0.80);
        Path second = fixture("second", "r1", 0.78);
        assertThat(gate(first, second, "task: {allowed_drop: 3}\noverall: {allowed_drop: 3}\n")
                        .code())
                .isZero();
        CommandLineRun strict = gate(first, second, "task: {allowed_drop: 1}\n");
        assertThat(strict.code()).isEqualTo(1);
        assertThat(strict.out()).contains("drop of 2.00 points");
        CommandLineRun misspelt = gate(first, second, "tasks: {STS31: {allowed_drop: 1}}\n");
        assertThat(misspelt.code()).isEqualTo(2);
        assertThat(misspelt.err()).contains("STS31");
    }

    @Test
    void whatCannotBeComparedIsRefused() throws IOException {
        Path first = fixture("first", "r1", 0.80);
        Path second = fixture("second", "r2", 0.80);
        CommandLineRun refused = CommandLineRun.of("gate", "--baseline", first, "--candidate", second);
        assertThat(refused.code()).isEqualTo(3);
        assertThat(refused.err()).contains("cannot be compared", "data set revision r1 against r2");
        assertThat(CommandLineRun.of("gate", "--baseline", first, "--candidate", folder.resolve("absent"))
                        .code())
                .isEqualTo(2);
        Files.createDirectories(folder.resolve("empty"));
        assertThat(CommandLineRun.of("gate", "--baseline", first, "--candidate", folder.resolve("empty"))
                        .code())
                .isEqualTo(3);
    }

    @Test
    void comparesPublishedModels() throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "compare",
                "KaLM-embedding-multilingual-mini-instruct-v2.5",
                "Qwen3-Embedding-0.6B",
                "--against",
                "MTEB(cmn, v1)",
                "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.path("tasks")).hasSize(31);
        assertThat(json.at("/mean_comparable/tasks").intValue()).isEqualTo(29);
        assertThat(json.at("/ranks/all/baseline/rank").intValue()).isEqualTo(12);
        assertThat(json.at("/ranks/comparable/tasks").intValue()).isEqualTo(29);
        CommandLineRun only = CommandLineRun.of(
                "compare",
                "published:KaLM-embedding-multilingual-mini-instruct-v2.5",
                "published:Qwen3-Embedding-0.6B",
                "--against",
                "MTEB(cmn, v1)",
                "--only-comparable");
        assertThat(only.out()).doesNotContain("Ocnli").contains("on what is comparable");
    }

    /** An outcome of an earlier run would pass for this one's. */
    @Test
    void buildsLearnThatNothingIsDecided() throws IOException {
        Path first = fixture("first", "r1", 0.80);
        Path second = fixture("second", "r2", 0.80);
        Path out = folder.resolve("ci");
        List<String> files = List.of("gate.xml", "gate.md", "quality.json", "metrics.txt", "gate.svg");
        Object[] options = Stream.of("--junit", "--summary", "--gitlab-quality", "--gitlab-metrics", "--badge")
                .flatMap(option -> Stream.of(option, out.resolve(files.get(OPTIONS.indexOf(option)))))
                .toArray();
        CommandLineRun good = gate(first, first, options);
        assertThat(good.code()).as(good.err()).isZero();
        assertThat(Files.readString(out.resolve("gate.svg"))).contains("plumbline gate: passed, +0.0");

        CommandLineRun refused = gate(first, second, options);
        assertThat(refused.code()).isEqualTo(3);
        assertThat(Files.readString(out.resolve("gate.xml"))).contains("errors=\"1\"", "<error", "r1 against r2");
        assertThat(Files.readString(out.resolve("gate.md"))).contains("not comparable", "r1 against r2");
        assertThat(new ObjectMapper().readTree(out.resolve("quality.json").toFile()))
                .hasSize(1);
        assertThat(Files.readString(out.resolve("metrics.txt"))).isEqualTo("plumbline_gate_decided 0\n# EOF\n");
        assertThat(Files.readString(out.resolve("gate.svg"))).contains("plumbline gate: not comparable");

        // a loop that looks at a candidate that is still being scored begins before the first result
        for (Path nothing : List.of(folder.resolve("absent"), Files.createDirectories(folder.resolve("empty")))) {
            List<Object> looking = new ArrayList<>(List.of(options));
            looking.add("--sequential");
            CommandLineRun open = gate(first, nothing, looking.toArray());
            assertThat(open.code()).as(open.err()).isZero();
            assertThat(open.out()).contains("go on: after 0 of 1 tasks");
            assertThat(open.err()).contains("no results in " + nothing + " yet");
            assertThat(Files.readString(out.resolve("gate.xml"))).contains("errors=\"0\"", "<skipped");
            assertThat(Files.readString(out.resolve("gate.svg"))).contains("plumbline gate: still open");
        }
    }

    private static final List<String> OPTIONS =
            List.of("--junit", "--summary", "--gitlab-quality", "--gitlab-metrics", "--badge");

    private static CommandLineRun gate(Path first, Path second, Object... more) {
        List<Object> words = new ArrayList<>(List.of("gate", "--baseline", first, "--candidate", second));
        words.addAll(List.of(more));
        return CommandLineRun.of(words.toArray());
    }

    /** Published figures are named as {@code compare} names them, not taken for a folder. */
    @Test
    void aPublishedBaselineHasNoSamplesAndIsCompared() throws IOException {
        Path mine = fixture("mine", "7e90230a92c190f1bf69ae9002b8cea547a64cca", 0.5);
        CommandLineRun run =
                CommandLineRun.of("gate", "--baseline", "published:all-MiniLM-L6-v2", "--candidate", mine, "--json");
        assertThat(run.err()).doesNotContain("should not have happened");
        assertThat(run.code()).isIn(1, 3);
    }

    /** Rules name tasks of one's own, which have the type that their file says. */
    @Test
    void rulesKnowOwnTasksAndSeenSamplesAreLeftOut() throws IOException {
        SmallSts small = new SmallSts(folder.resolve("own"));
        small.run(small.vectors(), "--revision", "v1");
        Path file = Files.writeString(
                folder.resolve("own.yaml"), "types: {STS: {allowed_drop: 1}}\ntasks: {OwnSts: {allowed_drop: 2}}\n");
        CommandLineRun unknown = gate(small.results(), small.results(), "--rules", file);
        assertThat(unknown.code()).isEqualTo(2);
        CommandLineRun known =
                gate(small.results(), small.results(), "--rules", file, "--task-file", small.taskFile(), "--json");
        assertThat(known.code()).as(known.err()).isZero();
        assertThat(known.out()).contains("\"scope\" : \"type\"", "\"name\" : \"OwnSts\"");
        CommandLineRun compared = CommandLineRun.of(
                "compare", small.results(), small.results(), "--task-file", small.taskFile(), "--json");
        assertThat(compared.code()).as(compared.err()).isZero();

        Path seen = Files.writeString(folder.resolve("seen.json"), """
                {"schema": "plumbline-seen/1", "training": {}, "tasks": {}}
                """);
        CommandLineRun without = gate(small.results(), small.results(), "--seen", seen);
        assertThat(without.code()).isEqualTo(3);
        assertThat(without.err()).contains("not compared, since --seen says nothing of them", "OwnSts");
    }

    private CommandLineRun gate(Path first, Path second, String rules) throws IOException {
        Path file = Files.writeString(folder.resolve("gate.yaml"), rules);
        return CommandLineRun.of("gate", "--baseline", first, "--candidate", second, "--rules", file);
    }

    private Path fixture(String name, String revision, double score) throws IOException {
        Path file = folder.resolve(name).resolve("results/org__a/rev/STS13.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                {"dataset_revision": "%s", "task_name": "STS13", "mteb_version": "2.20.0", "scores": {"test": [
                {"cosine_spearman": %s, "main_score": %s, "hf_subset": "default", "languages": ["eng-Latn"]}]}}
                """.formatted(revision, score, score));
        return folder.resolve(name);
    }

    private Path run(String name, Encoder encoder) {
        Path results = folder.resolve(name);
        List<RunItem> items = TASKS.stream()
                .map(task -> {
                    TaskSpec spec = MANIFEST.task(task);
                    return new RunItem(spec, MANIFEST.selection(spec));
                })
                .toList();
        BundledDatasets data = new BundledDatasets(new CacheFolder(folder.resolve("cache")), ref -> {
            throw new AssertionError(ref + " does not come with Plumbline");
        });
        new Runner(MANIFEST, data, RunOptions.of(results, 2), new RunListener() {}).run(encoder, items);
        return results;
    }
}
