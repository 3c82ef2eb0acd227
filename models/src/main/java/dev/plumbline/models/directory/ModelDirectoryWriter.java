package dev.plumbline.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.AtomicFolder;
import dev.plumbline.models.safetensors.Dtype;
import dev.plumbline.models.safetensors.FloatSource;
import dev.plumbline.models.safetensors.SafetensorsWriter;
import dev.plumbline.models.safetensors.Tensor;
import dev.plumbline.models.text.Dense;
import dev.plumbline.models.text.DropoutLayer;
import dev.plumbline.models.text.HeadTensors;
import dev.plumbline.models.text.LayerNorm;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.text.VectorLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a model's directory so that sentence-transformers and {@link ModelDirectory} read it: in the older spelling of
 * types and switches wherever it can say what is meant, which every version of sentence-transformers understands.
 */
public final class ModelDirectoryWriter {

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String TYPES = "sentence_transformers.models.";
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.safetensors";

    /** Whatever of these the tokenizer's folder has is copied. */
    private static final List<String> TOKENIZER_FILES = List.of(
            TokenizerConfig.TOKENIZER,
            TokenizerConfig.FILE,
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.txt",
            "vocab.json",
            "merges.txt",
            "tokenizer.model",
            "spiece.model",
            "sentencepiece.bpe.model",
            "chat_template.jinja");

    private ModelDirectoryWriter() {}

    /** Puts weights into a directory. */
    @FunctionalInterface
    public interface WeightsWriter {
        /** Writes into the new directory, such as {@code model.safetensors} or {@code onnx/model.onnx}. */
        void write(Path folder) throws IOException;
    }

    /**
     * Writes a directory, all of it or nothing.
     *
     * @param folder must not be there, or be empty
     * @throws dev.plumbline.ground.PlumblineException of kind USAGE if something is there; of kind MODEL if there is no
     *     tokenizer; of kind STORAGE if there is no room or no right to write
     */
    public static void write(Path folder, DirectoryContent content, WeightsWriter weights) {
        ModelFolder tokenizer = new ModelFolder(content.tokenizer());
        if (!tokenizer.has(TokenizerConfig.TOKENIZER)) {
            throw tokenizer.wrong(TokenizerConfig.TOKENIZER, "it is missing");
        }
        AtomicFolder.write(folder, place -> {
            json(place.resolve(CONFIG), content.config());
            for (String name : TOKENIZER_FILES) {
                if (tokenizer.has(name)) {
                    Files.copy(tokenizer.file(name), place.resolve(name));
                }
            }
            json(place.resolve(SentenceBertConfig.FILE), transformer(content));
            json(place.resolve(SentenceConfig.FILE), sentence(content));
            modules(place, content);
            weights.write(place);
        });
    }

    private static ObjectNode transformer(DirectoryContent content) {
        ObjectNode config = JSON.objectNode();
        content.maxTokens()
                .ifPresentOrElse(
                        longest -> config.put("max_seq_length", longest), () -> config.putNull("max_seq_length"));
        return config.put("do_lower_case", content.lowerCase());
    }

    private static ObjectNode sentence(DirectoryContent content) {
        ObjectNode config = JSON.objectNode();
        ObjectNode prompts = config.putObject("prompts");
        new TreeMap<>(content.prompts().prompts()).forEach(prompts::put);
        config.put("default_prompt_name", content.prompts().defaultName().orElse(null));
        config.put("similarity_fn_name", content.similarity().label());
        content.head().truncated().ifPresent(kept -> config.put("truncate_dim", kept));
        return config;
    }

    private static void modules(Path place, DirectoryContent content) throws IOException {
        ArrayNode modules = JSON.arrayNode();
        add(modules, "Transformer", "");
        Path pooling = Files.createDirectory(place.resolve(add(modules, "Pooling", "1_Pooling")));
        json(pooling.resolve(CONFIG), pooling(content));
        for (VectorLayer layer : content.head().layers()) {
            String kind = HeadTensors.kind(layer);
            String name = add(modules, kind, HeadTensors.name(modules.size() - 2, layer));
            if (layer instanceof Dense dense) {
                write(Files.createDirectory(place.resolve(name)), dense);
            } else if (layer instanceof LayerNorm norm) {
                write(Files.createDirectory(place.resolve(name)), norm);
            } else if (layer instanceof DropoutLayer dropout) {
                ObjectNode config = JSON.objectNode().put("dropout", dropout.rate());
                json(Files.createDirectory(place.resolve(name)).resolve(CONFIG), config);
            }
        }
        json(place.resolve(ModuleList.FILE), modules);
    }

    private static String add(ArrayNode modules, String kind, String path) {
        int index = modules.size();
        modules.addObject()
                .put("idx", index)
                .put("name", Integer.toString(index))
                .put("path", path)
                .put("type", TYPES + kind);
        return path;
    }

    private static ObjectNode pooling(DirectoryContent content) {
        List<Pooling> modes = content.head().pooling();
        ObjectNode config = JSON.objectNode();
        List<Pooling> inOrder =
                HeadReader.SWITCHES.values().stream().filter(modes::contains).toList();
        if (modes.equals(inOrder)) {
            config.put("word_embedding_dimension", content.tokenWidth());
            HeadReader.SWITCHES.forEach((key, mode) -> config.put(key, modes.contains(mode)));
        } else {
            // only the newer spelling has an order
            config.put("embedding_dimension", content.tokenWidth());
            ArrayNode labels = config.putArray("pooling_mode");
            modes.forEach(mode -> labels.add(mode.label()));
        }
        return config.put("include_prompt", content.head().includePrompt());
    }

    private static void write(Path folder, Dense dense) throws IOException {
        Dense.Weights linear = dense.linear();
        ObjectNode config = JSON.objectNode();
        config.put("in_features", linear.inputs());
        config.put("out_features", linear.outputs());
        config.put("bias", linear.bias().isPresent());
        config.put("activation_function", dense.activation().torchName());
        if (dense.residual() != Dense.Residual.NONE) {
            config.put("use_residual", true);
        }
        json(folder.resolve(CONFIG), config);
        long rows = linear.outputs();
        List<Tensor> tensors = new ArrayList<>();
        tensors.add(tensor("linear.weight", List.of(rows, (long) linear.inputs()), linear.matrix()));
        linear.bias().ifPresent(bias -> tensors.add(tensor("linear.bias", List.of(rows), bias)));
        dense.projection()
                .ifPresent(projection -> tensors.add(
                        tensor("residual.weight", List.of(rows, (long) linear.inputs()), projection.matrix())));
        SafetensorsWriter.write(folder.resolve(WEIGHTS), tensors, Map.of("format", "pt"));
    }

    private static void write(Path folder, LayerNorm norm) throws IOException {
        long width = norm.weights().length;
        json(folder.resolve(CONFIG), JSON.objectNode().put("dimension", width));
        List<Tensor> tensors = List.of(
                tensor("norm.weight", List.of(width), norm.weights()),
                tensor("norm.bias", List.of(width), norm.biases()));
        SafetensorsWriter.write(folder.resolve(WEIGHTS), tensors, Map.of("format", "pt"));
    }

    private static Tensor tensor(String name, List<Long> shape, float[] values) {
        return new Tensor(name, Dtype.F32, shape, FloatSource.of(values));
    }

    private static void json(Path file, JsonNode content) throws IOException {
        Files.writeString(file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n");
    }
}
