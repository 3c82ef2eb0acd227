package dev.plumbline.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.trainer.TestLibtorch;
import dev.plumbline.trainer.rows.DatasetSettings;
import dev.plumbline.trainer.rows.DatasetVectors;
import dev.plumbline.trainer.rows.ExampleFields;
import dev.plumbline.trainer.rows.OtherVectors;
import dev.plumbline.trainer.rows.RowFile;
import dev.plumbline.trainer.rows.TextKey;
import dev.plumbline.trainer.rows.TextVectors;
import dev.plumbline.trainer.stage.TeacherModel;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stages that learn with a guide's or a teacher's vectors: exact in chunks and after a stop. */
class OtherVectorsTest extends TrainingCase {

    private static final String GUIDED =
            "guide: {model: w16}; mask_margin: 0.1; hardness_mode: all_negatives; hardness_strength: 2";
    private static final String ALIGNED =
            "align: {model: w48, mse: 0.5}; matryoshka_dims: [32, 8]; matryoshka_weights: [1, 0.3]";

    private static String with(String kind, String keys, String... more) {
        List<String> lines = new ArrayList<>(List.of(keys.split("; ")));
        lines.addAll(List.of(more));
        return stage("a", kind, lines.toArray(String[]::new));
    }

    /** The same with texts alone beside the rows; what the test calls texts are rows already, as training gets them. */
    private static String rehearsing(String kind, String keys, String... more) {
        return with(kind, keys, more) + "        - {name: texts, path: texts.jsonl, format: texts}\n";
    }

    @BeforeEach
    void texts() throws IOException {
        Files.writeString(
                folder.resolve("texts.jsonl"),
                IntStream.range(0, 24)
                        .mapToObj("{\"query\": \"text number %1$d\", \"pos\": [\"text number %1$d\"]}\n"::formatted)
                        .collect(Collectors.joining()));
    }

    /** What a stage of a kind and these keys reads as; "texts|" before the kind puts texts alone beside the rows. */
    private static String read(String kind, String... more) {
        String[] parts = kind.split("\\|", -1);
        return parts[0].equals("texts") ? rehearsing(parts[1], parts[2], more) : with(parts[0], parts[1], more);
    }

    /** A model whose name has the width of its vectors, which say nothing. */
    private final class Numbers implements TeacherScores {

        @Override
        public List<DatasetSettings> scored(TeacherModel teacher, List<DatasetSettings> datasets) {
            throw new IllegalStateException("nobody asks for scores");
        }

        @Override
        public OtherVectors vectors(TeacherModel teacher, List<DatasetSettings> datasets) {
            int width = Integer.parseInt(teacher.model().substring(1));
            Map<String, List<Path>> files = new LinkedHashMap<>();
            for (DatasetSettings dataset : datasets) {
                Path file = folder.resolve(dataset.name() + width + ".vectors");
                Map<Long, String> queries = new TreeMap<>();
                Map<Long, String> passages = new TreeMap<>();
                new RowFile(dataset.files().get(0)).forEach(row -> {
                    var example = ExampleFields.parse(row);
                    queries.put(TextKey.of(example.query()), example.query());
                    example.positives().forEach(text -> passages.put(TextKey.of(text), text));
                    example.negatives().forEach(text -> passages.put(TextKey.of(text), text));
                });
                TextVectors.write(file, texts(queries), texts(passages), (side, texts) -> vectors(texts, width));
                files.put(dataset.name(), List.of(file));
            }
            return DatasetVectors.open(files);
        }

        private static TextVectors.Texts texts(Map<Long, String> texts) {
            return new TextVectors.Texts(
                    texts.keySet().stream().mapToLong(Long::longValue).toArray(), List.copyOf(texts.values()));
        }

