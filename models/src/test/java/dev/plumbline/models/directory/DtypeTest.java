package dev.plumbline.models.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.ReferenceModels;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.export.OnnxExport;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.network.FloatType;
import dev.plumbline.models.safetensors.Checkpoint;
import dev.plumbline.models.safetensors.Dtype;
import dev.plumbline.models.safetensors.FloatSource;
import dev.plumbline.models.safetensors.SafetensorsFile;
import dev.plumbline.models.safetensors.SafetensorsWriter;
import dev.plumbline.models.safetensors.Tensor;
import dev.plumbline.models.text.Dense;
import dev.plumbline.models.text.DenseActivation;
import dev.plumbline.models.text.Normalize;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.transformer.Networks;
import dev.plumbline.models.transformer.TransformerNetwork;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.Role;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checkpoints in half precision, against transformers 5.24.0, sentence-transformers 6.2.0 and torch 2.15.0 as {@code
 * test/oracle/make_dtypes.py} ran them.
 */
final class DtypeTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> TEXTS = List.of(
            "river stone market engine", "", "weather report ".repeat(30), "a stone", "the market of the river");

    @TempDir
    private Path temporary;

    private Path model;
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void store() throws IOException {
        model = stored("model", ReferenceModels.own("bert-tiny"), name -> Dtype.BF16);
        configure(model, config -> config.put("dtype", "bfloat16"));
    }

    static List<JsonNode> golden(String part) throws IOException {
        List<JsonNode> entries = new ArrayList<>();
        try (InputStream in = DtypeTest.class.getResourceAsStream("/golden/dtypes.json")) {
            MAPPER.readTree(in).get(part).forEach(entries::add);
        }
        return entries;
    }

    static List<JsonNode> networks() throws IOException {
        return golden("networks");
    }

    static List<JsonNode> heads() throws IOException {
        return golden("heads");
    }

    static List<JsonNode> cases() throws IOException {
        return golden("cases");
    }

    /**
     * Sums in another order round to the next value of a type now and then: transformers' own two ways of computing attention
     * are further apart than what is computed here is from them.
     */
    @ParameterizedTest
    @MethodSource("networks")
    void tokenVectorsAreThoseOfTransformersInTheSameType(JsonNode golden) {
        String name = golden.get("network").asText();
        FloatType type = FloatType.named(golden.get("dtype").asText()).orElseThrow();
        Attention attention = name.equals("qwen2-causal") ? Attention.CAUSAL : Attention.BIDIRECTIONAL;
        int[][] texts = Networks.Expected.of(name).tokens();
        try (TransformerNetwork lower =
                        TransformerNetwork.open(Networks.golden(name), attention, type, Networks.libtorch());
                TransformerNetwork whole =
                        TransformerNetwork.open(Networks.golden(name), attention, Networks.libtorch())) {
            float[][] vectors = Networks.alone(lower, texts);
            float[][] float32 = Networks.alone(whole, texts);
            double difference = 0;
            double rounding = 0;
            for (int text = 0; text < texts.length; text++) {
                float[] expected = floats(golden.get("vectors").get(text));
                assertThat(type.round(vectors[text].clone())).containsExactly(vectors[text]);
                difference += distance(vectors[text], expected);
                rounding += distance(float32[text], expected);
            }
            assertThat(difference)
                    .isLessThan(golden.get("between_kernels").doubleValue())
                    .isLessThan(rounding);
            assertThat(lower.facts()).isNotEqualTo(whole.facts());
        }
    }

    @ParameterizedTest
    @MethodSource("heads")
    void poolingAndLayersRoundAsTorchDoes(JsonNode golden) {
        FloatType type = FloatType.named(golden.get("dtype").asText()).orElseThrow();
        Pooling pooling = Stream.of(Pooling.values())
                .filter(mode -> mode.label().equals(golden.get("pooling").asText()))
                .findFirst()
                .orElseThrow();
        Dense dense = new Dense(
                new Dense.Weights(6, 6, floats(golden.get("matrix")), Optional.of(floats(golden.get("bias")))),
                DenseActivation.TANH,
                Dense.Residual.INPUT);
        float[] tokens = floats(golden.get("tokens"));
        SentenceHead pooled = new SentenceHead(List.of(pooling), true, List.of(), OptionalInt.empty()).in(type);
        SentenceHead all =
                new SentenceHead(List.of(pooling), true, List.of(dense, new Normalize()), OptionalInt.empty());
        assertThat(pooled.apply(tokens, 0, 7, 6)).containsExactly(floats(golden.get("pooled")));
        float ulp = type == FloatType.BFLOAT16 ? 0x1p-8f : 0x1p-11f;
        float[] vector = all.in(type).apply(tokens, 0, 7, 6);
        assertThat(vector).containsExactly(floats(golden.get("normalised")), within(ulp));
        assertThat(type.round(vector.clone())).containsExactly(vector);
        assertThat(all.in(type).facts()).isNotEqualTo(all.facts());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void autoIsWhatTransformersTakes(JsonNode golden) throws IOException {
        Map<String, JsonNode> prefixes = new LinkedHashMap<>();
        golden.get("stored").properties().forEach(entry -> prefixes.put(entry.getKey(), entry.getValue()));
        boolean double64 = prefixes.containsKey("");
        Path folder = temporary.resolve("case");
        Files.createDirectory(folder);
        Files.copy(Networks.golden("bert-old").resolve("config.json"), folder.resolve("config.json"));
        configure(folder, config -> {
            config.remove(List.of("dtype", "torch_dtype"));
            config.setAll((ObjectNode) golden.get("says"));
        });
        copy(
                Networks.golden("bert-old").resolve(Checkpoint.SINGLE),
                folder,
                name -> prefixes.entrySet().stream()
                        .filter(entry -> name.startsWith(entry.getKey()))
                        .map(entry -> entry.getValue().asText().equals("float16") ? Dtype.F16 : Dtype.BF16)
                        .findFirst()
                        .orElse(Dtype.F32));
        ModelFolder root = new ModelFolder(folder);
        ComputedType auto;
        try {
            auto = ComputedType.of(
                    Optional.of(DtypeChoice.AUTO), NetworkConfig.read(root), WeightsFiles.find(root, root), false);
        } catch (PlumblineException e) {
            assertThat(golden.get("dtype").asText()).isEqualTo("float64");
            assertThat(e).hasMessageContaining("--dtype auto").hasMessageContaining("float64");
            return;
        }
        // double precision is not written by us; read it is
        assertThat(auto.type().label())
                .isEqualTo(double64 ? "bfloat16" : golden.get("dtype").asText());
    }

    @Test
    void float32IsTakenUnlessAskedOtherwiseAndSaidOnce() throws IOException {
        float[] float32 = encode(model, options());
        assertThat(warnings).singleElement().asString().contains("bfloat16", "config.json", "float32", "--dtype auto");
        warnings.clear();
        try (Encoder encoder = Models.openEncoder(model.toString(), options())) {
            assertThat(encoder.warnings()).isEqualTo(warnings);
            assertThat(encoder.about()).doesNotContainKey(Model.DTYPE);
            assertThat(encoder.about().get("weights")).contains("float32", "bfloat16");
        }
        warnings.clear();
        assertThat(encode(model, options().withDtype(DtypeChoice.FLOAT32))).containsExactly(float32);
        float[] auto = encode(model, options().withDtype(DtypeChoice.AUTO));
        assertThat(encode(model, options().withDtype(DtypeChoice.BFLOAT16))).containsExactly(auto);
        assertThat(warnings).isEmpty();
        assertThat(auto).isNotEqualTo(float32).containsExactly(float32, within(0.05f));
        assertThat(FloatType.BFLOAT16.round(auto.clone())).containsExactly(auto);

        configure(model, config -> config.remove("dtype"));
        assertThat(encode(model, options().withDtype(DtypeChoice.AUTO))).containsExactly(auto);
        assertThat(warnings).isEmpty();
        assertThat(encode(model, options())).containsExactly(float32);
        assertThat(warnings).singleElement().asString().contains("bfloat16", "stored");
    }

    @Test
    void whatConfigJsonNamesIsTakenOverWhatIsStored() throws IOException {
        configure(model, config -> config.put("dtype", "float32"));
        float[] float32 = encode(model, options());
        assertThat(warnings).isEmpty();
        assertThat(encode(model, options().withDtype(DtypeChoice.AUTO))).containsExactly(float32);
    }

    @Test
    void whatIsWrittenInFloat32SaysSo() throws IOException {
        assertThat(DirectoryContent.of(model).inFloat32().config().get("dtype").asText())
                .isEqualTo("float32");
        configure(model, config -> {
            config.remove("dtype");
            config.put("torch_dtype", "bfloat16");
        });
        ObjectNode old = DirectoryContent.of(model).inFloat32().config();
        assertThat(old.get("dtype").asText()).isEqualTo("float32");
        assertThat(old.has("torch_dtype")).isFalse();
        configure(model, config -> config.remove("torch_dtype"));
        assertThat(DirectoryContent.of(model).inFloat32().config().has("dtype")).isFalse();
    }

    @Test
    void theTypeIsPartOfWhatAVectorIsKeptUnder() {
        List<String> identities = new ArrayList<>();
        List<String> revisions = new ArrayList<>();
        List<String> fingerprints = new ArrayList<>();
        List<String> types = new ArrayList<>();
        for (DtypeChoice choice : List.of(DtypeChoice.FLOAT32, DtypeChoice.BFLOAT16, DtypeChoice.FLOAT16)) {
            try (Encoder encoder =
                    Models.openEncoder(model.toString(), options().withDtype(choice))) {
                identities.add(encoder.identity().orElseThrow());
                fingerprints.add(encoder.fingerprint().orElseThrow());
                revisions.add(encoder.card().revision());
                types.add(encoder.about().getOrDefault(Model.DTYPE, "none"));
            }
        }
        assertThat(identities).doesNotHaveDuplicates();
        assertThat(revisions).doesNotHaveDuplicates();
        assertThat(fingerprints).doesNotHaveDuplicates();
        assertThat(types).containsExactly("none", "bfloat16", "float16");
    }

    @ParameterizedTest
    @EnumSource(
            value = DtypeChoice.class,
            names = {"BFLOAT16", "FLOAT16"})
    void aTextsVectorDoesNotDependOnTheTextsBesideIt(DtypeChoice choice) {
        for (String name : List.of("bert-tiny", "qwen2-tiny")) {
            ModelOptions options = options().withDtype(choice).withThreads(2);
            try (Encoder encoder =
                    Models.openEncoder(ReferenceModels.own(name).toString(), options.withBatchTokens(8192))) {
                float[] together =
                        encoder.encode(TestTasks.request(TEXTS, Role.NONE)).data();
                int width = encoder.card().dimensions();
                for (int text = 0; text < TEXTS.size(); text++) {
                    float[] alone = encoder.encode(TestTasks.request(List.of(TEXTS.get(text)), Role.NONE))
                            .data();
                    assertThat(Arrays.copyOfRange(together, text * width, (text + 1) * width))
                            .containsExactly(alone);
                }
            }
        }
    }

    @Test
    void aGraphIsNotRunInAnotherType() throws IOException {
        float[] auto = encode(model, options().withDtype(DtypeChoice.AUTO));
        Path graph = model.resolve("onnx/model.onnx");
        OnnxExport.write(model, Attention.BIDIRECTIONAL, graph);

        assertThat(encode(model, options().withDtype(DtypeChoice.AUTO))).containsExactly(auto);
        encode(model, options().withDtype(DtypeChoice.FLOAT32).withWeights(WeightsForm.ONNX));
        assertThat(warnings).isEmpty();
        encode(model, options());
        assertThat(warnings).singleElement().asString().contains("graph", "bfloat16");
        refused(options().withDtype(DtypeChoice.AUTO).withWeights(WeightsForm.ONNX))
                .contains("--dtype auto", "bfloat16", "model.onnx", "--weights native");
        Files.delete(model.resolve(Checkpoint.SINGLE));
        refused(options().withDtype(DtypeChoice.FLOAT16)).contains("--dtype float16", "model.onnx");
        warnings.clear();
        encode(model, options());
        assertThat(warnings).isEmpty();
    }

    @Test
    void aModelWithoutWeightsOfItsOwnHasNoChoice() {
        assertThatThrownBy(() -> Models.open("random", options().withDtype(DtypeChoice.AUTO)))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("--dtype");
    }

    private AbstractStringAssert<?> refused(ModelOptions options) {
        PlumblineException thrown = catchThrowableOfType(PlumblineException.class, () -> encode(model, options));
        assertThat(thrown).isNotNull();
        assertThat(thrown.kind()).isEqualTo(PlumblineException.Kind.USAGE);
        return assertThat(thrown.getMessage());
    }

    private ModelOptions options() {
        return ModelOptions.defaults().withThreads(1).withProgress(new EncodeProgress() {
            @Override
            public void encoded(long texts, long tokens) {}

            @Override
            public void warning(String message) {
                warnings.add(message);
            }
        });
    }

    private static float[] encode(Path folder, ModelOptions options) {
        try (Encoder encoder = Models.openEncoder(folder.toString(), options)) {
            return encoder.encode(TestTasks.request(TEXTS, Role.NONE)).data();
        }
    }

    /** A model with its weights rounded to other types. */
    private Path stored(String name, Path source, Function<String, Dtype> type) throws IOException {
        Path folder = temporary.resolve(name);
        ModelDirectoryWriter.write(
                folder, DirectoryContent.of(source), place -> copy(source.resolve(Checkpoint.SINGLE), place, type));
        return folder;
    }

    private static void copy(Path weights, Path folder, Function<String, Dtype> type) throws IOException {
        List<Tensor> tensors = new ArrayList<>();
        try (SafetensorsFile file = SafetensorsFile.open(weights)) {
            file.tensors()
                    .forEach((name, entry) -> tensors.add(
                            new Tensor(name, type.apply(name), entry.shape(), FloatSource.of(file.floats(name)))));
        }
        SafetensorsWriter.write(folder.resolve(Checkpoint.SINGLE), tensors, Map.of("format", "pt"));
    }

    private static void configure(Path folder, Consumer<ObjectNode> change) throws IOException {
        Path file = folder.resolve("config.json");
        ObjectNode config = (ObjectNode) MAPPER.readTree(file.toFile());
        change.accept(config);
        Files.writeString(file, config.toString());
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).doubleValue();
        }
        return values;
    }

    private static double distance(float[] a, float[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            squares += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(squares);
    }
}
