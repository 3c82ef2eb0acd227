package dev.plumbline.models.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.models.network.Attention;
import dev.plumbline.models.text.Pooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NetworkConfigTest {

    @TempDir
    private Path folder;

    /** XLM-R says 514 and takes 512 tokens: positions begin after the padding's number. */
    @ParameterizedTest
    @CsvSource({"bert, 512, 512", "xlm-roberta, 514, 512", "roberta, 514, 512", "mpnet, 514, 512", "qwen2, 32768, "})
    void learnedPositionsLimitTheInput(String type, int configured, Integer positions) throws IOException {
        NetworkConfig config = read("{\"model_type\": \"" + type + "\", \"max_position_embeddings\": " + configured
                + ", \"pad_token_id\": " + (type.equals("bert") ? 0 : 1) + "}");
        assertThat(config.positions()).isEqualTo(Optional.ofNullable(positions));
        assertThat(config.limit()).contains(configured);
    }

    @Test
    void attentionIsReadInBothSpellings() throws IOException {
        assertThat(read("{\"model_type\": \"qwen2\", \"is_causal\": false}").attention())
                .contains(Attention.BIDIRECTIONAL);
        assertThat(read("{\"model_type\": \"qwen2\", \"is_causal\": true}").attention())
                .contains(Attention.CAUSAL);
        assertThat(read("{\"model_type\": \"gemma3\", \"use_bidirectional_attention\": true}")
                        .attention())
                .contains(Attention.BIDIRECTIONAL);
        assertThat(read("{\"model_type\": \"qwen2\"}").attention()).isEmpty();
        // code that is known to let every token see every other, which need not be run
        String code = "\"auto_map\": {\"AutoModel\": \"%s\"}}";
        assertThat(read("{\"model_type\": \"qwen2\", " + code.formatted("modeling_qwen.Qwen2Model"))
                        .attention())
                .contains(Attention.BIDIRECTIONAL);
        assertThat(read("{\"model_type\": \"qwen2\", " + code.formatted("Alibaba-NLP/gte--modeling_qwen.Qwen2Model"))
                        .attention())
                .contains(Attention.BIDIRECTIONAL);
        assertThat(read("{\"model_type\": \"qwen2\", " + code.formatted("modeling.Other"))
                        .attention())
                .isEmpty();
        assertThatThrownBy(() -> read("{\"model_type\": \"qwen2\", \"is_causal\": \"no\"}"))
                .hasMessageContaining("is_causal");
    }

    /** sentence-transformers 6.2.0 {@code sentence_transformer/model.py _load_default_modules}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"architectures\": [\"BertModel\"]|MEAN",
                "\"architectures\": [\"Qwen2Model\"]|MEAN",
                "\"architectures\": [\"Qwen2ForCausalLM\"]|LAST_TOKEN",
                "\"architectures\": [\"Qwen2ForCausalLM\"], \"is_causal\": true|LAST_TOKEN",
                "\"architectures\": [\"Qwen2ForCausalLM\"], \"is_causal\": false|MEAN",
                "\"architectures\": null|MEAN"
            })
    void aPlainDirectoryIsPooledAsTheNetworkWasMade(String keys, Pooling pooling) throws IOException {
        List<String> warnings = new ArrayList<>();
        write("{\"model_type\": \"qwen2\", " + keys + "}");
        DirectoryLayout layout = DirectoryLayout.plain(new ModelFolder(folder), warnings::add);
        assertThat(layout.head().pooling()).containsExactly(pooling);
        assertThat(layout.head().layers()).isEmpty();
        assertThat(warnings).singleElement().asString().contains(pooling.label());
    }

    private NetworkConfig read(String json) throws IOException {
        write(json);
        return NetworkConfig.read(new ModelFolder(folder));
    }

    private void write(String json) throws IOException {
        Files.writeString(folder.resolve("config.json"), json);
    }
}
