package dev.plumbline.reports.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.Leaderboard;
import dev.plumbline.reports.aggregate.Standing;
import dev.plumbline.reports.aggregate.Standings;
import dev.plumbline.reports.figure.Figure;
import dev.plumbline.reports.figure.FigureTable;
import dev.plumbline.reports.figure.ModelFacts;
import dev.plumbline.reports.figure.ModelFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultsImportTest {

    private static final Manifest MANIFEST = Manifest.bundled();

    @TempDir
    Path folder;

    /** The files of eight models, read by us, give the tables that mteb made of the same files. */
    @ParameterizedTest
    @CsvSource({"cmn_v1, 180", "eng_v1, 350", "eng_v2, 270"})
    @EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "../shared is missing")
    void equalsWhatMtebReads(String benchmark, int atLeast) {
        Map<String, ModelFigures> models =
                sample().models().stream().collect(Collectors.toMap(ModelFigures::model, Function.identity()));
        assertThat(models).hasSize(8);
        int compared = 0;
        for (CSVRecord row : Leaderboard.rows(benchmark + ".csv")) {
            ModelFigures model = models.get(row.get("model"));
            if (model == null) {
                continue;
            }
            for (Map.Entry<String, String> entry : Leaderboard.entries(row).entrySet()) {
                String[] place = entry.getKey().split("/", -1);
                Optional<Figure> figure = model.figure(row.get("task"), place[0], place[1]);
                String at = row.get("model") + " " + row.get("task") + " " + entry.getKey();
                if (entry.getValue().isEmpty()) {
                    // mteb finds no main score in old reranking files; we take their map
                    assertThat(figure.map(Figure::measured)
                                    .map(Object::toString)
                                    .orElse("[map_at_1000]"))
                            .as(at)
                            .isEqualTo("[map_at_1000]");
                    continue;
                }
                assertThat(figure).as(at).isPresent();
                assertThat(figure.get().score()).as(at).isCloseTo(Double.parseDouble(entry.getValue()), within(1e-12));
                assertThat(figure.get().selfReported())
                        .as(at)
                        .isEqualTo(row.get("self_reported").equals("1"));
                assertThat(figure.get().datasetRevision().orElse(""))
                        .as(at)
                        .isEqualTo(known(row.get("dataset_revision")));
                assertThat(figure.get().mtebVersion().orElse("")).as(at).isEqualTo(known(row.get("mteb_version")));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(atLeast);
    }

    /** Old reranking files count with what their release ranked by. */
    @Test
    @EnabledIfSystemProperty(named = "plumbline.shared", matches = ".+", disabledReason = "../shared is missing")
    void oldRerankingIsRescued() {
        ModelFigures bge = sample().models().stream()
                .filter(model -> model.model().equals("BAAI/bge-small-zh-v1.5"))
                .findFirst()
                .orElseThrow();
        CSVRecord expected = Leaderboard.rows("summary_cmn_v1.csv").stream()
                .filter(row -> row.get("model").equals(bge.model()))
                .findFirst()
                .orElseThrow();
        Standing standing =
                Standings.of(Leaderboard.tasks("cmn_v1"), List.of(bge.scores())).get(0);
        // the table counts a task that has one of its two splits as well
        assertThat(standing.tasks().values().stream()
                        .filter(score -> score.available().isPresent()))
                .hasSize(Integer.parseInt(expected.get("n_tasks_with_rescued")));
    }

    @Test
    void saysWhatItCouldNotUse() throws IOException {
        write("results/org__a/main/STS13.json", """
                {"dataset_revision": "r", "task_name": "STS13", "mteb_version": "2.1.0", "scores": {"test": [
                {"cosine_spearman": 0.5, "main_score": 0.5, "hf_subset": "default", "languages": ["eng-Latn"]}]}}
                """);
        write("results/org__a/main/STS14.json", """
                {"dataset_revision": "r", "task_name": "STS14", "mteb_version": "2.1.0", "scores": {"test": [
                {"main_score": null, "hf_subset": "default", "languages": ["eng-Latn"]}]}}
                """);
        write("results/org__a/main/STS15.json", "{");
        write("results/org__a/main/experiments/embed_dim_64/STS13.json", "{}");
        write("results/org__a/main/SomeOtherTask.json", "{}");
        write("results/org__a/main/model_meta.json", "{\"name\": \"org/a\"}");
        ResultsImport read = ResultsImport.read(folder, MANIFEST.taskNames(), name -> ModelFacts.NONE);
        assertThat(read.files()).isEqualTo(3);
        assertThat(read.otherTasks()).isEqualTo(1);
        assertThat(read.experiments()).isEqualTo(1);
        assertThat(read.models()).hasSize(1);
        assertThat(read.models().get(0).tasks()).containsOnlyKeys("STS13");
        assertThat(read.unused())
                .hasSize(2)
                .anyMatch(line -> line.contains("STS14.json") && line.contains("no main score"))
                .anyMatch(line -> line.contains("STS15.json"));
    }

    @Test
    void newerVersionsAndNamedRevisionsArePreferred() throws IOException {
        write("results/org__a/external/STS13.json", sts13("null", 0.1));
        write("results/org__a/one/STS13.json", sts13("\"1.9.0\"", 0.2));
        write("results/org__a/two/STS13.json", sts13("\"1.38.0\"", 0.3));
        assertThat(score(ModelFacts.NONE)).isEqualTo(0.3);
        assertThat(score(new ModelFacts(Map.of("revision", "one")))).isEqualTo(0.2);
    }

    private double score(ModelFacts facts) {
        return ResultsImport.read(folder, MANIFEST.taskNames(), name -> facts)
                .models()
                .get(0)
                .figure("STS13", "test", "default")
                .orElseThrow()
                .score();
    }

    private static String sts13(String version, double score) {
        return """
                {"dataset_revision": "r", "task_name": "STS13", "mteb_version": %s, "scores": {"test": [
                {"main_score": %s, "hf_subset": "default", "languages": ["eng-Latn"]}]}}
                """.formatted(version, score);
    }

    private static ResultsImport sample() {
        FigureTable published = FigureTable.published();
        ResultsImport read = ResultsImport.read(
                Leaderboard.folder().resolve("results-sample"),
                MANIFEST.taskNames(),
                name -> published.model(name).map(ModelFigures::facts).orElse(ModelFacts.NONE));
        assertThat(read.unused()).isEmpty();
        return read;
    }

    private static String known(String text) {
        return text.equals("None") || text.endsWith("not available") ? "" : text;
    }

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
