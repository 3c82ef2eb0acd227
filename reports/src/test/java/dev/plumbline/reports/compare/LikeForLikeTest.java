package dev.plumbline.reports.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.figure.Figure;
import dev.plumbline.reports.figure.FigureTable;
import dev.plumbline.reports.figure.ModelFacts;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.tasks.numeric.Parallel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is not the same measurement is found in the figures, and nothing else is. */
class LikeForLikeTest {

    private static final Manifest MANIFEST = Manifest.bundled();
    private static final FigureTable PUBLISHED = FigureTable.published();
    private static final String KALM = "KaLM-Embedding/KaLM-embedding-multilingual-mini-instruct-v2.5";
    private static final String KALM_V2 = "HIT-TMG/KaLM-embedding-multilingual-mini-instruct-v2";
    private static final String QWEN = "Qwen/Qwen3-Embedding-0.6B";

    @Test
    void apAndAccuracyAreNamed() {
        Comparison comparison = chinese(published(KALM), published(QWEN));
        assertThat(comparison.notComparable())
                .extracting(task -> task.task().name())
                .containsExactlyInAnyOrder("Ocnli", "Cmnli");
        TaskComparison ocnli = task(comparison, "Ocnli");
        assertThat(ocnli.marks()).singleElement().satisfies(mark -> {
            assertThat(mark.kind()).isEqualTo(Mark.Kind.MEASURE);
            assertThat(mark.text()).isEqualTo("max_ap against max_accuracy (by max_ap: 82.12 and 76.51)");
        });
    }

    @Test
    void ranksAreShownWithAndWithoutWhatIsNotComparable() {
        Contender kalm = Contender.of(published(KALM));
        Contender qwen = Contender.of(published(QWEN));
        Comparison comparison = chinese(kalm.figures(), qwen.figures());
        try (Parallel parallel = Parallel.of(2)) {
            RankAmong ranks =
                    RankAmong.of(comparison, kalm, qwen, PUBLISHED.models(), new Resampling(42, 1_000, parallel));
            // rank_borda_among_complete of summary_cmn_v1.csv
            assertThat(ranks.all().tasks()).isEqualTo(31);
            assertThat(ranks.all().models()).isEqualTo(32);
            assertThat(ranks.all().baseline().rank()).isEqualTo(12);
            assertThat(ranks.all().candidate().rank()).isEqualTo(20);
            RankAmong.Field without = ranks.comparable().orElseThrow();
            assertThat(without.tasks()).isEqualTo(29);
            assertThat(without.models()).isEqualTo(32);
            assertThat(without.baseline().rank()).isLessThan(without.candidate().rank());
            assertThat(without.baseline().interval().low())
                    .isLessThanOrEqualTo(without.baseline().rank());
        }
    }

    /** The mark follows the measure, not the task's name. */
    @Test
    void apAgainstApIsNotMarked() {
        assertThat(task(chinese(published(KALM_V2), published(KALM)), "Ocnli").marks())
                .isEmpty();
        Figure byAp = published(QWEN)
                .figure("Ocnli", "validation", "default")
                .orElseThrow()
                .by("max_ap")
                .orElseThrow();
        assertThat(byAp.score()).isCloseTo(0.765068, within(1e-12));
        assertThat(task(chinese(published(KALM), with(published(QWEN), "Ocnli", List.of(byAp))), "Ocnli")
                        .marks())
                .isEmpty();
    }

    @Test
    void theSameMeasureUnderAnotherNameIsNotMarked() {
        Figure old = figure("test", 0.8, Map.of("cosine_spearman", 0.8, "cosine_pearson", 0.7));
        Figure today = figure("test", 0.81, Map.of("cosine_spearman", 0.81, "dot_spearman", 0.81));
        assertThat(marks("STS13", List.of(old), List.of(today))).isEmpty();
        assertThat(marks(
                        "STS13",
                        List.of(figure("test", 0.7, Map.of("cosine_spearman", 0.8, "cosine_pearson", 0.7))),
                        List.of(today)))
                .extracting(Mark::kind)
                .containsExactly(Mark.Kind.MEASURE);
    }

