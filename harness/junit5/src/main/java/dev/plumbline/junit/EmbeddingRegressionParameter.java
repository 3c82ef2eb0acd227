package dev.plumbline.junit;

import dev.plumbline.ground.PlumblineException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Gives a test method the check that its annotation describes. */
final class EmbeddingRegressionParameter implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == EmbeddingRegression.class;
    }

    @Override
    public EmbeddingRegression resolveParameter(ParameterContext parameter, ExtensionContext context) {
        EmbeddingRegressionTest wanted = AnnotationSupport.findAnnotation(
                        context.getRequiredTestMethod(), EmbeddingRegressionTest.class)
                .orElseThrow(() ->
                        PlumblineException.usage(context.getRequiredTestMethod() + " has no @EmbeddingRegressionTest"));
        EmbeddingRegression regression = EmbeddingRegression.against(Path.of(wanted.baseline()))
                .on(wanted.tasks())
                .withTaskFiles(Stream.of(wanted.taskFiles()).map(Path::of).toArray(Path[]::new))
                .publish(context::publishReportEntry);
        if (!wanted.benchmark().isEmpty()) {
            regression = regression.onBenchmark(wanted.benchmark());
        }
        if (wanted.requirePower() != 0) {
            regression = regression.requirePower(wanted.requirePower());
        }
        return wanted.rules().isEmpty() ? regression : regression.withRules(Path.of(wanted.rules()));
    }
}
