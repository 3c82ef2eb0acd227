package dev.plumbline.reports.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.reports.assemble.GivenModel;
import dev.plumbline.reports.figure.ModelFigures;
import dev.plumbline.reports.read.ModelResults;
import dev.plumbline.reports.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of the folders below {@code experiments/} a report shows as forms of the vectors, and as what. */
class FormRowsTest {

    private static final String RESULT = """
            {"dataset_revision": "abc", "task_name": "STS13", "mteb_version": "2.20.0", "evaluation_time": 1.0,
             "scores": {"test": [{"main_score": %s, "hf_subset": "default", "languages": ["eng-Latn"]}]}}
            """;

    @TempDir
    Path folder;

    private void experiment(String name, String settings, double score, String log) throws IOException {
        Path experiment = Files.createDirectories(folder.resolve("experiments").resolve(name));
        Files.writeString(experiment.resolve("model_meta.json"), "{\"experiment_kwargs\": " + settings + "}");
        Files.writeString(experiment.resolve("STS13.json"), RESULT.formatted(score));
        if (!log.isEmpty()) {
            Files.createDirectories(experiment.resolve("plumbline"));
            Files.writeString(
                    experiment.resolve("plumbline/run.json"), "{\"tasks\": {\"STS13\": {\"model\": " + log + "}}}");
        }
    }

    private List<String> forms() {
        ModelFigures model = SmallReports.models("given/", 1).get(0);
        ModelResults results = new ModelResults(model.model(), "r1", Optional.empty(), Optional.of(folder), Map.of());
        Report report = SmallReports.ofGiven(
                List.of(new GivenModel(model, List.of(results))),
                SmallReports.models("published/", 3),
                5,
                1,
                Optional.empty());
        return report.forms().stream()
                .map(form -> form.dimensions().orElse(0) + (form.scaled() ? " scaled " : " ") + form.type())
                .toList();
    }

    @Test
    void vectorsScaledAfterTheCutAreShownApartFromMtebs() throws IOException {
        experiment("embed_dim_64", "{\"embed_dim\": 64}", 0.5, "{\"cut\": \"first 64 values, not scaled\"}");
        experiment("unit_embed_dim_64", "{\"unit_embed_dim\": 64}", 0.6, "{\"cut\": \"first 64 values\"}");
        experiment("other", "{\"embed_dim\": 64, \"temperature\": 1}", 0.7, "");
        assertThat(forms()).containsExactly("384 f32", "64 f32", "64 scaled f32");
    }

    /** mteb's own results have no log of ours. */
    @Test
    void whatAnEarlierPlumblineScaledUnderMtebsNameIsCalledScaled() throws IOException {
        experiment("embed_dim_64", "{\"embed_dim\": 64}", 0.5, "{}");
        experiment("embed_dim_128", "{\"embed_dim\": 128}", 0.5, "");
        assertThat(forms()).containsExactly("384 f32", "128 f32", "64 scaled f32");
    }
}
