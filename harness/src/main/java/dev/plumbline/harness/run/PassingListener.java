package dev.plumbline.harness.run;

import dev.plumbline.tasks.result.TaskResult;
import java.util.List;

/** Passes everything on to another listener; to be extended by one that hears some of it too. */
public abstract class PassingListener implements RunListener {

    private final RunListener next;

    protected PassingListener(RunListener next) {
        this.next = next;
    }

    @Override
    public void planned(List<RunItem> items, List<RunTarget> targets) {
        next.planned(items, targets);
    }

    @Override
    public void started(String task, int position, int total) {
        next.started(task, position, total);
    }

    @Override
    public void encoding(String task, int texts) {
        next.encoding(task, texts);
    }

    @Override
    public void note(String message) {
        next.note(message);
    }

    @Override
    public void warning(String message) {
        next.warning(message);
    }

    @Override
    public void scored(TaskResult result) {
        next.scored(result);
    }

    @Override
    public void finished(TaskOutcome outcome) {
        next.finished(outcome);
    }

    @Override
    public boolean enough() {
        return next.enough();
    }
}
