package dev.plumbline.reports.page;

import dev.plumbline.manifest.Benchmark;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.assemble.GivenModel;
import dev.plumbline.reports.assemble.ReportAssembly;
import dev.plumbline.reports.assemble.ReportRequest;
import dev.plumbline.reports.assemble.SampleTextSource;
import dev.plumbline.reports.figure.Figure;
import dev.plumbline.reports.figure.FigureTable;
import dev.plumbline.reports.figure.ModelFacts;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.read.ModelResults;
import dev.plumbline.reports.report.Report;
import dev.plumbline.reports.report.TrainingRun;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.tasks.numeric.Parallel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Reports of made-up models. */
final class SmallReports {

    static final Manifest MANIFEST = Manifest.bundled();
    static final Benchmark BENCHMARK = MANIFEST.benchmark("MTEB(eng, v2)");

    private SmallReports() {}

    /** Models with scores from a seed, each a little better and larger than the one before. */
    static List<ModelFigures> models(String prefix, int count) {
        List<ModelFigures> models = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SplittableRandom random = new SplittableRandom(i);
            Map<String, List<Figure>> tasks = new LinkedHashMap<>();
            for (Benchmark.Entry entry : BENCHMARK.tasks()) {
                List<Figure> figures = new ArrayList<>();
                for (String split : entry.selection().splits()) {
                    for (String subset : entry.selection().subsets()) {
                        figures.add(new Figure(
                                split,
                                subset,
                                0.4 + 0.3 * random.nextDouble() + 0.002 * i,
                                Optional.of("abc"),
                                Optional.of("2.20.0"),
                                i % 7 == 3,
                                Map.of()));
                    }
                }
                tasks.put(entry.task(), figures);
            }
            models.add(new ModelFigures(
                    prefix + i,
                    new ModelFacts(
                            Map.of("n_parameters", String.valueOf(20_000_000L * (i + 1)), "embedding_dim", "384")),
                    tasks));
        }
        return models;
    }

    static Report of(List<ModelFigures> given, List<ModelFigures> published, int shown, int threads) {
        return of(given, published, shown, threads, Optional.empty());
    }

    static Report of(
            List<ModelFigures> given,
            List<ModelFigures> published,
            int shown,
            int threads,
            Optional<TrainingRun> training) {
        return ofGiven(
                given.stream()
                        .map(model -> new GivenModel(model, List.of(new ModelResults(model.model(), "r1", Map.of()))))
                        .toList(),
                published,
                shown,
                threads,
                training);
    }

    static Report ofGiven(
            List<GivenModel> given,
            List<ModelFigures> published,
            int shown,
            int threads,
            Optional<TrainingRun> training) {
        try (Parallel parallel = Parallel.of(threads)) {
            return ReportAssembly.of(new ReportRequest(
                    MANIFEST,
                    BENCHMARK,
                    given,
                    new FigureTable(Map.of("source", "made up"), published),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    shown,
                    new Resampling(42, 1_000, parallel),
                    training,
                    SampleTextSource.NONE,
                    new ReportRequest.Tool("1", "2.20.0", List.of("plumbline", "report", "--model", "a b")),
                    List.of(),
                    List.of()));
        }
    }
}
