package dev.plumbline.trainer.loop;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.trainer.rows.DatasetSettings;
import dev.plumbline.trainer.rows.OtherVectors;
import dev.plumbline.trainer.stage.TeacherModel;
import java.util.List;
import java.util.Optional;

/** Gives data sets what other models make of them: a teacher's scores, or vectors. */
@FunctionalInterface
public interface TeacherScores {

    /** Can ask no model. */
    TeacherScores NONE = (teacher, datasets) -> {
        throw PlumblineException.usage("teacher " + teacher.model() + " cannot be asked here");
    };

    /**
     * The data sets with files that have scores in place of their own.
     *
     * @throws PlumblineException of kind MODEL or ENDPOINT if the teacher does not answer as it should
     */
    List<DatasetSettings> scored(TeacherModel teacher, List<DatasetSettings> datasets);

    /**
     * What a model is made of, so that it is noticed when it has become another.
     *
     * @return a hash or a commit; empty where that cannot be known, as of a model behind a network
     * @throws PlumblineException of kind MODEL if it cannot be read
     */
    default Optional<String> content(TeacherModel teacher) {
        return Optional.empty();
    }

    /**
     * Vectors of the texts of data sets.
     *
     * @throws PlumblineException as {@link #scored}
     */
    default OtherVectors vectors(TeacherModel teacher, List<DatasetSettings> datasets) {
        throw PlumblineException.usage(teacher.model() + " cannot be asked here");
    }
}
