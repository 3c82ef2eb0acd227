package dev.plumbline.models.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.ReferenceModels;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.explain.Explainable;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.models.safetensors.Checkpoint;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.data.Columns;
import dev.plumbline.tasks.data.ParquetTables;
import dev.plumbline.tasks.data.Table;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The reference models and their golden files: token ids and vectors by transformers and torch in float32, one text at a
 * time.
 */
final class ReferenceDirectoriesTest {

    private static final float TOLERANCE = 1e-5f;

    @TempDir
    private Path temporary;

    private final List<String> warnings = new ArrayList<>();

    /** Rows of a golden file that belong to one variant. */
    private record Golden(List<String> texts, List<float[]> ids, List<float[]> vectors) {

        static Golden read(Path file, String variant) {
            Table table = ParquetTables.read(file, Columns.of("variant", "text", "input_ids", "embedding"));
            List<String> variants = table.strings("variant");
            int[] rows = IntStream.range(0, variants.size())
                    .filter(row -> variants.get(row).equals(variant))
                    .toArray();
            return new Golden(
                    select(table.strings("text"), rows),
                    select(table.floatVectors("input_ids"), rows),
                    select(table.floatVectors("embedding"), rows));
        }

        private static <T> List<T> select(List<T> all, int[] rows) {
            return IntStream.of(rows).mapToObj(all::get).toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "qwen2-tiny, mean_bidirectional, MEAN, BIDIRECTIONAL, NONE",
        "qwen2-tiny, mean_causal, MEAN, CAUSAL, NONE",
        "qwen2-tiny, last_bidirectional, LAST_TOKEN, BIDIRECTIONAL, NONE",
        "qwen2-tiny, mean_bidirectional_query_prompt, MEAN, BIDIRECTIONAL, QUERY",
        "bert-tiny, cls, CLS, BIDIRECTIONAL, NONE",
        "bert-tiny, mean, MEAN, BIDIRECTIONAL, NONE"
    })
    void givesTransformersTokensAndVectors(
            String model, String variant, Pooling pooling, Attention attention, Role role) {
        ReferenceModels.folders().forEach(models -> check(models, model, variant, pooling, attention, role));
    }

    private void check(Path models, String model, String variant, Pooling pooling, Attention attention, Role role) {
        Golden golden = Golden.read(models.resolve(model + "-golden.parquet"), variant);
        assertThat(golden.texts()).hasSizeGreaterThan(50);
        Path source = models.resolve(model);
        Path folder = temporary.resolve("variant" + models.toString().hashCode());
        write(folder, DirectoryContent.of(source).withHead(SentenceHead.of(pooling, true)), source);
        ModelOptions options = options().withAttention(attention);
        options = role == Role.NONE ? options.withPrompts(PromptRule.NONE) : options;
        for (int batchTokens : List.of(1, 300, 8192)) {
            try (Encoder encoder = Models.openEncoder(folder.toString(), options.withBatchTokens(batchTokens))) {
                FloatMatrix vectors = encoder.encode(TestTasks.request(golden.texts(), role));
                for (int row = 0; row < vectors.rows(); row++) {
                    assertThat(vectors.select(new int[] {row}).data())
                            .as("%s, batches of %d tokens", golden.texts().get(row), batchTokens)
                            .containsExactly(golden.vectors().get(row), within(TOLERANCE));
                }
            }
        }
        try (Encoder encoder = Models.openEncoder(folder.toString(), options)) {
            Explainable explainable = (Explainable) encoder;
            for (int row = 0; row < golden.texts().size(); row++) {
                List<Integer> ids = new ArrayList<>();
                for (float id : golden.ids().get(row)) {
                    ids.add((int) id);
                }
                assertThat(explainable
                                .explain(
                                        TestTasks.retrieval("TestRetrieval"),
                                        role,
                                        golden.texts().get(row))
                                .tokens())
                        .isEqualTo(ids);
            }
        }
    }

    /** What each directory asks for by itself. */
    @ParameterizedTest
    @CsvSource({"qwen2-tiny, mean_bidirectional", "bert-tiny, cls"})
    void aDirectoryIsRunAsItsFilesSay(String model, String variant) {
        Golden golden = Golden.read(reference(model + "-golden.parquet"), variant);
        try (Encoder encoder = Models.openEncoder(reference(model).toString(), options())) {
            FloatMatrix vectors = encoder.encode(TestTasks.request(golden.texts(), Role.NONE));
            for (int row = 0; row < vectors.rows(); row++) {
                assertThat(vectors.select(new int[] {row}).data())
                        .containsExactly(golden.vectors().get(row), within(TOLERANCE));
            }
            assertThat(encoder.card().name()).isEqualTo("local/" + model);
            assertThat(encoder.card().maxTokens()).isEqualTo(64);
            assertThat(encoder.card().parameters()).isEqualTo(model.startsWith("qwen2") ? 35_616 : 29_424);
        }
        assertThat(warnings).isEmpty();
    }

