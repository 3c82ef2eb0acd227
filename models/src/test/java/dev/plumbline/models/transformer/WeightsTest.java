package dev.plumbline.models.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.safetensors.CheckpointWriter;
import dev.plumbline.models.safetensors.Dtype;
import dev.plumbline.models.safetensors.SafetensorsFile;
import dev.plumbline.models.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is not the network's, and what of a configuration is not supported, is refused by name. */
final class WeightsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path folder;

    private TransformerConfig config(String name) {
        return TransformerConfig.read(Networks.golden(name).resolve("config.json"));
    }

    private void rewrite(String name, UnaryOperator<List<Tensor>> change) {
        try (SafetensorsFile file = SafetensorsFile.open(Networks.golden(name).resolve("model.safetensors"))) {
            List<Tensor> tensors = new ArrayList<>();
            file.tensors()
                    .forEach((tensor, entry) -> tensors.add(new Tensor(
                            tensor, Dtype.F32, entry.shape(), (first, target) -> file.read(tensor, first, target))));
            CheckpointWriter.write(folder, change.apply(tensors));
        }
    }

    private void refused(String name, String... words) {
        assertThatThrownBy(() -> Weights.open(folder, config(name)).close())
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContainingAll(words);
    }

    private static Tensor named(Tensor tensor, String name) {
        return new Tensor(name, tensor.dtype(), tensor.shape(), tensor.values());
    }

    @Test
    void aMissingTensorIsNamed() {
        rewrite("qwen2-causal", tensors -> {
            tensors.removeIf(tensor -> tensor.name().startsWith("layers.1.self_attn.k_proj"));
            return tensors;
        });
        refused("qwen2-causal", "lack the tensor 'layers.1.self_attn.k_proj.weight' and 1 more");
    }

    @Test
    void aSuperfluousTensorIsNamed() {
        rewrite("qwen2-causal", tensors -> {
            tensors.add(named(tensors.get(0), "layers.1.self_attn.o_proj.bias"));
            return tensors;
        });
        refused("qwen2-causal", "have the tensor 'layers.1.self_attn.o_proj.bias', which the network does not");
    }

    @Test
    void aTensorOfAnotherShapeIsNamed() {
        rewrite(
                "bert-old",
                tensors -> tensors.stream()
                        .map(tensor -> tensor.name().equals("bert.encoder.layer.0.intermediate.dense.weight")
                                ? new Tensor(tensor.name(), tensor.dtype(), List.of(16L, 24L), tensor.values())
                                : tensor)
                        .toList());
        refused("bert-old", "bert.encoder.layer.0.intermediate.dense.weight", "[16, 24]", "[24, 16]");
    }

    @Test
    void weightsOfAnotherNetworkAreRefused() {
        rewrite("bert-old", tensors -> tensors);
        refused("qwen2-causal", "lack the tensor 'embed_tokens.weight'", "[, model.]");
    }

    @Test
    void poolersAndTablesAreLeftOut() {
        rewrite("bert-float16", tensors -> {
            tensors.add(named(tensors.get(0), "embeddings.position_ids"));
            tensors.add(named(tensors.get(0), "cls.predictions.bias"));
            return tensors;
        });
        try (Weights weights = Weights.open(folder, config("bert-float16"))) {
            assertThat(weights.parameters())
                    .extracting(ParameterSpec::name)
                    .contains("encoder.layer.1.output.LayerNorm.bias")
                    .noneMatch(name -> name.startsWith("pooler"));
            assertThat(weights.count()).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "qwen2-causal | layer_types | ['full_attention','sliding_attention'] | layer_types has sliding_attention",
                "qwen2-causal | layer_types | ['full_attention','chunked_attention'] | layer_types is",
                "qwen2-causal | layer_types | ['full_attention'] | layer_types has 1 entries for 2 layers",
                "qwen2-causal | rope_parameters | {'rope_type':'proportional'} | rope_parameters.rope_type is \"proportional\"",
                "qwen2-causal | rope_parameters | {'rope_type':'linear'} | rope_parameters.factor is missing",
                "qwen2-causal | rope_parameters | {'partial_rotary_factor':0.5} | rope_parameters.partial_rotary_factor is 0.5",
                "qwen2-causal | rope_parameters | {'full_attention':{}} | rope_parameters.full_attention is",
                "llama-longrope | rope_parameters | {'type':'longrope','short_factor':[1.0],'factor':2.0} | short_factor must be 2",
                "qwen2-old | rope_scaling | {'type':'mrope'} | rope_scaling.type is \"mrope\"",
                "qwen2-causal | hidden_act | 'snake' | hidden_act is \"snake\"",
                "gemma2 | hidden_activation | 'quick_gelu' | hidden_activation is \"quick_gelu\"",
                "gemma2 | sliding_window | null | sliding_window is null",
                "gemma2 | query_pre_attn_scalar | 0 | query_pre_attn_scalar is 0.0",
                "mpnet | relative_attention_num_buckets | 16 | relative_attention_num_buckets is 16",
                "distilbert | n_heads | 3 | dim is 16, not divisible by the 3 heads",
                "qwen2-causal | num_key_value_heads | 3 | num_key_value_heads is 3",
                "qwen2-causal | head_dim | 5 | head_dim is 5",
                "qwen2-causal | hidden_size | 18 | hidden_size is 18",
                "qwen2-causal | hidden_size | null | hidden_size is missing",
                "qwen2-causal | num_hidden_layers | 0 | num_hidden_layers is 0",
                "qwen2-causal | rms_norm_eps | 'x' | rms_norm_eps is \"x\", not a number",
                "qwen2-causal | is_causal | 'no' | is_causal is \"no\", neither true nor false",
                "qwen2-causal | model_type | 'mixtral' | model_type is 'mixtral', which is not supported natively",
                "bert-old | hidden_act | 'quick_gelu' | hidden_act is \"quick_gelu\"",
                "bert-old | position_embedding_type | 'relative_key' | position_embedding_type is \"relative_key\"",
                "bert-old | is_decoder | true | is_decoder is true",
                "bert-old | add_cross_attention | true | add_cross_attention is true",
                "roberta | pad_token_id | 40 | pad_token_id is 40"
            })
    void whatIsNotSupportedIsRefusedByName(String name, String key, String value, String words) throws IOException {
        ObjectNode root = (ObjectNode)
                MAPPER.readTree(Networks.golden(name).resolve("config.json").toFile());
        root.set(key, MAPPER.readTree(value.replace('\'', '"')));
        Path file = folder.resolve("config.json");
        MAPPER.writeValue(file.toFile(), root);
        assertThatThrownBy(() -> TransformerConfig.read(file))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(words);
    }

    @Test
    void bothSpellingsOfRotaryPositionsAreRead() {
        assertThat(config("qwen2-old").positions().rotary().orElseThrow().theta())
                .isEqualTo(700);
        assertThat(config("qwen2-causal").positions().rotary().orElseThrow().theta())
                .isEqualTo(5000);
        assertThat(config("qwen2-old").attention()).isEmpty();
        assertThat(config("qwen2-causal").attention()).contains(Attention.CAUSAL);
        assertThat(config("qwen2-bidirectional").attention()).contains(Attention.BIDIRECTIONAL);
        assertThat(config("xlm-roberta").longest()).isEqualTo(26);
    }

    @Test
    void aConfigurationThatIsNoJsonIsAnError() throws IOException {
        Path file = Files.writeString(folder.resolve("config.json"), "{\"a\":1,\"a\":2}");
        assertThatThrownBy(() -> TransformerConfig.read(file))
                .hasMessageContainingAll(file.toString(), "is there twice");
        assertThatThrownBy(() -> TransformerConfig.read(folder.resolve("none.json")))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("none.json");
    }
}
