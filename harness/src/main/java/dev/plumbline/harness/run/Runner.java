package dev.plumbline.harness.run;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.Searcher;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.evaluate.TaskLoader;
import dev.plumbline.tasks.numeric.Parallel;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores a model on a list of tasks, one after the other. Each finished task is on disk before the next begins, so a killed
 * run goes on where it stopped; a failing task is recorded and the others go on.
 */
public final class Runner {

    private final Manifest manifest;
    private final TaskLoader loader;
    private final RunOptions options;
    private final RunListener listener;

    public Runner(Manifest manifest, DatasetSource data, RunOptions options, RunListener listener) {
        this.manifest = manifest;
        this.loader = new TaskLoader(data, options.limit(), options.release());
        this.options = options;
        this.listener = listener;
    }

    /** Runs the items in order; an aggregate's sub-tasks come before it, each with a result of its own. */
    public List<TaskOutcome> run(Model model, List<RunItem> items) {
        return run(List.of(RunTarget.of(model)), items).get(0);
    }

    /**
     * Runs the items in order, each for every target before the next: its data are read once.
     *
     * @return per target its outcomes, as far as the listener wanted them
     */
    public List<List<TaskOutcome>> run(List<RunTarget> targets, List<RunItem> items) {
        List<RunItem> plan = RunItem.withSubtasks(manifest, items);
        List<List<TaskOutcome>> outcomes = new ArrayList<>();
        targets.forEach(target -> outcomes.add(new ArrayList<>()));
        targets.forEach(target -> target.folder(options.results()).sweep());
        FinishedTasks finished = new FinishedTasks();
        listener.planned(items, targets);
        try (Parallel parallel = Parallel.of(options.threads())) {
            int number = 0;
            for (RunItem item : plan) {
                TaskRun run = new TaskRun(item, loader, options, listener, parallel, finished);
                for (int i = 0; i < targets.size(); i++) {
                    listener.started(shown(item, targets.get(i)), ++number, plan.size() * targets.size());
                    TaskOutcome outcome = runItem(item, run, targets.get(i));
                    if (outcome.status() == TaskOutcome.Status.MISSING) {
                        finished.addWithoutData(item.task().name());
                    }
                    outcomes.get(i).add(outcome);
                    listener.finished(outcome);
                }
                if (listener.enough()) {
                    break;
                }
            }
        }
        return outcomes;
    }

    private static String shown(RunItem item, RunTarget target) {
        return item.task().name() + target.experiment().map(name -> " " + name).orElse("");
    }

    private TaskOutcome runItem(RunItem item, TaskRun run, RunTarget target) {
        long start = System.nanoTime();
        String task = item.task().name();
        Model model = target.model();
        if (!handles(model, item.task())) {
            return TaskOutcome.skipped(
                    task,
                    PlumblineException.model(model.card().name() + " ranks documents; " + task + " needs vectors"));
        }
        if (!hasCandidates(model, item.task())) {
            return TaskOutcome.skipped(
                    task,
                    PlumblineException.model(model.card().name() + " is a cross-encoder, which ranks candidates; "
                            + task + " has none, --rerank-top N has another model find them"));
        }
        try {
            return run.score(target);
        } catch (PlumblineException e) {
            return e.isAbsentData()
                    ? TaskOutcome.missing(task, seconds(start), e)
                    : TaskOutcome.failed(task, seconds(start), e);
        } catch (OutOfMemoryError e) {
            return TaskOutcome.failed(
                    task,
                    seconds(start),
                    PlumblineException.storage(
                            task
                                    + " does not fit in memory; give Java more, for example with JAVA_TOOL_OPTIONS=-Xmx16g",
                            e));
        } catch (RuntimeException e) {
            // The task boundary: a defect in one evaluator must not take the other tasks' results with it.
            return TaskOutcome.failed(
                    task,
                    seconds(start),
                    PlumblineException.data(
                            task + ": this should not have happened, and is a mistake of the program; --debug shows"
                                    + " where, please report it",
                            e));
        }
    }

    private boolean handles(Model model, TaskSpec task) {
        return model.handles(task.kind())
                && task.subtasks().stream().allMatch(subtask -> handles(model, manifest.task(subtask)));
    }

    /** Whether a model that only ranks candidates is given some: mteb's reranking tasks have them. */
    private boolean hasCandidates(Model model, TaskSpec task) {
        return !(model instanceof Searcher searcher)
                || !searcher.needsCandidates()
                || searcher.firstStage().isPresent()
                || (task.subtasks().isEmpty()
                        ? task.type() == TaskType.RERANKING
                        : task.subtasks().stream().allMatch(subtask -> hasCandidates(model, manifest.task(subtask))));
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
