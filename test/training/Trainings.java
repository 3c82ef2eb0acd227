import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.SettingsFile;
import dev.plumbline.trainer.rows.JsonLinesWriter;
import dev.plumbline.trainer.rows.RowFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Trains the stages of one configuration in several variants, each from several seeds, and prints main scores as mean and
 * spread over the seeds. Started by mini.sh and real.sh.
 *
 * <pre>Trainings PLUMBLINE CONFIG OUTPUT SEED,SEED,... VARIANT...</pre>
 *
 * <p>A variant changes one thing: {@code whole}, {@code no-focal}, {@code no-mixing}, {@code no-kl}, {@code causal},
 * {@code no-pretrain}, and the control {@code shuffled}, whose positives belong to other queries. A run that is there
 * already is read, not repeated.
 */
public final class Trainings {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Path plumbline;
    private final Path config;
    private final Path output;

    private Trainings(Path plumbline, Path config, Path output) {
        this.plumbline = plumbline;
        this.config = config;
        this.output = output;
    }

    public static void main(String[] args) throws Exception {
        Trainings trainings = new Trainings(
                Path.of(args[0]).toAbsolutePath(),
                Path.of(args[1]).toAbsolutePath(),
                Path.of(args[2]).toAbsolutePath());
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Map<String, List<JsonNode>> runs = new LinkedHashMap<>();
        for (String variant : Arrays.asList(args).subList(4, args.length)) {
            for (String seed : args[3].split(",", -1)) {
                runs.computeIfAbsent(variant, key -> new ArrayList<>()).add(trainings.run(variant, seed));
            }
            out.println();
            out.println("## " + variant + ", seeds " + args[3]);
            out.println();
            print(out, runs.get(variant));
        }
        out.println();
        summary(out, runs);
    }

