package dev.plumbline.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskFile;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.form.Cut;
import dev.plumbline.models.form.VectorForm;
import dev.plumbline.models.form.VectorType;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.release.MtebRelease;
import dev.plumbline.tasks.result.SubsetResult;
import dev.plumbline.tasks.result.TaskResult;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every form of vectors on every kind of task, and fast clustering of every part of a task, against mteb 2.20.0 (
 * {@code test/oracle/make_forms.py}: {@code ModelMeta.load_model(embed_dim=)} and {@code CompressionWrapper}). Where mteb's
 * own score moves with the order of summation, twice as much is allowed.
 */
class GoldenFormsTest {

    private static final Path GOLDEN = golden();

    @TempDir
    Path results;

    /** What one run of ours does: mteb's cases of one task, similarity and selection, which differ in their form. */
    record Run(String kind, Similarity similarity, Selection selection, List<JsonNode> cases) {
        @Override
        public String toString() {
            return kind + " " + similarity + " " + selection;
        }
    }

    static Stream<Run> runs() throws IOException {
        Map<String, Run> runs = new LinkedHashMap<>();
        for (JsonNode golden : json(GOLDEN.resolve("expected.json")).get("cases")) {
            Run run = new Run(
                    golden.get("kind").asText(),
                    Similarity.valueOf(golden.get("similarity").asText().toUpperCase(Locale.ROOT)),
                    new Selection(texts(golden.get("splits")), texts(golden.get("subsets"))),
                    new ArrayList<>());
            runs.computeIfAbsent(run.toString(), key -> run).cases().add(golden);
        }
        return runs.values().stream();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyFormScoresWhatItScoresInMteb(Run run) throws IOException {
        TaskSpec task = TaskFile.parse(json(GOLDEN.resolve(run.kind()).resolve("task.json")), "task.json");
        List<TaskResult> scored = new ArrayList<>();
        RunListener listener = new RunListener() {
            @Override
            public void scored(TaskResult result) {
                scored.add(result);
            }
        };
        Runner runner = new Runner(
                Manifest.bundled().withTasks(List.of(task)),
                ref -> DatasetDirectory.open(ref.path(), GOLDEN.resolve(run.kind())),
                RunOptions.of(results, 2).as(MtebRelease.V2_20_0),
                listener);
        HashEncoder encoder = new HashEncoder(run.similarity());
        List<RunTarget> targets = run.cases().stream()
                .map(golden -> RunTarget.of(encoder, form(golden)))
                .toList();
        runner.run(targets, List.of(new RunItem(task, run.selection())))
                .forEach(outcomes -> assertThat(outcomes.get(0).error()).isNull());

        assertThat(scored).hasSameSizeAs(run.cases());
        for (int i = 0; i < scored.size(); i++) {
            JsonNode golden = run.cases().get(i);
            assertThat(targets.get(i).form().experiment())
                    .isEqualTo(Optional.ofNullable(golden.get("experiment").textValue()));
            compare(golden, scored.get(i));
        }
    }

    private static void compare(JsonNode golden, TaskResult scored) {
        golden.get("scores")
                .properties()
                .forEach(split -> split.getValue().properties().forEach(subset -> {
                    SubsetResult entry =
                            scored.entry(split.getKey(), subset.getKey()).orElseThrow();
                    subset.getValue().properties().forEach(score -> {
                        double ours = entry.scores().number(score.getKey());
                        double mtebs = score.getValue().asDouble();
                        double noise =
                                golden.path("spread").path(score.getKey()).asDouble(0);
                        assertThat(Math.abs(ours - mtebs) <= 1e-6 + 2 * noise
                                        || (Double.isNaN(ours) && Double.isNaN(mtebs)))
                                .as(
                                        "%s %s %s %s: %s, in mteb %s",
                                        golden.get("experiment"),
                                        split.getKey(),
                                        subset.getKey(),
                                        score.getKey(),
                                        ours,
                                        mtebs)
                                .isTrue();
                    });
                }));
    }

    private static VectorForm form(JsonNode golden) {
        return new VectorForm(
                golden.get("embed_dim").isNull()
                        ? Optional.empty()
                        : Optional.of(new Cut(golden.get("embed_dim").asInt(), false)),
                golden.get("output_dtype").isNull()
                        ? VectorType.F32
                        : VectorType.named(golden.get("output_dtype").asText()));
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static JsonNode json(Path file) throws IOException {
        return JsonMapper.builder()
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .build()
                .readTree(Files.readString(file));
    }

    private static Path golden() {
        try {
            return Path.of(GoldenFormsTest.class.getResource("/forms").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
