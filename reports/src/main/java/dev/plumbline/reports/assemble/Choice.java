package dev.plumbline.reports.assemble;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.reports.aggregate.BenchmarkTask;
import dev.plumbline.reports.aggregate.Standing;
import dev.plumbline.reports.aggregate.Standings;
import dev.plumbline.reports.figure.ModelFigures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Chooses what a report is about where the user did not. */
final class Choice {

    /** Columns of the table of tasks. */
    private static final int COLUMNS = 8;

    private static final int MOST_COLUMNS = 12;

    private Choice() {}

    /**
     * The model of a name, of which the end is enough where it is the only one.
     *
     * @throws PlumblineException of kind USAGE if there is none, or several
     */
    static ModelFigures named(String text, List<ModelFigures> models) {
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
                        ? "no model \"" + text + "\" in the results or among the published ones"
                        : "\"" + text + "\" may be "
                                + String.join(
                                        " or ",
                                        ends.stream().map(ModelFigures::model).toList()));
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

    /** Candidate, baseline, the others given, then the best and the nearest larger ones. */
    static List<String> columns(String candidate, Optional<String> baseline, List<String> given, Ranked ranked) {
        Set<String> columns = new LinkedHashSet<>();
        columns.add(candidate);
        baseline.ifPresent(columns::add);
        ranked.byMean().stream()
                .filter(given::contains)
                .limit(MOST_COLUMNS - columns.size())
                .forEach(columns::add);
        List<String> more = new ArrayList<>(ranked.byMean().stream().limit(1).toList());
        ranked.largerThan(candidate).stream()
                .sorted(Comparator.comparingDouble(
                        (String model) -> Math.abs(ranked.mean(model) - ranked.mean(candidate))))
                .forEach(more::add);
        for (String model : more) {
            if (columns.size() < COLUMNS) {
                columns.add(model);
            }
        }
        return List.copyOf(columns);
    }

    /** The columns, the front, the nearest in mean, then from the top. */
    static Set<String> shown(String candidate, List<String> columns, Ranked ranked, int limit) {
        Set<String> shown = new LinkedHashSet<>(columns);
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
