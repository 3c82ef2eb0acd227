package dev.plumbline.trainer.loop;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.ResidentMemory;
import dev.plumbline.trainer.TestLibtorch;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Two steps of a network of random weights in a process of its own, and by how much the process grew: {@code MemoryProbe NETWORK
 * FOLDER LAYERS WIDTH INNER PAIRS WORDS SETTING...}. Prints that and what the plan said, in bytes.
 */
final class MemoryProbe {

    private static final int STEPS = 2;

    private MemoryProbe() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        int pairs = Integer.parseInt(arguments[5]);
        network(Path.of(arguments[0]), folder.resolve("network"), arguments);
        rows(folder.resolve("rows.jsonl"), STEPS * pairs, Integer.parseInt(arguments[6]));
        Path file = folder.resolve("stages.yaml");
        StringBuilder more = new StringBuilder();
        for (int i = 7; i < arguments.length; i++) {
            more.append("    ").append(arguments[i]).append('\n');
        }
        Files.writeString(file, """
                seed: 7
                threads: 2
                network: network
                weights: random
                attention: bidirectional
                stages:
                  - name: a
                    kind: pretrain
                    steps: %d
                    dropout: off
                %s    data:
                      batch_size: %d
                      datasets: [{name: rows, path: rows.jsonl, type: retrieval}]
                """.formatted(STEPS, more.toString(), pairs));
        TrainingSettings settings = TrainingSettings.read(file);
        PeakMemory planned = new TrainingPlan(settings, folder.resolve("network"), folder.resolve("work"))
                .stages(TrainingDevice.CPU, warning -> {})
                .get(0)
                .memory();
        // what is loaded but once
        Path first = folder.resolve("first.yaml");
        Files.writeString(first, Files.readString(file).replaceAll("batch_size: \\d+", "batch_size: 2"));
        train(TrainingSettings.read(first), folder, "first");
        // what it was most counts from here on
        Files.writeString(Path.of("/proc/self/clear_refs"), "5");
        long before = ResidentMemory.now().orElseThrow();
        train(settings, folder, "out");
        long grown = ResidentMemory.most().orElseThrow() - before;
        System.out.printf(Locale.ROOT, "%d %.0f%n%s%n", grown, planned.total() - planned.process(), planned);
    }

    private static void train(TrainingSettings settings, Path folder, String output) {
        new Training(
                        settings,
                        folder.resolve(output),
                        TestLibtorch.start(),
                        new Training.Surroundings(
                                name -> folder.resolve(name),
                                CheckpointScorer.NONE,
                                StageGate.NONE,
                                TeacherScores.NONE,
                                TrainingListener.NONE,
                                () -> false,
                                "test"))
                .run(Optional.empty());
    }

    private static void network(Path model, Path folder, String... arguments) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.walk(model)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(model.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        ObjectMapper json = new ObjectMapper();
        Path config = folder.resolve("config.json");
        ObjectNode node = (ObjectNode) json.readTree(config.toFile());
        int width = Integer.parseInt(arguments[3]);
        node.put("num_hidden_layers", Integer.parseInt(arguments[2]));
        node.put("hidden_size", width);
        node.put("intermediate_size", Integer.parseInt(arguments[4]));
        node.put("num_attention_heads", width / 64);
        if (node.has("num_key_value_heads")) {
            node.put("num_key_value_heads", width / 128);
        }
        node.put("max_position_embeddings", 512);
        node.remove("head_dim");
        node.remove("layer_types");
        Files.writeString(config, node.toString());
    }

    private static void rows(Path file, int count, int words) throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int row = 0; row < count; row++) {
            rows.append("{\"query\": \"").append(text(row, words)).append("\", \"pos\": [\"");
            rows.append(text(row + count, words)).append("\"]}\n");
        }
        Files.writeString(file, rows.toString());
    }

    private static String text(int number, int words) {
        return ("river " + number + " ").repeat(words).strip();
    }
}
