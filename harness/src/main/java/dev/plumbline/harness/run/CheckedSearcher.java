package dev.plumbline.harness.run;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Charge;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Ranking;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.SearchRequest;
import dev.plumbline.tasks.Searcher;
import java.util.List;
import java.util.Optional;

/** Counts what a searcher is given and the time it takes; its rankings are checked where they are scored. */
final class CheckedSearcher implements Searcher, CheckedModel {

    private final Searcher searcher;
    private final RunListener listener;
    private final Optional<Charge> chargedBefore;
    private long texts;
    private long nanos;

    CheckedSearcher(Searcher searcher, RunListener listener) {
        this.searcher = searcher;
        this.listener = listener;
        this.chargedBefore = searcher.charge();
    }

    @Override
    public Searcher model() {
        return this;
    }

    @Override
    public ModelCard card() {
        return searcher.card();
    }

    @Override
    public List<Ranking> search(SearchRequest request) {
        int given = request.documentTexts().size() + request.queryTexts().size();
        listener.encoding(request.task().name(), given);
        long start = System.nanoTime();
        List<Ranking> rankings = searcher.search(request);
        nanos += System.nanoTime() - start;
        texts += given;
        return rankings;
    }

    @Override
    public boolean needsCandidates() {
        return searcher.needsCandidates();
    }

    @Override
    public Optional<FirstStage> firstStage() {
        return searcher.firstStage();
    }

    @Override
    public String prompt(TaskSpec task, Role role) {
        return searcher.prompt(task, role);
    }

    @Override
    public long texts() {
        return texts;
    }

    @Override
    public long encodedTexts() {
        return texts;
    }

    @Override
    public long zeroVectors() {
        return 0;
    }

    @Override
    public long unkept() {
        return 0;
    }

    @Override
    public Optional<Charge> charge() {
        return CheckedModel.since(chargedBefore, searcher);
    }

    @Override
    public double seconds() {
        return nanos / 1e9;
    }

    /** The wrapped searcher is closed by whoever opened it. */
    @Override
    public void close() {}
}
