package dev.plumbline.reports.assemble;

import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Benchmark;
import dev.plumbline.reports.aggregate.BenchmarkTask;
import dev.plumbline.reports.aggregate.Standing;
import dev.plumbline.reports.aggregate.Standings;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.report.TrainingRun;
import dev.plumbline.reports.report.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Chooses what a report is about where the user did not. */
final class Choice {

    /** Columns of the table of tasks. */
    private static final int COLUMNS = 8;

    private static final int MOST_COLUMNS = 12;

    private Choice() {}

    /** What stands before the name of a model whose published figures are meant. */
    private static final String PUBLISHED = "published:";

    /**
     * The model of a name, of which the end is enough where it is the only one; of {@code published:NAME} the figures that
     * come with Plumbline.
     *
     * @param published models with published figures
     * @throws PlumblineException of kind USAGE if there is none, or several
     */
    static ModelFigures named(String text, List<ModelFigures> models, List<ModelFigures> published) {
        return text.startsWith(PUBLISHED) ? named(text.substring(PUBLISHED.length()), published) : named(text, models);
    }

    /**
     * The model of a name, of which the end is enough where it is the only one.
     *
     * @throws PlumblineException of kind USAGE if there is none, or several
     */
    private static ModelFigures named(String text, List<ModelFigures> models) {
        String wanted = text.toLowerCase(Locale.ROOT);
        List<ModelFigures> ends = new ArrayList<>();
        for (ModelFigures model : models) {
            if (model.model().equals(text)) {
                return model;
            }
            String name = model.model().toLowerCase(Locale.ROOT);
            if (name.equals(wanted) || name.endsWith("/" + wanted)) {
                ends.add(model);
            }
        }
        if (ends.size() == 1) {
            return ends.get(0);
        }
        throw PlumblineException.usage(
                ends.isEmpty()
                        ? "no model \"" + text + "\" in the results or among the published ones; near: "
                                + String.join(", ", near(text, models))
                        : "\"" + text + "\" may be "
                                + String.join(
                                        " or ",
                                        ends.stream().map(ModelFigures::model).toList()));
    }

    private static List<String> near(String text, List<ModelFigures> models) {
        // names are looked for without their owner too: few write it right
        Map<String, String> names = new LinkedHashMap<>();
        models.forEach(model ->
                names.putIfAbsent(model.model().substring(model.model().indexOf('/') + 1), model.model()));
        models.forEach(model -> names.put(model.model(), model.model()));
        return NearestNames.of(text, names.keySet()).stream()
                .map(name -> names.getOrDefault(name, name))
                .distinct()
                .toList();
    }

    /** The model of a training's last stage whose results were given. */
    static Optional<ModelFigures> trained(TrainingRun run, List<ModelFigures> given) {
        Optional<ModelFigures> last = Optional.empty();
        for (TrainingRun.Stage stage : run.stages()) {
            Optional<ModelFigures> found = checkpoint(stage.name(), given);
            last = found.isPresent() && !stage.name().equals(TrainingRun.START) ? found : last;
        }
        return last;
    }

    /** What a training began with, as far as its results were given. */
    static Optional<String> start(List<ModelFigures> given) {
        return checkpoint(TrainingRun.START, given).map(ModelFigures::model);
    }

