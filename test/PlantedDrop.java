import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.harness.cli.Main;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.reports.compare.ComparedTask;
import dev.plumbline.reports.compare.Comparison;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.gate.Gate;
import dev.plumbline.reports.gate.GateReport;
import dev.plumbline.reports.gate.GateRules;
import dev.plumbline.reports.read.ResultTree;
import dev.plumbline.reports.read.SubsetSamples;
import dev.plumbline.reports.read.TaskSamples;
import dev.plumbline.reports.statistics.Clusters;
import dev.plumbline.reports.statistics.Difference;
import dev.plumbline.reports.statistics.PairedNoise;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.reports.statistics.SampleScores;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.sample.Sample;
import dev.plumbline.tasks.sample.SampleClusters;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Asks the gate about drops of known size on real data. Started by planted-drop.sh. */
public final class PlantedDrop {

    private static final String BASELINE = "embedded:all-MiniLM-L6-v2";

    /** Of ../shared what is scored by samples and is small enough for ten minutes of two cores together. */
    private static final List<String> ALL = List.of(
            "STS12", "STS13", "STS15", "BIOSSES", "SICK-R", "STSBenchmark", "Banking77Classification");

    private static final int[] WIDTHS = {352, 320, 288, 256, 224, 192, 160, 128};
    private static final int TRIALS = 1_000;

    private final Path results;
    private final Path shared;
    private final List<String> chosen;
    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    private final Manifest manifest = Manifest.bundled();

    private PlantedDrop(Path shared, Path results, List<String> chosen) {
        this.chosen = chosen;
        this.shared = shared;
        this.results = results;
    }

    public static void main(String[] args) throws Exception {
        new PlantedDrop(Path.of(args[0]), Path.of(args[1]), args.length > 2 ? List.of(args).subList(2, args.length) : ALL)
                .run();
    }

    private String plumbline(List<String> words) {
        StringWriter said = new StringWriter();
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Main.execute(new PrintWriter(said), err, words.toArray(String[]::new));
        return said.toString();
    }

