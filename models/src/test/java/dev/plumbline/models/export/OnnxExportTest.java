package dev.plumbline.models.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.ReferenceModels;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.onnx.OnnxGraph;
import dev.plumbline.models.transformer.Networks;
import dev.plumbline.models.transformer.TransformerNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Graphs give transformers' token vectors, and those of the native network. */
final class OnnxExportTest {

    private static final float TOLERANCE = 1e-5f;

    @TempDir
    private Path folder;

    private Path file;

    private OnnxGraph export(Path network, Attention attention, long oneFileBytes) {
        file = folder.resolve("onnx/model.onnx");
        OnnxExport.write(network, attention, file, oneFileBytes);
        return OnnxGraph.load(file);
    }

    @ParameterizedTest
    @CsvSource({
        "qwen2-causal, CAUSAL, 1000000",
        "qwen2-bidirectional, BIDIRECTIONAL, 0",
        "qwen2-old, CAUSAL, 0",
        "qwen2-bfloat16, BIDIRECTIONAL, 1000000",
        "bert-float16, BIDIRECTIONAL, 1000000",
        "bert-old, BIDIRECTIONAL, 0",
        "roberta, BIDIRECTIONAL, 1000000",
        "xlm-roberta, BIDIRECTIONAL, 0",
        "qwen3, CAUSAL, 0",
        "qwen3-window, BIDIRECTIONAL, 0",
        "qwen2-window, CAUSAL, 0",
        "qwen2-yarn, CAUSAL, 0",
        "mistral, CAUSAL, 0",
        "mistral-window, CAUSAL, 0",
        "mistral-around, BIDIRECTIONAL, 0",
        "llama3, CAUSAL, 0",
        "llama-bias, BIDIRECTIONAL, 0",
        "modernbert, BIDIRECTIONAL, 0",
        "modernbert-bias, BIDIRECTIONAL, 0",
        "mpnet, BIDIRECTIONAL, 0",
        "distilbert, BIDIRECTIONAL, 0",
        "nomic_bert, BIDIRECTIONAL, 0",
        "eurobert, BIDIRECTIONAL, 0",
        "gemma, CAUSAL, 0",
        "gemma2, CAUSAL, 0",
        "gemma2-around, BIDIRECTIONAL, 0",
        "gemma3, CAUSAL, 0",
        "gemma3-around, BIDIRECTIONAL, 0"
    })
    void tokenVectorsAreThoseOfTransformers(String name, Attention attention, long oneFileBytes) {
        Networks.Expected expected = Networks.Expected.of(name);
        int[][] texts = expected.tokens();
        try (OnnxGraph graph = export(Networks.golden(name), attention, oneFileBytes)) {
            assertThat(Files.exists(file.resolveSibling("model.onnx_data"))).isEqualTo(oneFileBytes == 0);
            float[][] alone = Networks.alone(graph, texts);
            float[][] together = Networks.together(graph, texts);
            for (int text = 0; text < texts.length; text++) {
                assertThat(alone[text]).as("text %d", text).containsExactly(expected.text(text), within(TOLERANCE));
                assertThat(together[text])
                        .as("text %d in a batch", text)
                        .containsExactly(alone[text], within(TOLERANCE));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"qwen2-tiny, BIDIRECTIONAL", "qwen2-tiny, CAUSAL", "bert-tiny, BIDIRECTIONAL"})
    void referenceModelsAreEqualToTheNativeNetwork(String name, Attention attention) {
        Path model = ReferenceModels.own(name);
        int[][] texts = {new int[64], {5, 7, 199, 20, 1}, {3}};
        for (int i = 0; i < texts[0].length; i++) {
            texts[0][i] = (i * 37) % 200;
        }
        try (TransformerNetwork network = TransformerNetwork.open(model, attention, Networks.libtorch());
                OnnxGraph graph = export(model, attention, 100_000)) {
            float[][] expected = Networks.together(network, texts);
            float[][] vectors = Networks.together(graph, texts);
            for (int text = 0; text < texts.length; text++) {
                assertThat(vectors[text]).containsExactly(expected[text], within(TOLERANCE));
            }
        }
    }

    @Test
    void theGraphSaysWhichAttentionItHas() throws OrtException {
        export(Networks.golden("qwen2-old"), Attention.BIDIRECTIONAL, 0).close();
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
            Map<String, String> metadata = session.getMetadata().getCustomMetadata();
            assertThat(metadata)
                    .containsEntry(OnnxExport.ATTENTION, "bidirectional")
                    .containsKey(OnnxExport.WEIGHTS);
        }
    }

    @Test
    void aGraphThatIsThereIsNotReplaced() throws IOException {
        Path network = Networks.golden("roberta");
        file = folder.resolve("model.onnx");
        Files.writeString(file.resolveSibling("model.onnx_data"), "");
        assertThatThrownBy(() -> OnnxExport.write(network, Attention.BIDIRECTIONAL, file))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("model.onnx_data is there already");
        assertThatThrownBy(() -> OnnxExport.write(network, Attention.CAUSAL, folder.resolve("other.onnx")))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("bidirectional");
        assertThat(file).doesNotExist();
    }
}