    @Test
    void mindSmallOldAndNewAreMarkedByMeasureAndByRevision() {
        Figure old = figure("test", 0.30, "r1", "1.12.0", Map.of("map_at_1000", 0.30));
        Figure today = figure(
                "test", 0.33, "r2", "2.20.0", Map.of("map_at_1000", 0.31, "max_over_subqueries_map_at_1000", 0.33));
        assertThat(marks("MindSmallReranking", List.of(old), List.of(today)))
                .extracting(Mark::kind)
                .containsExactlyInAnyOrder(Mark.Kind.MEASURE, Mark.Kind.REVISION);
        assertThat(marks("MindSmallReranking", List.of(today), List.of(today))).isEmpty();
    }

    /** A release matters only where the measure changed between the two. */
    @Test
    void releasesAreMarkedWhereTheMeasureChanged() {
        Map<String, Double> measures = Map.of("max_accuracy", 0.7, "max_ap", 0.8);
        Figure before = pairs(0.7, "2.20.0", measures);
        Figure after = pairs(0.7, "2.26.24", measures);
        assertThat(marks("Ocnli", List.of(before), List.of(after)))
                .singleElement()
                .satisfies(mark -> {
                    assertThat(mark.kind()).isEqualTo(Mark.Kind.RELEASE);
                    assertThat(mark.text())
                            .isEqualTo("mteb 2.20.0 against 2.26.24: thresholds between tied similarities (#5465)");
                });
        assertThat(marks("Ocnli", List.of(pairs(0.7, "2.21.8", measures)), List.of(after)))
                .isEmpty();
        assertThat(marks("Ocnli", List.of(pairs(0.7, "1.12.0", measures)), List.of(before)))
                .isEmpty();
        // by average precision it is the same measurement
        assertThat(marks("Ocnli", List.of(pairs(0.8, "2.20.0", measures)), List.of(pairs(0.8, "2.26.24", measures))))
                .isEmpty();
        assertThat(marks(
                        "STS13",
                        List.of(figure("test", 0.7, "r", "2.20.0", Map.of("cosine_spearman", 0.7))),
                        List.of(figure("test", 0.7, "r", "2.26.24", Map.of("cosine_spearman", 0.7)))))
                .isEmpty();
    }

    private static Figure pairs(double score, String version, Map<String, Double> measures) {
        return figure("validation", score, "r", version, measures);
    }

    @Test
    void publishedMindSmallOfTwoKindsIsMarkedAndOfOneKindIsNot() {
        Map<String, List<ModelFigures>> byRevision = new HashMap<>();
        for (ModelFigures model : PUBLISHED.models()) {
            model.figure("MindSmallReranking", "test", "default")
                    .filter(figure -> !figure.selfReported())
                    .flatMap(Figure::datasetRevision)
                    .ifPresent(revision -> byRevision
                            .computeIfAbsent(revision, key -> new ArrayList<>())
                            .add(model));
        }
        List<List<ModelFigures>> kinds = List.copyOf(byRevision.values());
        assertThat(kinds).hasSizeGreaterThan(1);
        assertThat(task(english(kinds.get(0).get(0), kinds.get(1).get(0)), "MindSmallReranking")
                        .marks())
                .extracting(Mark::kind)
                .contains(Mark.Kind.REVISION);
        List<ModelFigures> several =
                kinds.stream().filter(kind -> kind.size() > 1).findFirst().orElseThrow();
        assertThat(task(english(several.get(0), several.get(1)), "MindSmallReranking")
                        .marks())
                .isEmpty();
    }

    @Test
    void summEvalOfTwoVersionsIsMarked() {
        ModelFigures first = model("first", Map.of("SummEval", List.of(figure("test", 0.3, Map.of()))));
        ModelFigures second =
                model("second", Map.of("SummEvalSummarization.v2", List.of(figure("test", 0.3, Map.of()))));
        Comparison comparison = compared(ComparedTask.of(MANIFEST, first, second), first, second);
        assertThat(task(comparison, "SummEval").marks()).extracting(Mark::kind).contains(Mark.Kind.TASK);
        assertThat(task(comparison, "SummEvalSummarization.v2").marks())
                .extracting(Mark::text)
                .anyMatch(text -> text.contains("first has SummEval"));
        // both of one version
        assertThat(marks(
                        "SummEvalSummarization.v2",
                        List.of(figure("test", 0.3, Map.of())),
                        List.of(figure("test", 0.31, Map.of()))))
                .isEmpty();
    }