    private Path score(String model, Path folder, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of("run", "--json", "--quiet", "--prompts", "none"));
        words.addAll(List.of("--allow-modified-data", "--available-only", "--model", model));
        words.addAll(List.of("--data", shared.resolve("data/hf").toString(), "--results", folder.toString(), "--task"));
        words.addAll(chosen);
        words.addAll(List.of(more));
        JsonNode summary = new ObjectMapper().readTree(plumbline(words));
        return Path.of(summary.path(summary.has("forms") ? "forms" : "").path(0).path("results")
                .asText(summary.path("results").asText()));
    }

    private Contender contender(Path folder, String name) {
        return Contender.of(ResultTree.ofRevision(folder).models().get(0), name);
    }

    private void run() throws Exception {
        Path plain = score(BASELINE, results);
        List<Path> cut = new ArrayList<>();
        List<String> forms = new ArrayList<>();
        for (int width : WIDTHS) {
            forms.add(String.valueOf(width));
            cut.add(plain.resolve("experiments/embed_dim_" + width));
        }
        score(BASELINE, results, "--dims", String.join(",", forms));
        Contender baseline = contender(plain, "full");

        JsonNode plan = new ObjectMapper()
                .readTree(plumbline(List.of("gate", "--plan", "--json", "--baseline", plain.toString())));
        JsonNode suite = plan.path("suite");
        List<String> names = new ArrayList<>();
        suite.path("tasks").forEach(task -> names.add(task.asText()));
        out.println("plan: " + suite);
        List<ComparedTask> tasks = names.stream().map(this::compared).toList();

        try (Parallel parallel = Parallel.of(2)) {
            Resampling resampling = Resampling.standard(parallel);
            out.println("| dimensions | mean of the suite | change | 95% interval | the gate's overall rule | the gate |");
            out.println("|---|---|---|---|---|---|");
            Contender nearest = null;
            for (int i = 0; i < WIDTHS.length; i++) {
                Contender candidate = contender(cut.get(i), "cut to " + WIDTHS[i]);
                Comparison comparison = Comparison.of(manifest, tasks, baseline, candidate, Optional.of(resampling));
                GateReport report = new Gate(GateRules.standard()).check(comparison);
                Difference mean = Comparison.difference(comparison.tasks()).orElseThrow();
                boolean overall = report.failures().stream().anyMatch(check -> check.name().equals("Mean(Task)"));
                out.println(String.format(
                        Locale.ROOT,
                        "| %d | %.2f | %+.2f | %+.2f to %+.2f | %s | %s |",
                        WIDTHS[i],
                        100 * Comparison.mean(comparison.tasks(), true).orElseThrow(),
                        100 * mean.value(),
                        100 * mean.interval(0.95).low(),
                        100 * mean.interval(0.95).high(),
                        overall ? "fails" : "holds",
                        report.passed() ? "passes" : "fails"));
                if (mean.value() <= -0.01 && nearest == null) {
                    nearest = candidate;
                }
            }
            if (nearest != null) {
                planted(tasks, baseline, nearest, parallel);
            }
            noise("cut to " + WIDTHS[3], baseline, contender(cut.get(3), "cut"), resampling);
            noise("quantised", baseline, contender(score(BASELINE + "-q", results), "quantised"), resampling);
            noise("another family", baseline, contender(score("embedded:bge-small-zh-v1.5", results), "bge"), resampling);
        }
    }

    private ComparedTask compared(String name) {
        TaskSpec spec = manifest.task(name);
        return new ComparedTask(name, Optional.of(spec.type()), manifest.selection(spec));
    }

    /** One subset's samples of both models, in one order, by cluster: those of one are not independent. */
    private record Pair(List<Sample> full, List<Sample> cut, List<List<Integer>> clusters) {}

    private List<Pair> pairs(ComparedTask task, Contender first, Contender second) {
        TaskSamples one = first.samples().apply(task.name()).found().orElseThrow();
        TaskSamples other = second.samples().apply(task.name()).found().orElseThrow();
        List<Pair> pairs = new ArrayList<>();
        for (String split : task.selection().splits()) {
            for (String subset : task.selection().subsets()) {
                Collection<Sample> full = one.subset(split, subset).map(SubsetSamples::all).orElseThrow();
                Map<String, Sample> byId = new HashMap<>();
                other.subset(split, subset).map(SubsetSamples::all).orElseThrow().forEach(s -> byId.put(s.id(), s));
                pairs.add(new Pair(
                        List.copyOf(full), full.stream().map(s -> byId.get(s.id())).toList(), clusters(full)));
            }
        }
        return pairs;
    }

    private static List<List<Integer>> clusters(Collection<Sample> samples) {
        int[] of = SampleClusters.ofIds(
                samples.stream().map(Sample::id).toList(), samples.stream().map(Sample::cluster).toList());
        Map<Integer, List<Integer>> members = new LinkedHashMap<>();
        for (int i = 0; i < of.length; i++) {
            members.computeIfAbsent(of[i], key -> new ArrayList<>()).add(i);
        }
        return List.copyOf(members.values());
    }

    /**
     * Clusters of samples are drawn anew, and of the clusters a share, which makes the expected drop one point, is the cut vectors'.
     * Where no drop is planted the two models' samples of half of the clusters are exchanged.
     */
    private void planted(List<ComparedTask> tasks, Contender baseline, Contender worse, Parallel parallel) {
        List<List<Pair>> all = new ArrayList<>();
        double drop = 0;
        for (ComparedTask task : tasks) {
            List<Pair> pairs = pairs(task, baseline, worse);
            all.add(pairs);
            double lost = 0;
            for (Pair pair : pairs) {
                lost += scores(pair.full).value() - scores(pair.cut).value();
            }
            drop += lost / pairs.size() / tasks.size();
        }
        double share = 0.01 / drop;
        SplittableRandom random = new SplittableRandom(7);
        Resampling few = new Resampling(42, 1_000, parallel);
        for (double planted : new double[] {0, share / 2, share}) {
            int found = 0;
            double mean = 0;
            for (int trial = 0; trial < TRIALS; trial++) {
                List<Difference> parts = new ArrayList<>();
                for (int task = 0; task < all.size(); task++) {
                    List<Difference> subsets = new ArrayList<>();
                    for (Pair pair : all.get(task)) {
                        List<Sample> first = new ArrayList<>();
                        List<Sample> second = new ArrayList<>();
                        List<Integer> of = new ArrayList<>();
                        for (int cluster = 0; cluster < pair.clusters.size(); cluster++) {
                            List<Integer> members = pair.clusters.get(random.nextInt(pair.clusters.size()));
                            // where nothing is planted each side is either model's by the toss of a coin, so that they do differ
                            boolean exchanged = planted == 0 && random.nextBoolean();
                            boolean cut = planted == 0 ? !exchanged : random.nextDouble() < planted;
                            for (int member : members) {
                                first.add((exchanged ? pair.cut : pair.full).get(member));
                                second.add((cut ? pair.cut : pair.full).get(member));
                                of.add(cluster);
                            }
                        }
                        Clusters drawn = Clusters.of(of.stream().mapToInt(Integer::intValue).toArray());
                        subsets.add(Difference.of(scores(first), scores(second), trial + "/" + task, few, drawn));
                    }
                    parts.add(Difference.mean(subsets));
                }
                Difference overall = Difference.mean(parts);
                mean += overall.value() / TRIALS;
                found += overall.value() <= -0.001 && overall.pWorse(0) <= 0.05 ? 1 : 0;
            }
            out.println(String.format(
                    Locale.ROOT,
                    planted == 0
                            ? "planted %+.2f points (mean %+.3f): a false alarm in %d of %d"
                            : "planted %+.2f points (mean %+.3f): found in %d of %d",
                    -100 * planted * drop, 100 * mean, found, TRIALS));
        }
    }

    private static SampleScores scores(List<Sample> samples) {
        if (samples.get(0) instanceof Sample.Rated) {
            return SampleScores.spearman(
                    samples.stream().mapToDouble(s -> ((Sample.Rated) s).similarity()).toArray(),
                    samples.stream().mapToDouble(s -> ((Sample.Rated) s).gold()).toArray());
        }
        return SampleScores.mean(samples.stream().mapToDouble(s -> ((Sample.Scored) s).score()).toArray());
    }

    /** What PairedNoise guesses, measured: per task the error of a difference over that of a score, and a sample's deviation. */
    private void noise(String what, Contender baseline, Contender candidate, Resampling resampling) {
        List<ComparedTask> tasks =
                chosen.stream().filter(baseline.figures().tasks()::containsKey).map(this::compared).toList();
        Comparison comparison = Comparison.of(manifest, tasks, baseline, candidate, Optional.of(resampling));
        for (var task : comparison.tasks()) {
            if (task.difference().isPresent()) {
                double own = 0;
                double deviation = 0;
                int parts = 0;
                int samples = 0;
                TaskSamples read = baseline.samples().apply(task.task().name()).found().orElseThrow();
                for (String split : task.task().selection().splits()) {
                    for (String subset : task.task().selection().subsets()) {
                        SubsetSamples part = read.subset(split, subset).orElseThrow();
                        double error = part.scores(Optional.empty()).standardError("noise", resampling, part.clusters());
                        own += error * error;
                        deviation += error * Math.sqrt(part.size());
                        parts++;
                        samples += part.size();
                    }
                }
                own = Math.sqrt(own) / parts;
                out.println(String.format(
                        Locale.ROOT,
                        "noise %s, %s: error of a score %.4f, of the difference %.4f, share %.2f; deviation of a sample %.2f (%d samples); guessed %.4f",
                        what, task.task().name(), own, task.difference().get().standardError(),
                        task.difference().get().standardError() / own, deviation / parts, samples,
                        PairedNoise.guessed(samples)));
            }
        }
    }
}
