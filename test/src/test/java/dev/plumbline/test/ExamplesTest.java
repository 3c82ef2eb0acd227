package dev.plumbline.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The training configurations in {@code examples}, with stand-ins for data and networks that do not come with them. */
class ExamplesTest {

    private static final Pattern DATA = Pattern.compile("path: ([^,}\\s]+)");
    private static final String ROW = "{\"query\": \"river\", \"pos\": [\"stone\"], \"neg\": [\"a\", \"no\"]}\n";

    @TempDir
    Path folder;

    private SmallTraining training;

    @BeforeEach
    void write() {
        training = new SmallTraining(folder);
    }

    private CommandLineRun dryRun(String name, String named, String network) throws IOException {
        String text = Files.readString(Path.of(System.getProperty("plumbline.root"), "examples", name));
        assertThat(text).contains("network: " + named + "\n");
        // the data of other benchmarks are on no machine of the tests, and a dry run says so
        String scored = text.replaceAll("benchmark: \"MTEB[^\"]*\"", "benchmark: mini");
        Path configuration =
                training.write(name, scored.replace("network: " + named + "\n", "network: " + network + "\n"));
        Set<String> paths = new LinkedHashSet<>();
        Matcher matcher = DATA.matcher(text);
        while (matcher.find()) {
            paths.add(matcher.group(1).replace("*", "-1"));
        }
        for (String path : paths) {
            Path file = training.write(path, ROW);
            if (path.endsWith(".gz")) {
                try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
                    out.write((ROW + ROW.replace("stone", "market")).getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return CommandLineRun.of("train", "--config", configuration, "--output", folder.resolve("out"), "--dry-run");
    }

    /** 494,032,768 is what mteb 2.20.0 says of KaLM's Qwen2-0.5B ({@code models/model_implementations/kalm_models.py}). */
    @Test
    void theRecipeOfKalmIsWhole() throws IOException {
        // Qwen2-0.5B's published shapes; as published it has no modules.json, so that the recipe says how to pool
        training.tokenizer("base", "qwen2-tiny");
        training.write("base/config.json", """
                {"model_type": "qwen2", "hidden_size": 896, "num_hidden_layers": 24, "num_attention_heads": 14,
                 "num_key_value_heads": 2, "intermediate_size": 4864, "vocab_size": 151936, "rope_theta": 1000000.0,
                 "max_position_embeddings": 131072, "rms_norm_eps": 1e-6, "hidden_act": "silu"}
                """);
        new SparseWeights(folder.resolve("base/config.json")).write(folder.resolve("base/model.safetensors"));
        CommandLineRun run = dryRun("kalm-v2.yaml", "Qwen/Qwen2-0.5B", "base");
        assertThat(run.code()).as(run.err()).isZero();
        for (String stage : new String[] {"pretrain", "finetune", "distill"}) {
            assertThat(run.out()).containsPattern(stage + " +[0-9]+ +[0-9,]+ +494,032,768 +494,032,768 ");
        }
    }

    @Test
    void aBertDirectoryIsTuned() throws IOException {
        training.write("network/config.json", """
                {"model_type": "bert", "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4,
                 "intermediate_size": 64, "vocab_size": 221, "max_position_embeddings": 64, "type_vocab_size": 2,
                 "layer_norm_eps": 1e-12, "hidden_act": "gelu"}
                """);
        training.tokenizer("network", "bert-tiny");
        new SparseWeights(folder.resolve("network/config.json")).write(folder.resolve("network/model.safetensors"));
        CommandLineRun run = dryRun("bert.yaml", "bert", "network");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("finetune");
    }

    /** The example that adapts a bundled model; that one is not exported here, a small network stands in for it. */
    @ParameterizedTest
    @CsvSource({"adapt.yaml, minilm, en", "adapt-zh.yaml, bge-zh, zh"})
    void theBundledModelIsAdapted(String example, String model, String language) throws IOException {
        Path root = Path.of(System.getProperty("plumbline.root"));
        // a soup looks at weights before the first step
        Files.createSymbolicLink(folder.resolve(model), root.resolve("test/reference-models/bert-tiny"));
        Files.createSymbolicLink(folder.resolve("mini"), root.resolve("examples/mini"));
        CommandLineRun run = dryRun(example, model, model);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("finetune", "distill");
        assertThat(Files.readString(root.resolve("examples").resolve(example)))
                .contains("ExampleSTS." + language, "gate_against: start");
    }
}
