package dev.plumbline.trainer.loop;

import dev.plumbline.trainer.rows.OtherVectors;
import dev.plumbline.trainer.rows.TrainingBatch;
import java.util.Optional;

/** The other models whose vectors a stage learns with. */
record Beside(Optional<OtherVectors> guide, Optional<OtherVectors> target) implements AutoCloseable {

    static final Beside NOBODY = new Beside(Optional.empty(), Optional.empty());

    /** Their vectors of one batch; of texts alone no guide has any, which have no negatives. */
    record Rows(Optional<OtherVectors.Rows> guide, Optional<OtherVectors.Rows> target) {}

    Rows of(TrainingBatch batch) {
        return new Rows(
                guide.filter(own -> !batch.dataset().textsAlone()).map(vectors -> vectors.of(batch)),
                target.map(vectors -> vectors.of(batch)));
    }

    @Override
    public void close() {
        guide.ifPresent(OtherVectors::close);
        target.ifPresent(OtherVectors::close);
    }
}
