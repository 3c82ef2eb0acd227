package dev.plumbline.models.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.artifact.ArtifactFetch;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.TemporaryFiles;
import dev.plumbline.models.directory.DirectoryContent;
import dev.plumbline.models.directory.ModelDirectoryWriter;
import dev.plumbline.models.export.GraphWeights;
import dev.plumbline.models.prompt.PromptTable;
import dev.plumbline.models.safetensors.CheckpointWriter;
import dev.plumbline.models.safetensors.Tensor;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.transformer.TransformerConfig;
import dev.plumbline.models.transformer.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes a directory of an embedded model as sentence-transformers has them, with its weights in safetensors, so that it can
 * be trained. All of the embedded models are BERTs.
 */
public final class EmbeddedDirectory {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String WORDS = "embeddings.word_embeddings.weight";
    private static final String POSITIONS = "embeddings.position_embeddings.weight";
    private static final String TYPES = "embeddings.token_type_embeddings.weight";

    private EmbeddedDirectory() {}

    /**
     * Writes a directory, all of it or nothing.
     *
     * @param folder must not be there, or be empty
     * @param artifacts where the model's artifact comes from; asked only if it is not on the class path
     * @return values in its weights
     * @throws PlumblineException of kind USAGE if something is there, or the model is an eight-bit one; of kind MODEL if its
     *     artifact cannot be had or is damaged; of kind STORAGE if there is no room or no right to write
     */
    public static long write(EmbeddedModel model, Supplier<ArtifactFetch> artifacts, Path folder) {
        if (model.quantised()) {
            String whole = model.name().substring(0, model.name().length() - "-q".length());
            throw PlumblineException.usage("embedded:" + model.name() + " rounds what it computes to eight bits too,"
                    + " so that no weights in safetensors have its vectors; export embedded:" + whole);
        }
        ModelFiles files = ModelFiles.of(model, artifacts);
        Map<String, Tensor> tensors = GraphWeights.read(files.read(model.weights()), model.weights());
        byte[] tokenizer = files.read(model.tokenizer());
        ObjectNode config = config(model, tensors);
        try {
            Path beside = TemporaryFiles.tracked(() -> Files.createTempDirectory("plumbline-tokenizer"));
            Path json = beside.resolve("tokenizer.json");
            Path settings = beside.resolve("tokenizer_config.json");
            try {
                Files.write(json, tokenizer);
                Files.writeString(
                        settings, tokenizer(JSON.readTree(tokenizer), model).toPrettyString() + "\n");
                ModelDirectoryWriter.write(folder, content(model, config, beside), place -> {
                    CheckpointWriter.write(place, List.copyOf(tensors.values()));
                    // refuses a weight too many or too few
                    Weights.open(place, TransformerConfig.read(place.resolve("config.json")))
                            .close();
                });
            } finally {
                for (Path file : List.of(json, settings, beside)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw PlumblineException.storage("the folder for what is temporary takes no tokenizer: " + e, e);
        }
        return tensors.values().stream()
                .mapToLong(tensor -> size(tensor.shape()))
                .sum();
    }

    private static long size(List<Long> shape) {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    private static DirectoryContent content(EmbeddedModel model, ObjectNode config, Path tokenizer) {
        return new DirectoryContent(
                config,
                tokenizer,
                SentenceHead.of(model.pooling(), model.normalise()),
                model.dimensions(),
                Optional.of(model.maxTokens()),
                false,
                PromptTable.of(model.prompts()),
                model.similarity());
    }

    /** What the shapes of weights say, what the model's facts do, and what all four were published with. */
    private static ObjectNode config(EmbeddedModel model, Map<String, Tensor> tensors) {
        List<Long> words = shape(model, tensors, WORDS);
        int layers = 0;
        while (tensors.containsKey("encoder.layer." + layers + ".output.dense.weight")) {
            layers++;
        }
        ObjectNode config = JSON.createObjectNode();
        config.putArray("architectures").add("BertModel");
        return config.put("model_type", "bert")
                .put("vocab_size", words.get(0))
                .put("hidden_size", words.get(1))
                .put("num_hidden_layers", layers)
                .put("num_attention_heads", model.heads())
                .put(
                        "intermediate_size",
                        shape(model, tensors, "encoder.layer.0.intermediate.dense.weight")
                                .get(0))
                .put("hidden_act", "gelu")
                .put("hidden_dropout_prob", 0.1)
                .put("attention_probs_dropout_prob", 0.1)
                .put("max_position_embeddings", shape(model, tensors, POSITIONS).get(0))
                .put("type_vocab_size", shape(model, tensors, TYPES).get(0))
                .put("layer_norm_eps", 1e-12)
                .put("pad_token_id", 0)
                .put("dtype", "float32");
    }

    private static List<Long> shape(EmbeddedModel model, Map<String, Tensor> tensors, String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null || tensor.shape().size() != 2) {
            throw PlumblineException.model(model.weights() + " has no matrix '" + name + "', as a BERT has");
        }
        return tensor.shape();
    }

    /** transformers remakes a BERT's normaliser from its own settings, which must therefore be those of tokenizer.json. */
    private static ObjectNode tokenizer(JsonNode json, EmbeddedModel model) {
        JsonNode normaliser = json.path("normalizer");
        return JSON.createObjectNode()
                .put("tokenizer_class", "BertTokenizer")
                .put("do_lower_case", normaliser.path("lowercase").asBoolean(true))
                .put(
                        "tokenize_chinese_chars",
                        normaliser.path("handle_chinese_chars").asBoolean(true))
                .<ObjectNode>set("strip_accents", normaliser.path("strip_accents"))
                .put("model_max_length", model.maxTokens())
                .put("unk_token", "[UNK]")
                .put("sep_token", "[SEP]")
                .put("pad_token", "[PAD]")
                .put("cls_token", "[CLS]")
                .put("mask_token", "[MASK]");
    }
}