    @Test
    void oneOfTwoSplitsIsMarked() {
        List<Figure> both = List.of(figure("validation", 0.7, Map.of()), figure("test", 0.72, Map.of()));
        List<Figure> one = List.of(figure("validation", 0.71, Map.of()));
        Comparison comparison = compared(
                ComparedTask.of(MANIFEST, MANIFEST.benchmark("MTEB(cmn, v1)")),
                model("first", Map.of("MultilingualSentiment", both)),
                model("second", Map.of("MultilingualSentiment", one)));
        TaskComparison task = task(comparison, "MultilingualSentiment");
        assertThat(task.marks()).extracting(Mark::kind).containsExactly(Mark.Kind.SPLIT);
        assertThat(task.marks().get(0).text()).isEqualTo("only first has test/default");
        assertThat(task.candidate()).isEmpty();
        assertThat(comparison.onlyComparable().tasks()).isEmpty();
    }

    @Test
    void anotherRevisionIsMarkedAnUnknownOneIsNoted() {
        assertThat(marks(
                        "STS13",
                        List.of(figure("test", 0.8, "r1", "2.1.0", Map.of())),
                        List.of(figure("test", 0.8, "r2", "2.1.0", Map.of()))))
                .extracting(Mark::kind)
                .containsExactly(Mark.Kind.REVISION);
        Figure unknown = new Figure("test", "default", 0.8, Optional.empty(), Optional.empty(), true, Map.of());
        TaskComparison task = one("STS13", List.of(unknown), List.of(figure("test", 0.8, "r2", "2.1.0", Map.of())));
        assertThat(task.comparable()).isTrue();
        assertThat(task.notes())
                .contains(
                        "data set revision not stated",
                        "mteb of unknown version against 2.1.0",
                        "self-reported by first");
    }

    private static List<Mark> marks(String task, List<Figure> first, List<Figure> second) {
        return one(task, first, second).marks();
    }

    private static TaskComparison one(String task, List<Figure> first, List<Figure> second) {
        ModelFigures a = model("first", Map.of(task, first));
        ModelFigures b = model("second", Map.of(task, second));
        return task(compared(ComparedTask.of(MANIFEST, a, b), a, b), task);
    }

    private static Comparison chinese(ModelFigures first, ModelFigures second) {
        return compared(ComparedTask.of(MANIFEST, MANIFEST.benchmark("MTEB(cmn, v1)")), first, second);
    }

    private static Comparison english(ModelFigures first, ModelFigures second) {
        return compared(ComparedTask.of(MANIFEST, first, second), first, second);
    }

    private static Comparison compared(List<ComparedTask> tasks, ModelFigures first, ModelFigures second) {
        return Comparison.of(MANIFEST, tasks, Contender.of(first), Contender.of(second), Optional.empty());
    }

    private static TaskComparison task(Comparison comparison, String name) {
        return comparison.tasks().stream()
                .filter(task -> task.task().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ModelFigures published(String name) {
        return PUBLISHED.model(name).orElseThrow();
    }

    private static ModelFigures with(ModelFigures model, String task, List<Figure> figures) {
        Map<String, List<Figure>> tasks = new LinkedHashMap<>(model.tasks());
        tasks.put(task, figures);
        return new ModelFigures(model.model(), model.facts(), tasks);
    }

    private static ModelFigures model(String name, Map<String, List<Figure>> tasks) {
        return new ModelFigures(name, ModelFacts.NONE, tasks);
    }

    private static Figure figure(String split, double score, Map<String, Double> measures) {
        return figure(split, score, "r", "2.20.0", measures);
    }

    private static Figure figure(
            String split, double score, String revision, String version, Map<String, Double> measures) {
        return new Figure(split, "default", score, Optional.of(revision), Optional.of(version), false, measures);
    }
}
