package dev.plumbline.harness.engine;

import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.VectorSearch;
import java.util.List;

/** Where a run's search is done, and what was done elsewhere. */
public interface WorkPlace {

    /** All in this process. */
    WorkPlace HERE = new WorkPlace() {
        @Override
        public VectorSearch search(Parallel parallel) {
            return VectorSearch.local(parallel);
        }

        @Override
        public List<StageFigures> figures() {
            return List.of();
        }
    };

    /**
     * What finds the best documents.
     *
     * @param parallel this process's threads, for who searches with them
     */
    VectorSearch search(Parallel parallel);

    /** What a cluster has done since this was last asked; empty for work done here. */
    List<StageFigures> figures();
}
