package dev.plumbline.models.rerank;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Charge;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Ranking;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.SearchRequest;
import dev.plumbline.tasks.Searcher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A reranker with the model that finds its candidates, as mteb scores them (2.26.24 {@code abstasks/retrieval.py
 * convert_to_reranking}): the result is the reranker's, over the first model's best documents of each query and no others.
 */
public final class TwoStages implements Searcher {

    private final Searcher second;
    private final FirstStage first;

    /**
     * Takes over both models, which it closes.
     *
     * @param best documents of the first that the second ranks, at least 1
     * @throws PlumblineException of kind USAGE if the second is no cross-encoder, or the first is one
     */
    public TwoStages(Model first, Model second, int best) {
        if (!(second instanceof Searcher searcher) || !searcher.needsCandidates()) {
            throw PlumblineException.usage("--rerank-top needs a cross-encoder as --model, and "
                    + second.card().name() + " finds documents itself; name it as --first-stage");
        }
        if (first instanceof Searcher finding && finding.needsCandidates()) {
            throw PlumblineException.usage("--first-stage " + first.card().name()
                    + " is a cross-encoder, which finds no documents; take bm25 or a model that gives vectors");
        }
        this.second = (Searcher) second;
        this.first = new FirstStage(first, best);
    }

    @Override
    public ModelCard card() {
        return second.card();
    }

    @Override
    public boolean needsCandidates() {
        return true;
    }

    @Override
    public Optional<FirstStage> firstStage() {
        return Optional.of(first);
    }

    @Override
    public List<Ranking> search(SearchRequest request) {
        return second.search(request);
    }

    @Override
    public String prompt(TaskSpec task, Role role) {
        return second.prompt(task, role);
    }

    @Override
    public Map<String, String> about() {
        Map<String, String> about = new LinkedHashMap<>(second.about());
        about.put(FIRST_STAGE, label() + ", best " + first.best());
        return about;
    }

    private String label() {
        ModelCard card = first.model().card();
        return card.name() + " " + card.revision();
    }

    @Override
    public List<String> warnings() {
        return Stream.concat(first.model().warnings().stream(), second.warnings().stream())
                .toList();
    }

    /** The second stage is a network of our own, which nobody charges for. */
    @Override
    public Optional<Charge> charge() {
        return first.model().charge();
    }

    /** What the first stage puts in front of texts decides too, and is the same for a model of one identity and name. */
    @Override
    public Optional<String> identity() {
        return Optional.of(Sha256.hex(String.join(
                "\n",
                second.identity().orElse(""),
                label(),
                first.model().identity().orElse(""),
                Integer.toString(first.best()))));
    }

    @Override
    public void close() {
        try {
            second.close();
        } finally {
            first.model().close();
        }
    }
}
