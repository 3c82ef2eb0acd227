package dev.plumbline.models.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.network.FloatType;
import dev.plumbline.models.torch.NearestScript;
import dev.plumbline.models.torch.ScriptMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code test/gpu/scripts.json}, with which {@code test/gpu/run.sh} computes networks in Python where there is a GPU and no
 * Java: the very functions that are compiled here. {@code -Dplumbline.write=true} writes it anew.
 */
final class GpuScriptsTest {

    private static final Path FILE =
            Path.of(System.getProperty("plumbline.root", "..")).resolve("test/gpu/scripts.json");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Qwen2's 0.5 billion weights, for which speeds are told. */
    private static final String LARGE = """
            {"model_type": "qwen2", "hidden_size": 896, "intermediate_size": 4864, "num_hidden_layers": 24,
             "num_attention_heads": 14, "num_key_value_heads": 2, "vocab_size": 151936, "hidden_act": "silu",
             "rms_norm_eps": 1e-6, "rope_theta": 1000000.0, "max_position_embeddings": 32768, "is_causal": false}
            """;

    @TempDir
    private Path folder;

    @Test
    void theFileHasTheFunctionsThatAreCompiled() throws IOException {
        String scripts = scripts();
        if (Boolean.getBoolean("plumbline.write")) {
            Files.writeString(FILE, scripts);
        }
        assertThat(Files.readString(FILE))
                .as("run this test with -Dplumbline.write=true after changing functions")
                .isEqualTo(scripts);
    }

    private String scripts() throws IOException {
        ObjectNode root = MAPPER.createObjectNode();
        Path large = folder.resolve("config.json");
        Files.writeString(large, LARGE);
        TransformerConfig config = TransformerConfig.read(large);
        describe(root.putObject("qwen2-0.5b"), Fusion.of(config), Attention.BIDIRECTIONAL);
        training(root.putObject("training"), config);
        // to try the script with where there is no GPU
        training(
                root.putObject("training_small"),
                TransformerConfig.read(Networks.golden("qwen2-causal").resolve("config.json")));
        for (String name : List.of("qwen2-causal", "qwen2-window", "xlm-roberta", "modernbert", "gemma2")) {
            Attention attention =
                    name.startsWith("q") || name.startsWith("g") ? Attention.CAUSAL : Attention.BIDIRECTIONAL;
            describe(
                    root.putObject(name),
                    TransformerConfig.read(Networks.golden(name).resolve("config.json")),
                    attention);
        }
        ObjectNode search = root.putObject("search");
        for (int best : new int[] {1000, 20}) {
            int kept = NearestScript.kept(best, false);
            ObjectNode function = search.putObject(Integer.toString(best));
            function.put("name", NearestScript.name(true, best, kept));
            function.put("kept", kept);
            ArrayNode source = function.putArray("source");
            NearestScript.of(true, best, kept).source().lines().forEach(source::add);
        }
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    /** The same network as it is trained: matrices apart, and rounded copies of them. */
    private static void training(ObjectNode node, TransformerConfig config) {
        form(node, config, Attention.BIDIRECTIONAL);
        ArrayNode multiplied = node.putArray("multiplied");
        for (int number = 0; number < config.sizes().layers(); number++) {
            String prefix = config.prefix(number);
            for (Part part : config.layer(number).values()) {
                if (part.role().isMap()) {
                    part.names(prefix).forEach(multiplied::add);
                }
            }
        }
        LayerScript.Computed computed =
                new LayerScript.Computed(FloatType.FLOAT32, Precision.BF16, Dropout.NONE, true, LowRank.NONE);
        // texts are float32 between layers, whatever attention is computed in
        source(
                node.putObject("sources").putArray(FloatType.FLOAT32.label()),
                config,
                Attention.BIDIRECTIONAL,
                computed,
                layouts(config, FloatType.BFLOAT16));
    }

    private static void describe(ObjectNode node, TransformerConfig config, Attention attention) {
        form(node, config, attention);
        ObjectNode sources = node.putObject("sources");
        for (FloatType type : List.of(FloatType.FLOAT32, FloatType.BFLOAT16, FloatType.FLOAT16)) {
            source(
                    sources.putArray(type.label()),
                    config,
                    attention,
                    LayerScript.Computed.in(type),
                    layouts(config, type));
        }
    }

    private static List<Layout> layouts(TransformerConfig config, FloatType type) {
        List<Layout> layouts = new ArrayList<>(List.of(Layout.GATHERED));
        for (Layout layout : List.of(Layout.EFFICIENT, Layout.FLASH)) {
            if (Transformer.fits(layout, config, type)) {
                layouts.add(layout);
            }
        }
        return layouts;
    }

    private static void source(
            ArrayNode lines,
            TransformerConfig config,
            Attention attention,
            LayerScript.Computed computed,
            List<Layout> layouts) {
        List<ScriptMethod> methods = new ArrayList<>(NetworkScript.of(config, attention, computed, layouts));
        methods.addAll(Reducing.methods());
        String source = methods.stream().map(ScriptMethod::source).collect(Collectors.joining());
        source.lines().forEach(lines::add);
    }

    private static void form(ObjectNode node, TransformerConfig config, Attention attention) {
        node.put("causal", attention == Attention.CAUSAL);
        node.put("width", config.width());
        node.put("head_width", config.sizes().headWidth());
        node.put("layers", config.sizes().layers());
        node.put("reach", config.windows().any() ? config.windows().reach(attention) : -1);
        node.put("capped", config.scores().cap().isPresent());
        config.positions().learned().ifPresent(table -> {
            node.put("first", table.first());
            node.put("padding", table.padding().orElse(-1));
        });
        config.positions().rotary().ifPresent(rotary -> node.put("theta", rotary.theta()));
        config.positions().localRotary().ifPresent(rotary -> node.put("local_theta", rotary.theta()));
        ObjectNode shapes = node.putObject("parameters");
        config.parameters().forEach(parameter -> {
            ArrayNode shape = shapes.putArray(parameter.name());
            parameter.shape().forEach(shape::add);
        });
        ArrayNode embed = node.putArray("embed");
        config.embedding()
                .parameters(config.sizes(), config.positions(), config.norm())
                .forEach(parameter -> embed.add(parameter.name()));
        ArrayNode layers = node.putArray("layer_parameters");
        ArrayNode names = node.putArray("layer_functions");
        for (int number = 0; number < config.sizes().layers(); number++) {
            ArrayNode parameters = layers.addArray();
            for (Part part : config.parts()) {
                if (part.from() <= number) {
                    part.names(config.prefix(number)).forEach(parameters::add);
                }
            }
            names.add(LayerScript.name(config, number, View.OPEN).replaceFirst("open$", ""));
        }
        ArrayNode last = node.putArray("last");
        config.last().ifPresent(name -> {
            last.add(name + ".weight");
            if (config.norm().bias()) {
                last.add(name + ".bias");
            }
        });
    }
}
