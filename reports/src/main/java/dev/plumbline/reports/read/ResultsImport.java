package dev.plumbline.reports.read;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.reports.figure.Figure;
import dev.plumbline.reports.figure.ModelFacts;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.figure.ResultFigures;
import dev.plumbline.tasks.release.MtebVersion;
import dev.plumbline.tasks.result.TaskResult;
import dev.plumbline.tasks.result.TaskResultReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The figures of a clone of the public results repository, or of mteb's own cache.
 *
 * <p>A model's revisions are joined task by task as mteb 2.20.0 to 2.26.24 does for its leaderboard ({@code
 * results/benchmark_results.py}, {@code join_revisions}): the main revision before others, a known mteb version before
 * none, a named revision before none, then the newest mteb version.
 *
 * @param models sorted by name
 * @param files read
 * @param otherTasks files of tasks that were not asked for
 * @param experiments files of models with other settings, which are left out as on mteb's leaderboard
 * @param unused what could not be used and why, one line each
 */
public record ResultsImport(
        List<ModelFigures> models, int files, int otherTasks, int experiments, List<String> unused) {

    private static final Set<String> NO_REVISION = Set.of("external", "no_revision_available");

    public ResultsImport {
        models = List.copyOf(models);
        unused = List.copyOf(unused);
    }

    /**
     * Reads every file of the wanted tasks.
     *
     * @param folder with or without the inner {@code results/}
     * @param tasks names of the wanted tasks
     * @param facts what is known of a model, its main revision among it
     * @throws PlumblineException of kind RESULT if the folder is missing or cannot be listed
     */
    public static ResultsImport read(Path folder, Set<String> tasks, Function<String, ModelFacts> facts) {
        Map<String, Map<String, List<Candidate>>> models = new TreeMap<>();
        List<String> unused = new ArrayList<>();
        int read = 0;
        int other = 0;
        int experiments = 0;
        for (ResultFile file : ResultFile.below(folder)) {
            if (file.experiment().isPresent()) {
                experiments++;
                continue;
            }
            if (!tasks.contains(TaskResultReader.currentName(file.task()))) {
                other++;
                continue;
            }
            read++;
            try {
                TaskResult result = TaskResultReader.read(file.path());
                List<Figure> figures = ResultFigures.of(result, file.selfReported());
                long entries =
                        result.scores().values().stream().mapToLong(List::size).sum();
                if (figures.size() < entries) {
                    unused.add(file.path() + ": " + (entries - figures.size()) + " of " + entries
                            + " entries have no main score");
                }
                if (!figures.isEmpty()) {
                    boolean main = facts.apply(file.model()).revision().equals(Optional.of(file.revision()));
                    models.computeIfAbsent(file.model(), name -> new TreeMap<>())
                            .computeIfAbsent(result.taskName(), name -> new ArrayList<>())
                            .add(Candidate.of(file, result, figures, main));
                }
            } catch (PlumblineException e) {
                unused.add(e.getMessage());
            }
        }
        List<ModelFigures> joined = new ArrayList<>();
        models.forEach((model, byTask) -> {
            Map<String, List<Figure>> chosen = new TreeMap<>();
            byTask.forEach((task, candidates) -> chosen.put(
                    task,
                    candidates.stream().min(Candidate.BEST_FIRST).orElseThrow().figures()));
            joined.add(new ModelFigures(model, facts.apply(model), chosen));
        });
        return new ResultsImport(joined, read, other, experiments, unused);
    }

    /** One revision's figures of a task, with what mteb prefers it by. */
    private record Candidate(int priority, Optional<MtebVersion> version, List<Figure> figures) {

        static final Comparator<Candidate> BEST_FIRST = Comparator.comparingInt(Candidate::priority)
                .reversed()
                .thenComparing(
                        candidate -> candidate.version.orElse(null),
                        Comparator.nullsLast(Comparator.<MtebVersion>reverseOrder()));

        static Candidate of(ResultFile file, TaskResult result, List<Figure> figures, boolean mainRevision) {
            Optional<MtebVersion> version =
                    Optional.ofNullable(result.mtebVersion()).flatMap(MtebVersion::parse);
            int priority = (mainRevision ? 1000 : 0)
                    + (version.isPresent() ? 100 : 0)
                    + (NO_REVISION.contains(file.revision()) ? 0 : 10);
            return new Candidate(priority, version, figures);
        }
    }
}
