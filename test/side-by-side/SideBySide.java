import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.management.OperatingSystemMXBean;
import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskFile;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.evaluate.LoadedTask;
import dev.plumbline.tasks.evaluate.ScoringContext;
import dev.plumbline.tasks.evaluate.TaskLoader;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.result.Scores;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Plumbline's side: {@code score WORK TASK THREADS} or {@code encode WORK BATCH_TOKENS THREADS MODEL TEXTS}. Warm-up, then
 * timed repetitions in one process; prints one line of JSON. Started by side_by_side.py through the source launcher.
 */
public final class SideBySide {

    private static final double WARM_UP_SECONDS = 5;
    private static final int WARM_UP_ROUNDS = 2;
    private static final double SECONDS = 5;
    private static final int ROUNDS = 3;
    private static final JsonMapper JSON = new JsonMapper();

    private record Round(double seconds, double score) {}

    public static void main(String[] args) throws IOException {
        Path work = Path.of(args[1]);
        int threads = Integer.parseInt(args[3]);
        if (args[0].equals("score")) {
            score(work, args[2], threads);
        } else {
            encode(work, Integer.parseInt(args[2]), threads, args[4], Integer.parseInt(args[5]));
        }
    }

    /** Timed is the whole of {@code LoadedTask.score}, less the time in the encoder. */
    private static void score(Path work, String name, int threads) throws IOException {
        TaskSpec spec = TaskFile.read(work.resolve("tasks.json")).stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow();
        TaskLoader loader = new TaskLoader(
                dataset -> DatasetDirectory.open(dataset.path(), work.resolve("data").resolve(dataset.path())));
        LoadedTask task = loader.load(spec, new Selection(spec.evalSplits(), spec.allSubsets()));
        try (Parallel parallel = Parallel.of(threads);
                Lookup encoder = Lookup.read(work.resolve("vectors"), name)) {
            ScoringContext context = new ScoringContext(parallel, warning -> {});
            measure(() -> {
                encoder.nanos = 0;
                long start = System.nanoTime();
                Scores scores = task.score("test", "default", encoder, context);
                long taken = System.nanoTime() - start - encoder.nanos;
                return new Round(taken / 1e9, scores.mainScore());
            });
        }
    }

    private static void encode(Path work, int batchTokens, int threads, String model, int count) throws IOException {
        List<String> texts = List.of(JSON.readValue(work.resolve("texts.json").toFile(), String[].class))
                .subList(0, count);
        ModelOptions options = ModelOptions.defaults().withThreads(threads);
        options = batchTokens > 0 ? options.withBatchTokens(batchTokens) : options;
        TaskSpec spec = TaskFile.read(work.resolve("tasks.json")).get(0);
        try (Encoder encoder = Models.openEncoder(model, options)) {
            measure(() -> {
                long start = System.nanoTime();
                FloatMatrix vectors = encoder.encode(new EncodeRequest(texts, Role.NONE, spec));
                double seconds = (System.nanoTime() - start) / 1e9;
                double sum = 0;
                for (int i = 0; i < vectors.data().length; i++) {
                    sum += Math.sin(i) * vectors.data()[i];
                }
                return new Round(seconds, sum);
            });
        }
    }

    private static void measure(Supplier<Round> work) throws IOException {
        repeat(work, WARM_UP_ROUNDS, WARM_UP_SECONDS);
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long processor = process.getProcessCpuTime();
        List<Round> rounds = repeat(work, ROUNDS, SECONDS);
        Map<String, Object> facts = new HashMap<>();
        facts.put("processor", (process.getProcessCpuTime() - processor) / 1e9 / rounds.size());
        facts.put("seconds", rounds.stream().map(Round::seconds).toList());
        facts.put("score", rounds.get(rounds.size() - 1).score);
        facts.put("versions", "Java " + Runtime.version());
        System.out.println(JSON.writeValueAsString(facts));
    }

    private static List<Round> repeat(Supplier<Round> work, int least, double seconds) {
        List<Round> rounds = new ArrayList<>();
        long start = System.nanoTime();
        while (rounds.size() < least || (System.nanoTime() - start) / 1e9 < seconds) {
            rounds.add(work.get());
        }
        return rounds;
    }

    /** A model that knows its texts. */
    private static final class Lookup implements Encoder {

        private final Map<String, Integer> rows;
        private final FloatMatrix vectors;
        private long nanos;

        private Lookup(Map<String, Integer> rows, FloatMatrix vectors) {
            this.rows = rows;
            this.vectors = vectors;
        }

        static Lookup read(Path folder, String name) throws IOException {
            String[] texts = JSON.readValue(folder.resolve(name + ".json").toFile(), String[].class);
            Map<String, Integer> rows = new HashMap<>();
            for (int row = 0; row < texts.length; row++) {
                rows.put(texts[row], row);
            }
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name + ".f32")));
            float[] values = new float[bytes.remaining() / Float.BYTES];
            bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            return new Lookup(rows, FloatMatrix.of(texts.length, values.length / texts.length, values));
        }

        @Override
        public ModelCard card() {
            return new ModelCard("side-by-side/lookup", "1", vectors.columns(), 0, 0, Similarity.COSINE);
        }

        @Override
        public FloatMatrix encode(EncodeRequest request) {
            long start = System.nanoTime();
            FloatMatrix chosen = vectors.select(
                    request.texts().stream().mapToInt(rows::get).toArray());
            nanos += System.nanoTime() - start;
            return chosen;
        }

        @Override
        public String prompt(TaskSpec task, Role role) {
            return "";
        }

        @Override
        public void close() {}
    }
}
