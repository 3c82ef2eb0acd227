package dev.plumbline.tasks.evaluate;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskFile;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.release.MtebRelease;
import dev.plumbline.tasks.result.Scores;
import dev.plumbline.tasks.sample.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A task over JSON lines that a test writes, whose texts are their own vectors: "1 0.5" is (1, 0.5). */
final class TaskFolder {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final List<String> warnings = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private final List<List<String>> requests = new ArrayList<>();
    private Similarity similarity = Similarity.COSINE;
    private MtebRelease release = MtebRelease.newest();
    private int threads = 1;

    TaskFolder(Path folder) {
        this.folder = folder;
    }

    /** Writes a file; ' stands for ". */
    TaskFolder file(String name, List<String> lines) {
        try {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), String.join("\n", lines).replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    TaskFolder file(String name, String... lines) {
        return file(name, List.of(lines));
    }

    TaskFolder by(Similarity other) {
        similarity = other;
        return this;
    }

    TaskFolder as(MtebRelease other) {
        release = other;
        return this;
    }

    TaskFolder threads(int other) {
        threads = other;
        return this;
    }

    static TaskSpec task(String kind, String mainScore, Map<String, ?> params) {
        String type =
                switch (kind) {
                    case "sts" -> "STS";
                    case "pair_classification" -> "PairClassification";
                    case "classification" -> "Classification";
                    case "summarization" -> "Summarization";
                    case "retrieval" -> "Retrieval";
                    default -> "Clustering";
                };
        ObjectNode task = JSON.createObjectNode()
                .put("name", "Sample")
                .put("kind", kind)
                .put("type", type)
                .put("main_score", mainScore);
        task.putArray("eval_splits").add("test");
        task.putObject("dataset").put("path", "sample").put("revision", "1");
        task.set("params", JSON.valueToTree(params));
        return TaskFile.parse(task, "a test");
    }

    LoadedTask load(TaskSpec task, Selection selection) {
        return loader().load(task, selection);
    }

    LoadedTask load(String kind, String mainScore, Map<String, ?> params) {
        TaskSpec task = task(kind, mainScore, params);
        return load(task, task.everything());
    }

    TaskLoader loader() {
        return loader(OptionalInt.empty());
    }

    TaskLoader loader(OptionalInt limit) {
        return new TaskLoader(ref -> DatasetDirectory.open("sample", folder), limit, release);
    }

    /** Loads and scores the split test. */
    Scores score(String kind, String mainScore, Map<String, ?> params) {
        return score(load(kind, mainScore, params));
    }

    Scores score(LoadedTask task) {
        return score(task, encoder());
    }

    Scores score(LoadedTask task, Model model) {
        warnings.clear();
        samples.clear();
        requests.clear();
        try (Parallel parallel = Parallel.of(threads)) {
            return task.score("test", TaskSpec.DEFAULT_SUBSET, model, context(parallel));
        }
    }

    ScoringContext context(Parallel parallel) {
        return new ScoringContext(parallel, warnings::add)
                .withSamples(samples::add)
                .as(release);
    }

    /** Of the last scoring. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Of the last scoring. */
    List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** Of the last scoring. */
    List<List<String>> requests() {
        return List.copyOf(requests);
    }

    Encoder encoder() {
        return new Numbers();
    }

    /** A text of white space is (0, 0). */
    static float[] vector(String text) {
        if (text.isBlank()) {
            return new float[2];
        }
        String[] parts = text.strip().split(" +", -1);
        float[] vector = new float[parts.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = Float.parseFloat(parts[i]);
        }
        return vector;
    }

    private final class Numbers implements Encoder {

        @Override
        public ModelCard card() {
            return new ModelCard("test/numbers", "1", 0, 0, 0, similarity);
        }

        @Override
        public FloatMatrix encode(EncodeRequest request) {
            requests.add(List.copyOf(request.texts()));
            float[][] rows = request.texts().stream().map(TaskFolder::vector).toArray(float[][]::new);
            int width = rows.length == 0 ? 0 : rows[0].length;
            float[] all = new float[rows.length * width];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(Arrays.copyOf(rows[i], width), 0, all, i * width, width);
            }
            return FloatMatrix.of(rows.length, width, all);
        }

        @Override
        public String prompt(TaskSpec task, Role role) {
            return "";
        }

        @Override
        public void close() {}
    }
}