        private static FloatMatrix vectors(List<String> texts, int width) {
            float[] values = new float[texts.size() * width];
            for (int i = 0; i < texts.size(); i++) {
                Random random = new Random(texts.get(i).hashCode());
                for (int k = 0; k < width; k++) {
                    values[i * width + k] = (float) random.nextGaussian();
                }
            }
            return FloatMatrix.of(texts.size(), width, values);
        }
    }

    private List<Training.StageResult> train(TrainingSettings settings, String output, TrainingListener other) {
        return new Training(
                        settings,
                        folder.resolve(output),
                        TestLibtorch.start().on(settings.devices()),
                        new Training.Surroundings(
                                Path::of,
                                CheckpointScorer.NONE,
                                StageGate.NONE,
                                new Numbers(),
                                other,
                                () -> false,
                                "test"))
                .run(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "finetune|" + GUIDED,
                "align|" + ALIGNED,
                "finetune|" + GUIDED + "; " + "align: {model: w32}",
                "texts|finetune|" + GUIDED + "; " + "align: {model: w32}"
            })
    void aRunThatWasStoppedEndsAsOneThatWasNot(String kind) throws IOException {
        TrainingSettings settings =
                settings("bert-tiny", "", read(kind, "save_steps: 2", "chunk: 3", "accumulation: 2"));
        train(settings, "whole", listener);
        for (long step : new long[] {3, 5}) {
            assertThatThrownBy(() -> train(settings, "parts", stopAfter(step))).hasMessage("stopped");
        }
        train(settings, "parts", listener);
        List<String> files = new ArrayList<>(List.of("model.safetensors"));
        if (kind.startsWith("align")) {
            files.add("projection.safetensors");
        }
        for (String file : files) {
            assertThat(folder.resolve("parts/a/final").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("whole/a/final").resolve(file));
        }
        if (files.size() == 1) {
            assertThat(folder.resolve("whole/a/final/projection.safetensors")).doesNotExist();
        }
    }

