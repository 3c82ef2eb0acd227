package dev.plumbline.reports.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.figure.FigureTable;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.read.ModelResults;
import dev.plumbline.reports.report.Differences;
import dev.plumbline.reports.report.ModelRow;
import dev.plumbline.reports.report.Report;
import dev.plumbline.reports.report.TrainingRun;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.tasks.numeric.Parallel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a report shows where its reader did not say, on the published figures. */
class ChoiceTest {

    private static final FigureTable PUBLISHED = FigureTable.published();
    private static final Manifest MANIFEST = Manifest.bundled();
    private static final String MINI = "sentence-transformers/all-MiniLM-L6-v2";
    private static final String E5 = "intfloat/multilingual-e5-small";

    private static Report report(
            List<ModelFigures> given, Optional<String> baseline, List<String> peers, Optional<TrainingRun> training) {
        try (Parallel parallel = Parallel.of(2)) {
            return ReportAssembly.of(new ReportRequest(
                    MANIFEST,
                    MANIFEST.benchmark("MTEB(eng, v2)"),
                    given.stream()
                            .map(model ->
                                    new GivenModel(model, List.of(new ModelResults(model.model(), "r1", Map.of()))))
                            .toList(),
                    PUBLISHED,
                    Optional.empty(),
                    baseline,
                    peers,
                    30,
                    new Resampling(42, 200, parallel),
                    training,
                    SampleTextSource.NONE,
                    new ReportRequest.Tool("1", "2.26.24", List.of("plumbline")),
                    List.of(),
                    List.of()));
        }
    }

    private static ModelFigures published(String name) {
        return PUBLISHED.model(name).orElseThrow();
    }

    @Test
    void theModelThatTheHeadlineNamesIsInTheTableOfModels() {
        Report report = report(List.of(published(E5)), Optional.empty(), List.of(), Optional.empty());
        String named = report.verdict().headline().orElseThrow().model();
        assertThat(report.models()).extracting(ModelRow::name).contains(named);
        assertThat(report.models().stream().map(row -> -row.mean().orElseThrow()))
                .isSorted();
    }

    @Test
    void peersAreWellKnownOfAboutItsSizeAndForItsLanguage() {
        Report report = report(List.of(published(E5)), Optional.empty(), List.of(), Optional.empty());
        for (String peer : report.columns().subList(3, report.columns().size())) {
            ModelFigures model = published(peer);
            assertThat(model.facts().languages()).as(peer).contains("eng");
            assertThat(model.facts().parameters().orElseThrow()).as(peer).isBetween(30_000_000L, 500_000_000L);
        }
        assertThat(report.columns()).hasSizeGreaterThan(4);
    }

    @Test
    void peersCanBeChosen() {
        Report report = report(
                List.of(published(E5)),
                Optional.of("published:all-minilm-l6-v2"),
                List.of("published:bge-small-en-v1.5", "Qwen/Qwen3-Embedding-0.6B"),
                Optional.empty());
        assertThat(report.columns()).containsExactly(E5, MINI, "BAAI/bge-small-en-v1.5", "Qwen/Qwen3-Embedding-0.6B");
        Differences differences = report.differences().orElseThrow();
        assertThat(differences.baseline()).isEqualTo(MINI);
        assertThat(differences.chosen()).isTrue();
    }

    @Test
    void anUnknownNameGetsThoseNearIt() {
        assertThatThrownBy(() -> report(
                        List.of(published(E5)), Optional.of("published:all-MinLM-L6-v2"), List.of(), Optional.empty()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("near: " + MINI);
    }

    @Test
    void afterATrainingTheLastStageIsHeldAgainstTheStart() {
        List<TrainingRun.Stage> stages = new ArrayList<>();
        for (String name : List.of("start", "pretrain", "finetune")) {
            stages.add(new TrainingRun.Stage(
                    name, List.of(), 1, 1, 1, OptionalLong.empty(), List.of(), Optional.empty(), List.of()));
        }
        Report report = report(
                List.of(
                        published(E5).named("run/finetune"),
                        published(MINI).named("run/start"),
                        published("BAAI/bge-small-en-v1.5").named("run/pretrain")),
                Optional.empty(),
                List.of(),
                Optional.of(new TrainingRun(List.of(), List.of(), stages, Optional.empty())));
        assertThat(report.candidate()).isEqualTo("run/finetune");
        assertThat(report.baseline()).contains("run/start");
        assertThat(report.differences().orElseThrow().chosen()).isTrue();
    }

    /** As {@code mteb.get_model_meta(NAME).zero_shot_percentage(mteb.get_benchmark("MTEB(eng, v2)").tasks)}, mteb 2.26.24. */
    @Test
    void zeroShotSharesAreThoseOfTheLeaderboard() {
        Report report = report(
                List.of(published(E5)),
                Optional.of("published:" + MINI),
                List.of("Qwen/Qwen3-Embedding-0.6B", "BAAI/bge-small-en-v1.5", "google/gemini-embedding-001"),
                Optional.empty());
        Map<String, Double> expected =
                Map.of(E5, 0.95, MINI, 1.0, "Qwen/Qwen3-Embedding-0.6B", 0.95, "BAAI/bge-small-en-v1.5", 1.0);
        report.models().stream()
                .filter(row -> expected.containsKey(row.name()))
                .forEach(row -> assertThat(row.zeroShot()).as(row.name()).hasValue(expected.get(row.name())));
    }
}
