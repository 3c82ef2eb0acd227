package dev.plumbline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that gets an {@link EmbeddingRegression} and gives it a model to check:
 *
 * <pre>{@code
 * @EmbeddingRegressionTest(tasks = "MiniRetrieval.en", baseline = "src/test/resources/embeddings/v1")
 * void searchIsAsGoodAsItWas(EmbeddingRegression regression) {
 *     regression.check(texts -> application.embed(texts));
 * }
 * }</pre>
 *
 * <p>{@code -Dplumbline.update=true} writes the baseline instead.
 */
@Test
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(EmbeddingRegressionParameter.class)
public @interface EmbeddingRegressionTest {

    /** A benchmark, such as {@code Plumbline(mini)}; of it the {@link #tasks} if some are named, otherwise all. */
    String benchmark() default "";

    /** Tasks by mteb's name, or of Plumbline's own mini benchmark. One of these, a benchmark or {@link #taskFiles} at least. */
    String[] tasks() default {};

    /** Files of tasks of one's own; a path from the folder that tests run in, the module's. */
    String[] taskFiles() default {};

    /** The folder of the baseline's results; a path from the folder that tests run in, the module's. */
    String baseline();

    /** A file of rules as {@code plumbline gate --rules} takes it; the standard ones if empty. */
    String rules() default "";

    /**
     * A drop of the mean, in points, that the baseline's samples must be able to tell with a chance of 80%, as by
     * {@link EmbeddingRegression#requirePower}; 0 asks for none.
     */
    double requirePower() default 0;
}