    /** In chunks, and shared out to two replicas. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "finetune|" + GUIDED,
                "align|" + ALIGNED,
                "distill|kl_weight: 0; align: {model: w48}",
                "texts|distill|kl_weight: 0; align: {model: w48}"
            })
    void inPartsItIsTheSame(String kind) throws IOException {
        train(settings("bert-tiny", "", read(kind)), "plain", listener);
        List<Double> plain = steps.stream().map(StepRecord::loss).toList();
        for (String[] way : new String[][] {{"", "chunk: 3"}, {"device: cpu,cpu\n", ""}}) {
            steps.clear();
            train(settings("bert-tiny", way[0], read(kind, way[1])), "parts" + way[1].length(), listener);
            assertThat(steps).hasSameSizeAs(plain);
            for (int i = 0; i < plain.size(); i++) {
                assertThat(steps.get(i).loss()).isCloseTo(plain.get(i), within(2e-5));
            }
        }
    }

    @Test
    void theGuideChangesWhatIsLearned() throws IOException {
        train(settings("bert-tiny", "", stage("a", "finetune")), "plain", listener);
        double plain = steps.get(0).loss();
        steps.clear();
        train(settings("bert-tiny", "", with("finetune", "guide: {model: w16}")), "guided", listener);
        assertThat(steps.get(0).loss()).isNotCloseTo(plain, within(1e-3));
    }

    @Test
    void alignmentComesNearer() throws IOException {
        train(
                settings("bert-tiny", "", with("align", "align: {model: w48}").replace("steps: 6", "steps: 40")),
                "aligned",
                listener);
        assertThat(steps.get(39).loss()).isLessThan(0.9 * steps.get(0).loss());
        assertThat(steps.get(0).parts()).containsKey("align_cosine");
    }

    @Test
    void whatCannotBeIsRefused() throws IOException {
        TrainingSettings narrow = settings("bert-tiny", "", with("align", "align: {model: w48, projection: never}"));
        assertThatThrownBy(() -> train(narrow, "narrow", listener))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("48 values and the network of 32")
                .hasMessageContaining("projection: auto");
        for (String[] wrong : new String[][] {
            {"finetune", "guide: {model: w16}; mask_strategy: relative; mask_margin: 2", "mask_margin"},
            {"finetune", "hardness_mode: all_negatives", "hardness_strength"},
            {"finetune", "hardness_mode: everything; hardness_strength: 1", "hard_negatives"},
            {"finetune", "mask_margn: 1", "mask_margin"},
            {"align", "kl_weight: 0", "align"},
            {"align", "align: {model: w48, cosine: 0}", "both 0"},
            {"align", "align: {model: w48, cosin: 0}", "cosine"},
        }) {
            assertThatThrownBy(() -> settings("bert-tiny", "", with(wrong[0], wrong[1])))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("stages.yaml")
                    .hasMessageContaining(wrong[2]);
        }
    }

    /** Texts alone are held to the other model's vectors while rows are contrasted too; no guide and no teacher sees them. */
    @Test
    void textsAloneAreRehearsed() throws IOException {
        rows("rows.jsonl", ", \"pos_scores\": [0.9], \"neg_scores\": [0.N, 0.3]");
        train(
                settings(
                        "bert-tiny",
                        "",
                        rehearsing("distill", "align: {model: w32, cosine: 2}; guide: {model: w16}; mixing: none")),
                "rehearsed",
                listener);
        Map<String, StepRecord> seen = new TreeMap<>();
        steps.forEach(step -> seen.put(step.dataset(), step));
        assertThat(seen).containsOnlyKeys("rows", "texts");
        assertThat(seen.get("rows").parts()).containsOnlyKeys("contrastive", "kl", "align_cosine", "focal_weight");
        StepRecord texts = seen.get("texts");
        assertThat(texts.parts()).containsOnlyKeys("align_cosine");
        assertThat(texts.loss()).isCloseTo(2 * texts.parts().get("align_cosine"), within(1e-6));
        // [CLS], [SEP] and a few pieces of each of four texts, once
        assertThat(texts.tokens()).isLessThan(4 * 10);
        assertThat(notes).anyMatch(note -> note.startsWith("texts: 0.0 negatives per query"));
    }

    /** Rows of the same content are pairs: a stage that took them for texts is another. */
    @Test
    void textsAreNoRows() throws IOException {
        String stage = rehearsing("finetune", "align: {model: w32}");
        train(settings("bert-tiny", "", stage), "out", listener);
        TrainingSettings pairs =
                settings("bert-tiny", "", stage.replace("format: texts", "type: sts, in_batch_negatives: true"));
        assertThatThrownBy(() -> train(pairs, "out", listener))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("was made otherwise: texts was [texts]");
        assertThatThrownBy(() -> settings("bert-tiny", "", rehearsing("finetune", "mixing: none")))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("add align: {model: ...}");
    }

    /** A text that is its own positive is encoded once where nothing but its vector is learned. */
    @Test
    void aTextAloneIsEncodedOnce() throws IOException {
        Files.copy(folder.resolve("texts.jsonl"), folder.resolve("rows.jsonl"), StandardCopyOption.REPLACE_EXISTING);
        for (String chunk : new String[] {"accumulation: 1", "chunk: 3"}) {
            steps.clear();
            train(
                    settings("bert-tiny", "", with("align", "align: {model: w32}", chunk)),
                    "alone" + chunk.length(),
                    listener);
            List<StepRecord> alone = List.copyOf(steps);
            steps.clear();
            train(
                    settings("bert-tiny", "", with("align", "align: {model: w32}; contrastive_weight: 1e-12", chunk)),
                    "twice" + chunk.length(),
                    listener);
            for (int i = 0; i < alone.size(); i++) {
                assertThat(steps.get(i).loss()).isCloseTo(alone.get(i).loss(), within(1e-5));
                assertThat(steps.get(i).tokens()).isEqualTo(2 * alone.get(i).tokens());
            }
        }
    }
}