    private static Optional<ModelFigures> checkpoint(String label, List<ModelFigures> given) {
        List<ModelFigures> found = given.stream()
                .filter(model ->
                        model.model().endsWith("/" + label) || model.model().contains("/" + label + "@"))
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /**
     * Of the models given, those with the most tasks of the benchmark; of these, the one that stands out most against larger
     * ones: whose share of the larger models that it is ahead of is surest to be high; then the one with the best mean.
     */
    static ModelFigures candidate(List<BenchmarkTask> tasks, List<ModelFigures> given, List<ModelFigures> all) {
        List<Standing> standings =
                Standings.of(tasks, given.stream().map(ModelFigures::scores).toList());
        long most = standings.stream().mapToLong(Standing::completeTasks).max().orElse(0);
        if (most == 0) {
            throw PlumblineException.result("none of the models given has a whole task of the benchmark");
        }
        List<String> eligible = standings.stream()
                .filter(row -> row.completeTasks() == most)
                .map(Standing::model)
                .toList();
        return given.stream()
                .filter(model -> eligible.contains(model.model()))
                .max(Comparator.comparingDouble((ModelFigures model) -> standsOut(tasks, model, all))
                        .thenComparingDouble(model -> mean(tasks, model))
                        .thenComparing(ModelFigures::model, Comparator.reverseOrder()))
                .orElseThrow();
    }

    /** Wilson's lower bound at 95% of the share of larger models that are behind; 0 where there is none. */
    private static double standsOut(List<BenchmarkTask> tasks, ModelFigures model, List<ModelFigures> all) {
        OptionalLong size = model.facts().parameters();
        if (size.isEmpty()) {
            return 0;
        }
        List<BenchmarkTask> own = complete(tasks, model);
        List<ModelFigures> larger = all.stream()
                .filter(other -> other.facts().parameters().orElse(0) > size.getAsLong())
                .toList();
        double mean = mean(own, model);
        List<Double> means = Standings.of(
                        own, larger.stream().map(ModelFigures::scores).toList())
                .stream()
                .flatMap(row -> row.meanTask().stream().boxed())
                .toList();
        return wilson(means.stream().filter(other -> other < mean).count(), means.size());
    }

    private static double wilson(long behind, int larger) {
        if (larger == 0) {
            return 0;
        }
        double z = 1.96;
        double share = (double) behind / larger;
        double spread = z * Math.sqrt(share * (1 - share) / larger + z * z / (4.0 * larger * larger));
        return (share + z * z / (2.0 * larger) - spread) / (1 + z * z / larger);
    }

    private static double mean(List<BenchmarkTask> tasks, ModelFigures model) {
        List<Standing> rows = Standings.of(complete(tasks, model), List.of(model.scores()));
        return rows.get(0).meanTask().orElseThrow();
    }

    /** The tasks that a model has all entries of. */
    static List<BenchmarkTask> complete(List<BenchmarkTask> tasks, ModelFigures model) {
        List<Standing> rows = Standings.of(tasks, List.of(model.scores()));
        return rows.isEmpty()
                ? List.of()
                : tasks.stream()
                        .filter(task -> rows.get(0).task(task.name()).mean().isPresent())
                        .toList();
    }

    /** The nearest by mean: of the models given, else of the larger ones, else of all. */
    static Optional<String> baseline(String candidate, List<String> given, Ranked ranked) {
        Comparator<String> nearest = Comparator.comparingDouble(
                        (String model) -> Math.abs(ranked.mean(model) - ranked.mean(candidate)))
                .thenComparing(Comparator.naturalOrder());
        return given.stream()
                .filter(model -> !model.equals(candidate) && ranked.has(model))
                .min(nearest)
                .or(() -> ranked.largerThan(candidate).stream().min(nearest))
                .or(() -> ranked.byMean().stream()
                        .filter(model -> !model.equals(candidate))
                        .min(nearest));
    }

    /** Candidate, baseline, the peers that were asked for and the others given; then peers and the best where there is room. */
    static List<String> columns(
            String candidate,
            Optional<String> baseline,
            List<String> given,
            List<String> asked,
            Benchmark benchmark,
            Ranked ranked) {
        Set<String> columns = new LinkedHashSet<>();
        columns.add(candidate);
        baseline.ifPresent(columns::add);
        columns.addAll(asked);
        ranked.byMean().stream()
                .filter(given::contains)
                .limit(Math.max(0, MOST_COLUMNS - columns.size()))
                .forEach(columns::add);
        if (!asked.isEmpty() || !ranked.has(candidate)) {
            return List.copyOf(columns);
        }
        List<String> more = new ArrayList<>(ranked.byMean().stream().limit(1).toList());
        more.addAll(Peers.of(candidate, benchmark, ranked));
        for (String model : more) {
            if (columns.size() < COLUMNS) {
                columns.add(model);
            }
        }
        return List.copyOf(columns);
    }

    /** The columns, those that the verdict names, the front, the nearest in mean, then from the top. */
    static Set<String> shown(String candidate, List<String> columns, Verdict verdict, Ranked ranked, int limit) {
        Set<String> shown = new LinkedHashSet<>(columns);
        verdict.headline().ifPresent(larger -> shown.add(larger.model()));
        List<String> byMean = ranked.byMean();
        List<String> wanted = new ArrayList<>(ranked.front());
        byMean.stream()
                .sorted(Comparator.comparingDouble(model -> Math.abs(ranked.mean(model) - ranked.mean(candidate))))
                .limit(Math.max(0, limit / 2))
                .forEach(wanted::add);
        wanted.addAll(byMean);
        for (String model : wanted) {
            if (shown.size() < limit) {
                shown.add(model);
            }
        }
        return shown;
    }
}
