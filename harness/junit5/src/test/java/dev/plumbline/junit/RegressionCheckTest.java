package dev.plumbline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.reports.gate.GateReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.opentest4j.AssertionFailedError;

/** What a check says to a model that stayed, got worse, or was never scored. */
@Execution(ExecutionMode.SAME_THREAD)
class RegressionCheckTest {

    @TempDir
    Path folder;

    @AfterEach
    void forget() {
        System.clearProperty(EmbeddingRegression.UPDATE);
    }

    private EmbeddingRegression regression() {
        return EmbeddingRegression.against(folder.resolve("v1")).on("MiniRetrieval.en", "MiniSTS.en");
    }

    private void write() {
        System.setProperty(EmbeddingRegression.UPDATE, "true");
        regression().check(LetterVectors::of);
        System.clearProperty(EmbeddingRegression.UPDATE);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aModelThatStayedPassesAndLeavesNothing() throws IOException {
        write();
        List<String> before = files();
        assertThat(before)
                .anyMatch(file -> file.endsWith("MiniSTS.en.json"))
                .noneMatch(file -> file.contains(".lock") || file.contains("run.json"));
        regression().check(LetterVectors::of);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void aModelThatGotWorseFailsWithTaskDropIntervalAndTexts() {
        write();
        assertThatThrownBy(() -> regression().check(LetterVectors::ofBeginnings))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("worse than the baseline")
                .hasMessageContaining("MiniRetrieval.en")
                .hasMessageContaining("95% interval")
                .hasMessageContaining("error 1.00, was 0.00")
                .hasMessageContaining("query \"");
    }

    @Test
    void withoutABaselineItIsSaidHowToWriteOne() {
        assertThatThrownBy(() -> regression().check(LetterVectors::of))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("no baseline in")
                .hasMessageContaining("-Dplumbline.update=true");
    }

    @Test
    void aTaskThatTheBaselineLacksIsNoPass() {
        write();
        assertThatThrownBy(() ->
                        regression().on("MiniRetrieval.en", "MiniClustering.en").check(LetterVectors::of))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("no comparable score of MiniClustering.en");
    }

    @Test
    void vectorsThatCannotBeScoredAreTheFailure() {
        write();
        assertThatThrownBy(() -> regression().check(texts -> new float[0][]))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("cannot be scored");
    }

    @Test
    void whatTheApplicationThrowsIsTheReason() {
        write();
        assertThatThrownBy(() -> regression().check(texts -> {
                    throw new IllegalStateException("no connection to the model server");
                }))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("cannot be scored")
                .hasMessageContaining("application/embeddings failed at a request of")
                .hasMessageContaining("no connection to the model server");
    }

    @Test
    void anUpdateThatFailsKeepsTheOldBaseline() throws IOException {
        write();
        List<String> before = files();
        System.setProperty(EmbeddingRegression.UPDATE, "true");
        assertThatThrownBy(() -> regression().check(texts -> new float[0][])).isInstanceOf(AssertionFailedError.class);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void testsThatShareABaselineWriteAndCompareTheirOwnTasks() throws IOException {
        EmbeddingRegression retrieval =
                EmbeddingRegression.against(folder.resolve("v1")).on("MiniRetrieval.en");
        EmbeddingRegression similarity =
                EmbeddingRegression.against(folder.resolve("v1")).on("MiniSTS.en");
        System.setProperty(EmbeddingRegression.UPDATE, "");
        List.of(retrieval, similarity).parallelStream().forEach(test -> test.check(LetterVectors::of));
        assertThat(files())
                .filteredOn(file -> file.contains("/Mini"))
                .hasSize(4)
                .allMatch(file -> file.startsWith("v1/"));
        similarity.check(LetterVectors::ofBeginnings);
        System.clearProperty(EmbeddingRegression.UPDATE);

        retrieval.check(LetterVectors::of);
        similarity.check(LetterVectors::ofBeginnings);
        assertThatThrownBy(() -> regression().check(LetterVectors::ofBeginnings))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("MiniRetrieval.en");
    }

    @Test
    void anUpdateThatIsNeitherTrueNorFalseIsAMistake() {
        System.setProperty(EmbeddingRegression.UPDATE, "yes");
        assertThatThrownBy(() -> regression().check(LetterVectors::of))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("true or false, not \"yes\"");
    }

    @Test
    void someOfABenchmarkAreTheseOfIt() throws IOException {
        System.setProperty(EmbeddingRegression.UPDATE, "true");
        EmbeddingRegression some = EmbeddingRegression.against(folder.resolve("v1"))
                .onBenchmark("Plumbline(mini)")
                .on("MiniSTS.en");
        some.check(LetterVectors::of);
        System.clearProperty(EmbeddingRegression.UPDATE);
        assertThat(files())
                .filteredOn(file -> file.contains("/Mini") && file.endsWith(".json"))
                .hasSize(1);
        some.check(LetterVectors::of);
    }

    /** What fails by the standard rules passes by rules that allow all. */
    @Test
    void rulesOfOnesOwnDecide() throws IOException {
        write();
        Path rules = Files.writeString(
                folder.resolve("gate.yaml"), "overall: {allowed_drop: 100}\ntype: false\ntask: {allowed_drop: 100}\n");
        regression().withRules(rules).check(LetterVectors::ofBeginnings);
        assertThatThrownBy(() -> regression().check(LetterVectors::ofBeginnings))
                .isInstanceOf(AssertionFailedError.class);
    }

    @Test
    void aPassSaysScoresAndPower() {
        assertThat(withUpdate(() -> regression().check(LetterVectors::of))).isEmpty();
        Map<String, String> published = new HashMap<>();
        TestReporter reporter = published::putAll;
        GateReport report =
                regression().reportTo(reporter).check(LetterVectors::of).orElseThrow();
        assertThat(report.passed()).isTrue();
        assertThat(report.tested()).isPositive();
        assertThat(published)
                .containsEntry("plumbline", "passed")
                .containsKeys("plumbline score MiniSTS.en", "plumbline rule Mean(Task)");
        assertThat(published.get("plumbline rule Mean(Task)")).contains("would find a drop of one point");
    }

    /** Nothing is written where the samples tell too little, and nothing is scored. */
    @Test
    void aBaselineThatTellsTooLittleIsRefused() throws IOException {
        assertThatThrownBy(
                        () -> withUpdate(() -> regression().requirePower(0.11).check(LetterVectors::of)))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("a chance of 80% only from");
        assertThat(files()).isEmpty();
        assertThat(withUpdate(() -> regression().requirePower(30).check(LetterVectors::of)))
                .isEmpty();
        AtomicInteger asked = new AtomicInteger();
        assertThatThrownBy(() -> regression().requirePower(0.11).check(texts -> {
                    asked.incrementAndGet();
                    return LetterVectors.of(texts);
                }))
                .isInstanceOf(AssertionFailedError.class);
        assertThat(asked).hasValue(0);
        assertThatThrownBy(() -> regression().requirePower(0)).isInstanceOf(PlumblineException.class);
    }

    private static Optional<GateReport> withUpdate(Supplier<Optional<GateReport>> checked) {
        System.setProperty(EmbeddingRegression.UPDATE, "true");
        try {
            return checked.get();
        } finally {
            System.clearProperty(EmbeddingRegression.UPDATE);
        }
    }

    @Test
    void noTaskIsAMistake() {
        assertThatThrownBy(() -> EmbeddingRegression.against(folder).check(LetterVectors::of))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("needs tasks");
    }

    /** Run by the test kit only: its name is none that Surefire looks for. */
    static class Annotated {

        @EmbeddingRegressionTest(
                tasks = {"MiniRetrieval.en", "MiniSTS.en"},
                baseline = "target/regression-baseline",
                requirePower = 30)
        void stayed(EmbeddingRegression regression) {
            regression.check(LetterVectors::of);
        }

        @EmbeddingRegressionTest(
                tasks = {"MiniRetrieval.en", "MiniSTS.en"},
                baseline = "target/regression-baseline")
        void gotWorse(EmbeddingRegression regression) {
            regression.check(LetterVectors::ofBeginnings);
        }
    }

    @Test
    void theAnnotationIsATest() {
        Path baseline = Path.of("target/regression-baseline");
        System.setProperty(EmbeddingRegression.UPDATE, "true");
        EmbeddingRegression.against(baseline)
                .on("MiniRetrieval.en", "MiniSTS.en")
                .check(LetterVectors::of);
        System.clearProperty(EmbeddingRegression.UPDATE);
        SummaryGeneratingListener outcome = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(Annotated.class))
                                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                                .build(),
                        outcome);
        assertThat(outcome.getSummary().getTestsSucceededCount()).isEqualTo(1);
        assertThat(outcome.getSummary().getFailures()).singleElement().satisfies(failure -> {
            assertThat(failure.getTestIdentifier().getDisplayName()).startsWith("gotWorse");
            assertThat(failure.getException()).isInstanceOf(AssertionFailedError.class);
        });
    }
}
