package dev.plumbline.search;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Ranking;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.SearchRequest;
import dev.plumbline.tasks.Searcher;
import java.util.List;

/** Keeps what another searcher is asked. */
record Listening(Searcher other, List<SearchRequest> seen) implements Searcher {

    @Override
    public ModelCard card() {
        return other.card();
    }

    @Override
    public List<Ranking> search(SearchRequest request) {
        seen.add(request);
        return other.search(request);
    }

    @Override
    public String prompt(TaskSpec task, Role role) {
        return "";
    }

    @Override
    public void close() {}
}
