package dev.plumbline.reports.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FigureTextTest {

    @Test
    void comesBackAsItWasWritten() throws IOException {
        Figure figure = new Figure(
                "test", "en", 0.1 + 0.2, Optional.of("abc"), Optional.empty(), true, Map.of("accuracy", 0.1 + 0.2));
        Figure undefined =
                new Figure("dev", "en", Double.NaN, Optional.empty(), Optional.of("2.20.0"), false, Map.of());
        FigureTable table = new FigureTable(
                Map.of("source", "a test"),
                List.of(new ModelFigures(
                        "org/model",
                        new ModelFacts(Map.of("embedding_dim", "64|256|128")),
                        Map.of("Task", List.of(figure, undefined)))));
        FigureTable read = FigureText.read(new ByteArrayInputStream(table.toBytes()), "test");
        assertThat(read).isEqualTo(table);
        assertThat(read.models().get(0).facts().dimensions()).hasValue(256);
        FigureTable published = FigureTable.published();
        assertThat(FigureText.read(new ByteArrayInputStream(published.toBytes()), "again"))
                .isEqualTo(published);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "something else\n",
                "plumbline figures\t2\n",
                "plumbline figures\t1\nmodel\ta/b\nfigure\ttest\ten\t0.5\t\t\trun\n",
                "plumbline figures\t1\nmodel\ta/b\ntask\tT\nfigure\ttest\ten\tmuch\t\t\trun\n",
                "plumbline figures\t1\nmodel\ta/b\ntask\tT\nfigure\ttest\ten\t0.5\t\t\tguessed\n",
                "plumbline figures\t1\nmodel\ta/b\nnonsense\n"
            })
    void anythingElseIsRefused(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        assertThatThrownBy(() -> FigureText.read(new ByteArrayInputStream(bytes.toByteArray()), "own.gz"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("own.gz");
    }
}
