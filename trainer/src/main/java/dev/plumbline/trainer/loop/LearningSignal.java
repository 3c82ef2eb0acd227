package dev.plumbline.trainer.loop;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.trainer.objective.HardNegatives;
import dev.plumbline.trainer.objective.InfoNce;
import dev.plumbline.trainer.rows.BatchSampler;
import dev.plumbline.trainer.rows.DatasetSettings;
import dev.plumbline.trainer.rows.DatasetSummary;
import dev.plumbline.trainer.rows.TrainingBatch;
import dev.plumbline.trainer.rows.TrainingRow;
import dev.plumbline.trainer.stage.OptimisedStage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Refuses data that a stage could be trained on for days without a gradient: where no query meets a text that is not its
 * positive, or graded pairs are all graded alike.
 */
final class LearningSignal {

    /** Batches per data set; one of them that teaches something is enough. */
    private static final int LOOKED_AT = 20;

    private final OptimisedStage stage;

    private LearningSignal(OptimisedStage stage) {
        this.stage = stage;
    }

    /**
     * Looks at the first batches of each data set.
     *
     * @throws PlumblineException of kind DATA if those of a data set teach nothing
     */
    static void require(OptimisedStage stage, BatchSampler sampler) {
        LearningSignal signal = new LearningSignal(stage);
        Map<String, Integer> silent = new HashMap<>();
        Map<String, TrainingBatch> last = new HashMap<>();
        for (long step = 0; step < sampler.stepsPerEpoch(); step++) {
            String dataset = sampler.home(step).name();
            int looked = silent.getOrDefault(dataset, 0);
            if (looked < 0 || looked >= LOOKED_AT) {
                continue;
            }
            TrainingBatch batch = sampler.batch(step);
            boolean teaches = signal.teaches(batch);
            silent.put(dataset, teaches ? -1 : looked + 1);
            last.put(dataset, batch);
        }
        for (DatasetSummary dataset : sampler.datasets()) {
            int looked = silent.getOrDefault(dataset.name(), -1);
            TrainingBatch batch = last.get(dataset.name());
            if (looked > 0 && batch != null) {
                throw signal.nothing(dataset, batch, looked);
            }
        }
    }

    /** Refuses a stage that learns from scores that no row has; tells of rows without. */
    static void requireTeacher(OptimisedStage stage, BatchSampler sampler, Consumer<String> warnings) {
        if (stage.objective().teacher().isEmpty()) {
            return;
        }
        long rows = 0;
        long scored = 0;
        Set<String> texts = stage.data().datasets().stream()
                .filter(DatasetSettings::textsAlone)
                .map(DatasetSettings::name)
                .collect(Collectors.toSet());
        for (DatasetSummary dataset : sampler.datasets()) {
            if (texts.contains(dataset.name())) {
                continue;
            }
            rows += dataset.rows();
            scored += dataset.withTeacher();
        }
        if (scored == 0) {
            throw PlumblineException.data("stage " + stage.name() + " learns from a teacher, and no row has its scores;"
                    + " name a teacher, or give rows 'pos_scores' and 'neg_scores'");
        }
        if (scored < rows) {
            warnings.accept(
                    "stage " + stage.name() + ": " + (rows - scored) + " of " + rows
                            + " rows have no scores of a teacher; where a batch has such a row it is trained by contrast alone");
        }
    }

    private boolean teaches(TrainingBatch batch) {
        if (stage.objective().align().isPresent()) {
            return true;
        }
        boolean graded = batch.scores().isPresent();
        // of graded pairs without negatives the teacher's scores rank the pairs, however these are graded
        if (hasTeacher(batch) && (batch.negatives() > 0 || (graded && batch.size() > 1))) {
            return true;
        }
        if (graded) {
            return Arrays.stream(batch.scores().get()).distinct().count() > 1;
        }
        InfoNce contrast = stage.objective().contrast(batch);
        for (int query = 0; query < batch.size(); query++) {
            if (meetsANegative(batch, query, contrast)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is there, or will be made before the first step. */
    private boolean hasTeacher(TrainingBatch batch) {
        return stage.objective().teacher().isPresent()
                && (stage.teacher().isPresent() || batch.teacherScores().isPresent());
    }

    private static boolean meetsANegative(TrainingBatch batch, int query, InfoNce contrast) {
        long positive = batch.rows().get(query).ids().positive();
        for (int other = 0; other < batch.size(); other++) {
            TrainingRow row = batch.rows().get(other);
            boolean own = other == query;
            if (contrast.inBatch() && !own && row.ids().positive() != positive) {
                return true;
            }
            boolean meets = contrast.hardNegatives() == HardNegatives.SHARED
                    || (own && contrast.hardNegatives() == HardNegatives.OWN);
            if (meets && row.ids().negatives().stream().anyMatch(id -> id != positive)) {
                return true;
            }
        }
        return false;
    }

    private PlumblineException nothing(DatasetSummary dataset, TrainingBatch batch, int looked) {
        String place = "stage " + stage.name() + ", data set " + dataset.name() + ": nothing to learn in its first "
                + (looked == 1 ? "batch" : looked + " batches") + ", of which the last begins with "
                + batch.origins().get(0) + ": ";
        if (batch.scores().isPresent()) {
            return PlumblineException.data(
                    place + "every 'score' is " + batch.scores().get()[0] + "; give pairs that are graded differently");
        }
        return PlumblineException.data(
                place + "no query meets a text that is not its positive (batch_size "
                        + stage.data().sampling().batchSize() + ", in_batch_negatives "
                        + batch.dataset().inBatchNegatives() + ", hard_negatives "
                        + stage.objective().contrast().hardNegatives().name().toLowerCase(Locale.ROOT) + ", "
                        + dataset.withNegatives() + " of " + dataset.rows()
                        + " rows with 'neg'). Mine or label negatives, raise batch_size, or look whether the rows are all the same");
    }
}