    /** sentence-transformers 6.2.0 gives zeros beside other texts, and fails on a batch of nothing but empty texts. */
    @Test
    void aTextWithoutTokensIsZero() {
        try (Encoder encoder = Models.openEncoder(reference("qwen2-tiny").toString(), options())) {
            assertThat(encoder.encode(TestTasks.request(List.of("", ""), Role.NONE))
                            .data())
                    .containsOnly(0f);
            assertThat(encoder.encode(TestTasks.request(List.of("a", "", "b"), Role.NONE))
                            .select(new int[] {1})
                            .data())
                    .containsOnly(0f);
        }
    }

    @Test
    void attentionIsAskedForOrConfiguredOrKnownOrCausalWithAWarning() throws IOException {
        Path folder = temporary.resolve("copy");
        write(folder, DirectoryContent.of(reference("qwen2-tiny")), reference("qwen2-tiny"));
        float[] bidirectional = encode(folder, options());
        float[] causal = encode(folder, options().withAttention(Attention.CAUSAL));
        assertThat(distance(bidirectional, causal)).isGreaterThan(0.01);
        assertThat(warnings).isEmpty();

        Path config = folder.resolve("config.json");
        ObjectNode node = (ObjectNode) new ObjectMapper().readTree(config.toFile());
        node.put("is_causal", true);
        Files.writeString(config, node.toString());
        assertThat(encode(folder, options())).containsExactly(causal, within(TOLERANCE));

        node.remove("is_causal");
        Files.writeString(config, node.toString());
        assertThat(encode(folder, options())).containsExactly(causal, within(TOLERANCE));
        assertThat(warnings).singleElement().asString().contains("--attention bidirectional");

        warnings.clear();
        Path known = temporary.resolve("KaLM-embedding-multilingual-mini-instruct-v2.5");
        Files.move(folder, known);
        assertThat(encode(known, options().withPrompts(PromptRule.NONE)))
                .containsExactly(bidirectional, within(TOLERANCE));
        assertThat(warnings).isEmpty();
    }

    @Test
    void causalAttentionIsNotAskedOfABert() {
        assertThatThrownBy(() -> encode(reference("bert-tiny"), options().withAttention(Attention.CAUSAL)))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.USAGE))
                .hasMessageContaining("bidirectional");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "auto_map|{\"AutoModel\": \"modeling.Model\"}|auto_map",
                "quantization_config|{\"bits\": 4}|quantised",
                "hidden_act|\"snake\"|hidden_act",
                "model_type|\"mixtral\"|mixtral",
                "rope_scaling|{\"type\": \"mrope\", \"factor\": 4.0}|rope_scaling"
            })
    void whatTheNetworkNeedsAndIsNotSupportedIsNamed(String key, String value, String message) throws IOException {
        Path folder = temporary.resolve("copy");
        write(folder, DirectoryContent.of(reference("qwen2-tiny")), reference("qwen2-tiny"));
        ObjectMapper mapper = new ObjectMapper();
        Path config = folder.resolve("config.json");
        ObjectNode node = (ObjectNode) mapper.readTree(config.toFile());
        node.set(key, mapper.readTree(value));
        Files.writeString(config, node.toString());
        assertThatThrownBy(() -> encode(folder, options()))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.MODEL))
                .hasMessageContaining("config.json")
                .hasMessageContaining(message);
    }

    private static float[] encode(Path folder, ModelOptions options) {
        try (Encoder encoder = Models.openEncoder(folder.toString(), options)) {
            return encoder.encode(TestTasks.request(List.of("river stone market engine"), Role.NONE))
                    .data();
        }
    }

    private static double distance(float[] a, float[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            squares += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(squares);
    }

    private static void write(Path folder, DirectoryContent content, Path weights) {
        ModelDirectoryWriter.write(
                folder,
                content,
                place -> Files.copy(weights.resolve(Checkpoint.SINGLE), place.resolve(Checkpoint.SINGLE)));
    }

    private static Path reference(String name) {
        return ReferenceModels.own(name);
    }

    private ModelOptions options() {
        return ModelOptions.defaults().withThreads(2).withProgress(new EncodeProgress() {
            @Override
            public void encoded(long texts, long tokens) {}

            @Override
            public void warning(String message) {
                warnings.add(message);
            }
        });
    }
}