    private JsonNode run(String variant, String seed) throws IOException, InterruptedException {
        Path folder = output.resolve(variant + "-" + seed);
        Path scores = folder.resolve("scores.json");
        if (!Files.exists(scores)) {
            Files.createDirectories(folder);
            ObjectNode settings = SettingsFile.read(config).root().deepCopy();
            settings.put("seed", Integer.parseInt(seed));
            absolute(settings);
            // a study wants every stage, the bad ones too
            ((ObjectNode) settings.get("evaluation")).remove("gate");
            change(settings, variant, folder, Long.parseLong(seed));
            Path file = folder.resolve("stages.yaml");
            // what is JSON is YAML
            JSON.writeValue(file.toFile(), settings);
            Path answer = folder.resolve("answer.json");
            Process process = new ProcessBuilder(
                            plumbline.toString(), "train", "--config", file.toString(), "--output",
                            folder.resolve("run").toString(), "--resume", "--json")
                    .redirectOutput(answer.toFile())
                    .redirectError(folder.resolve("progress.txt").toFile())
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(variant + ", seed " + seed + ": see " + folder.resolve("progress.txt"));
            }
            Files.move(answer, scores);
        }
        return JSON.readTree(scores.toFile());
    }

    /** Paths are relative to the configuration's folder, and each run has a configuration of its own. */
    private void absolute(ObjectNode settings) {
        resolve(settings, "network");
        resolve((ObjectNode) settings.get("evaluation"), "data");
        resolve((ObjectNode) settings.get("evaluation"), "task_files");
        datasets(settings).forEach(dataset -> resolve(dataset, "path"));
    }

    private void resolve(ObjectNode node, String key) {
        JsonNode value = node.get(key);
        if (value instanceof ArrayNode list) {
            List<String> paths = new ArrayList<>();
            list.forEach(path -> paths.add(config.resolveSibling(path.asText()).toString()));
            node.set(key, JSON.valueToTree(paths));
        } else if (value != null) {
            node.put(key, config.resolveSibling(value.asText()).toString());
        }
    }

    private static List<ObjectNode> datasets(ObjectNode settings) {
        List<ObjectNode> datasets = new ArrayList<>();
        for (JsonNode stage : settings.get("stages")) {
            stage.path("data").path("datasets").forEach(dataset -> datasets.add((ObjectNode) dataset));
        }
        return datasets;
    }

    private static void change(ObjectNode settings, String variant, Path folder, long seed) throws IOException {
        switch (variant) {
            case "whole" -> {}
            case "no-focal" -> trained(settings).forEach(stage -> stage.put("focal_gamma", 0));
            case "no-mixing" -> trained(settings).forEach(stage -> stage.put("mixing", "none"));
            case "no-kl" -> trained(settings).forEach(stage -> {
                stage.put("kl_weight", 0);
                stage.remove("teacher");
            });
            case "causal" -> settings.put("attention", "causal");
            case "no-pretrain" -> ((ArrayNode) settings.get("stages")).remove(0);
            case "shuffled" -> {
                for (ObjectNode dataset : datasets(settings)) {
                    shuffle(dataset, folder, seed);
                }
            }
            default -> throw new IllegalArgumentException("no variant " + variant);
        }
    }

    private static List<ObjectNode> trained(ObjectNode settings) {
        List<ObjectNode> stages = new ArrayList<>();
        settings.get("stages").forEach(stage -> {
            if (!stage.get("kind").asText().matches("pretrain|soup")) {
                stages.add((ObjectNode) stage);
            }
        });
        return stages;
    }

    /** Each query gets what belongs to another: positives, negatives and scores together. */
    private static void shuffle(ObjectNode dataset, Path folder, long seed) {
        List<Map<String, Object>> rows = new ArrayList<>();
        List<String> files = new ArrayList<>();
        if (dataset.get("path") instanceof ArrayNode list) {
            list.forEach(path -> files.add(path.asText()));
        } else {
            files.add(dataset.get("path").asText());
        }
        files.forEach(file -> new RowFile(Path.of(file)).forEach(row -> rows.add(new LinkedHashMap<>(row.fields()))));
        List<String> queries =
                rows.stream().map(row -> (String) row.get("query")).collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(queries, new Random(seed));
        Path shuffled = folder.resolve(dataset.get("name").asText() + ".jsonl");
        JsonLinesWriter.write(shuffled, lines -> {
            for (int i = 0; i < rows.size(); i++) {
                rows.get(i).put("query", queries.get(i));
                lines.row(rows.get(i));
            }
        });
        dataset.put("path", shuffled.toString());
    }

    private static void print(PrintStream out, List<JsonNode> runs) {
        List<String> stages = stages(runs);
        Set<String> tasks = new LinkedHashSet<>();
        runs.get(0).forEach(stage -> stage.get("main_scores").fieldNames().forEachRemaining(tasks::add));
        out.println("| task | " + String.join(" | ", stages) + " |");
        out.println("|---|" + "---|".repeat(stages.size()));
        for (String task : tasks) {
            out.print("| " + task + " |");
            for (int i = 0; i < stages.size(); i++) {
                int stage = i;
                out.print(" " + spread(runs.stream().mapToDouble(run -> run.get(stage).get("main_scores").get(task).asDouble()).toArray()) + " |");
            }
            out.println();
        }
        out.println("| mean |" + means(runs));
    }

    private static void summary(PrintStream out, Map<String, List<JsonNode>> runs) {
        out.println("| variant | " + String.join(" | ", stages(runs.values().iterator().next())) + " |");
        out.println("|---|" + "---|".repeat(stages(runs.values().iterator().next()).size()));
        runs.forEach((variant, of) -> out.println("| " + variant + " |" + means(of)));
    }

    private static List<String> stages(List<JsonNode> runs) {
        List<String> stages = new ArrayList<>();
        runs.get(0).forEach(stage -> stages.add(stage.get("stage").asText()));
        return stages;
    }

    private static String means(List<JsonNode> runs) {
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < runs.get(0).size(); i++) {
            int stage = i;
            row.append(' ')
                    .append(spread(runs.stream().mapToDouble(run -> run.get(stage).get("mean").asDouble()).toArray()))
                    .append(" |");
        }
        return row.toString();
    }

    /** Mean and standard deviation. */
    private static String spread(double[] values) {
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
        return String.format(Locale.ROOT, "%.4f ± %.4f", mean, Math.sqrt(squares / Math.max(1, values.length - 1)));
    }
}
