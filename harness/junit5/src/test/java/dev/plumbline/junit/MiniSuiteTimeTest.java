package dev.plumbline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.Plumbline;
import dev.plumbline.reports.gate.GateReport;
import dev.plumbline.tasks.Model;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What the English mini suite takes with the bundled model: so long a build waits for such a test. Asserted is the time of all
 * processors, which other work on the machine does not change.
 */
@Isolated
class MiniSuiteTimeTest {

    private static final String[] ENGLISH = {
        "MiniClassification.en",
        "MiniClustering.en",
        "MiniPairClassification.en",
        "MiniReranking.en",
        "MiniRetrieval.en",
        "MiniSTS.en",
        "MiniSummarization.en"
    };

    @TempDir
    Path folder;

    @Test
    void theEnglishMiniSuiteTakesLessThanAMinute(TestReporter reporter) {
        // counted letters are a baseline that any network holds up to
        EmbeddingRegression suite =
                EmbeddingRegression.against(folder.resolve("letters")).on(ENGLISH);
        System.setProperty(EmbeddingRegression.UPDATE, "true");
        try {
            assertThat(suite.check(LetterVectors::of)).isEmpty();
        } finally {
            System.clearProperty(EmbeddingRegression.UPDATE);
        }
        long start = System.nanoTime();
        Duration before = processorTime();
        GateReport report;
        try (Model model = Plumbline.model("embedded:all-MiniLM-L6-v2")) {
            report = suite.check(model).orElseThrow();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Duration taken =
                processorTime().minus(before).dividedBy(Runtime.getRuntime().availableProcessors());
        reporter.publishEntry(
                "English mini suite, all-MiniLM-L6-v2",
                String.format(
                        Locale.ROOT,
                        "%.1f s, of which the processors worked %.1f s",
                        seconds,
                        taken.toMillis() / 1000.0));
        assertThat(report.passed()).isTrue();
        assertThat(taken).isLessThan(Duration.ofSeconds(60));
    }

    private static Duration processorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
