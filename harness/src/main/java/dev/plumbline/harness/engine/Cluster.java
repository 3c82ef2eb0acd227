package dev.plumbline.harness.engine;

import dev.plumbline.models.batching.IncrementalEncoder;
import dev.plumbline.tasks.numeric.VectorSearch;
import dev.plumbline.trainer.decontaminate.OverlapSearch;
import dev.plumbline.trainer.decontaminate.TestTexts;
import java.util.List;

/** Other machines at work for this process. What they compute is what this process would, to the last bit. */
public interface Cluster extends AutoCloseable {

    /**
     * Has an encoder's texts encoded by its like on the cluster. Vectors, fingerprint and card are the encoder's own.
     *
     * @param encoder opened here; closed with the other
     * @param recipe what it was opened from
     * @throws dev.plumbline.ground.PlumblineException of kind USAGE if the model cannot be sent there as asked
     */
    IncrementalEncoder encoder(IncrementalEncoder encoder, ModelRecipe recipe);

    /** Searches there, whoever made the vectors. */
    VectorSearch search();

    /** Looks texts up there among test texts, which each process of the cluster holds as this one does. */
    OverlapSearch overlaps(TestTexts tests);

    /** What has been done since this was last asked, kind by kind. */
    List<StageFigures> figures();

    /** Ends what was begun there. */
    @Override
    void close();
}
