package dev.plumbline.models.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.models.prompt.PromptTable;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Directories with the ONNX graph of the bundled all-MiniLM-L6-v2. */
final class ModelDirectoryTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> TEXTS =
            List.of("", "a", "The weather is lovely today.", "你好，世界", "word ".repeat(300));
    private static final TaskSpec STS = TestTasks.task("STS12", TaskType.STS, TaskKind.STS, null);

    @TempDir
    private static Path shared;

    @TempDir
    private Path temporary;

    private Path model;
    private final List<String> notes = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    @BeforeAll
    static void unpack() throws IOException {
        for (String name : List.of("model.onnx", "tokenizer.json")) {
            String resource = name.equals("model.onnx") ? "/all-minilm-l6-v2.onnx" : "/all-minilm-l6-v2-tokenizer.json";
            try (InputStream in = ModelDirectoryTest.class.getResourceAsStream(resource)) {
                Files.copy(in, shared.resolve(name));
            }
        }
    }

    @BeforeEach
    void write() {
        model = temporary.resolve("my-model");
        write(model, content());
    }

    @Test
    void givesTheVectorsOfTheSameModelEmbedded() {
        try (Encoder directory = open(options());
                Encoder embedded = Models.openEncoder("embedded:all-MiniLM-L6-v2", ModelOptions.defaults())) {
            assertThat(encode(directory).data())
                    .containsExactly(encode(embedded).data(), within(1e-6f));
            assertThat(directory.card().maxTokens()).isEqualTo(256);
            assertThat(directory.card().dimensions()).isEqualTo(384);
        }
        assertThat(warnings).isEmpty();
        assertThat(notes)
                .singleElement()
                .asString()
                .contains("my-model", "onnx/model.onnx", "bidirectional", "config_sentence_transformers.json");
    }

    @Test
    void isNamedAfterItsFolderAndAllThatDecidesItsVectors() {
        Path other = temporary.resolve("other");
        write(other, content().withHead(SentenceHead.of(Pooling.CLS, true)));
        String first;
        try (Encoder encoder = open(options())) {
            assertThat(encoder.card().name()).isEqualTo("local/my-model");
            assertThat(encoder.card().revision()).matches("local-[0-9a-f]{12}");
            first = encoder.card().revision();
        }
        try (Encoder encoder = Models.openEncoder(other.toString(), options())) {
            assertThat(encoder.card().name()).isEqualTo("local/other");
            assertThat(encoder.card().revision()).isNotEqualTo(first);
        }
        ModelOptions renamed = options().withName("me/it").withRevision("1").withSimilarity(Similarity.DOT);
        try (Encoder encoder = open(renamed)) {
            assertThat(encoder.card().name()).isEqualTo("me/it");
            assertThat(encoder.card().revision()).isEqualTo("1");
            assertThat(encoder.card().similarity()).isEqualTo(Similarity.DOT);
        }
    }

    @Test
    void usesItsOwnPromptsUnlessToldOtherwise() {
        TaskSpec task = TestTasks.retrieval("NFCorpus");
        try (Encoder encoder = open(options())) {
            assertThat(encoder.prompt(task, Role.QUERY)).isEqualTo("question: ");
            assertThat(encoder.prompt(task, Role.DOCUMENT)).isEmpty();
        }
        try (Encoder encoder = open(options().withPrompts(PromptRule.NONE))) {
            assertThat(encoder.prompt(task, Role.QUERY)).isEmpty();
        }
    }

    @Test
    void aKnownModelsNameBringsItsPrompts() {
        Path known = temporary.resolve("e5-small-v2");
        write(known, content());
        try (Encoder encoder = Models.openEncoder(known.toString(), options())) {
            assertThat(encoder.prompt(TestTasks.retrieval("NFCorpus"), Role.DOCUMENT))
                    .isEqualTo("passage: ");
        }
        assertThat(notes).singleElement().asString().contains("preset e5");
    }

    @Test
    void aSnapshotOfTheHubsCacheIsKnownByItsModel() throws IOException {
        Path snapshot = temporary.resolve("models--intfloat--e5-base/snapshots/0123abcd");
        Files.createDirectories(snapshot.getParent());
        Files.move(model, snapshot);
        try (Encoder encoder = Models.openEncoder(snapshot.toString(), options())) {
            assertThat(encoder.prompt(TestTasks.retrieval("NFCorpus"), Role.QUERY))
                    .isEqualTo("query: ");
        }
    }

    @Test
    void aPlainDirectoryIsPooledByTheMeanAndSaysSo() throws IOException {
        Files.delete(model.resolve("modules.json"));
        try (Encoder encoder = open(options());
                Encoder embedded = Models.openEncoder("embedded:all-MiniLM-L6-v2", ModelOptions.defaults())) {
            assertThat(encoder.prompt(TestTasks.retrieval("NFCorpus"), Role.QUERY))
                    .isEmpty();
            assertThat(encoder.card().maxTokens()).isEqualTo(512);
            float[] vector =
                    encoder.encode(TestTasks.request(List.of("a"), Role.NONE)).data();
            double length = Math.sqrt(dot(vector, vector));
            assertThat(length).isGreaterThan(1.5);
            float[] scaled =
                    embedded.encode(TestTasks.request(List.of("a"), Role.NONE)).data();
            assertThat(dot(vector, scaled) / length).isCloseTo(1, within(1e-6));
        }
        assertThat(warnings).singleElement().asString().contains("no modules.json", "mean");
    }

    @Test
    void aPlainDirectoryWithAChatTemplateIsRefused() throws IOException {
        Files.delete(model.resolve("modules.json"));
        Files.writeString(model.resolve("tokenizer_config.json"), "{\"chat_template\": \"{{ messages }}\"}");
        refused("chat template");
    }

    @Test
    void tokensOfThePromptCanBeLeftOut() {
        SentenceHead head = new SentenceHead(List.of(Pooling.MEAN), false, List.of(), OptionalInt.empty());
        Path other = temporary.resolve("without");
        write(other, content().withHead(head));
        TaskSpec task = TestTasks.retrieval("NFCorpus");
        try (Encoder without = Models.openEncoder(other.toString(), options());
                Encoder whole = open(options())) {
            assertThat(without.fingerprint()).isEmpty();
            assertThat(whole.fingerprint()).isPresent();
            float[] one = without.encode(TestTasks.request(List.of("what is copper"), Role.QUERY))
                    .data();
            float[] two = whole.encode(TestTasks.request(List.of("what is copper"), Role.QUERY))
                    .data();
            double cosine = dot(one, two) / Math.sqrt(dot(one, one) * dot(two, two));
            assertThat(cosine).isBetween(0.5, 0.9999);
            assertThat(without.prompt(task, Role.QUERY)).isEqualTo("question: ");
        }
    }

    @Test
    void attentionIsBuiltIntoAGraph() throws IOException {
        assertThatThrownBy(() -> open(options().withAttention(Attention.CAUSAL)).close())
                .hasMessageContaining("--attention causal")
                .hasMessageContaining("bidirectional");
        open(options().withAttention(Attention.BIDIRECTIONAL)).close();
        Files.writeString(model.resolve("config.json"), "{\"model_type\": \"qwen2\", \"is_causal\": true}");
        assertThatThrownBy(() ->
                        open(options().withAttention(Attention.BIDIRECTIONAL)).close())
                .hasMessageContaining("built in, causal");
        open(options().withAttention(Attention.CAUSAL)).close();
        Files.writeString(model.resolve("config.json"), "{\"model_type\": \"qwen2\"}");
        assertThatThrownBy(() -> open(options().withAttention(Attention.CAUSAL)).close())
                .hasMessageContaining("neither it nor config.json says which");
        assertThatThrownBy(() -> Models.openEncoder(
                        "embedded:all-MiniLM-L6-v2", ModelOptions.defaults().withAttention(Attention.CAUSAL)))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.USAGE))
                .hasMessageContaining("--attention");
    }

    @Test
    void graphsInReducedPrecisionAreNotTakenForTheModel() throws IOException {
        Path graph = model.resolve("onnx/model.onnx");
        Files.move(graph, model.resolve("onnx/model_quantized.onnx"));
        refused("model_quantized.onnx");
        Files.copy(shared.resolve("model.onnx"), model.resolve("onnx/model_O3.onnx"));
        open(options()).close();
        assertThat(notes).singleElement().asString().contains("model_O3.onnx");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pytorch_model.bin||pytorch_model.bin is not read",
                "tf_model.h5||tf_model.h5 is not read",
                "onnx/readme.txt||no model.safetensors",
                "adapter_config.json|{}|base_model_name_or_path must name"
            })
    void withoutReadableWeightsItSaysWhatIsThere(String file, String content, String message) throws IOException {
        Files.delete(model.resolve("onnx/model.onnx"));
        Files.writeString(model.resolve(file), content == null ? "" : content);
        refused(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "config_sentence_transformers.json|{\"similarity_fn_name\": \"euclidean\"}|euclidean",
                "config_sentence_transformers.json|{\"model_type\": \"SparseEncoder\"}|SparseEncoder",
                "config_sentence_transformers.json|{\"prompts\": {\"a\": 3}}|'a' must be a string",
                "config_sentence_transformers.json|{\"prompts\": [\"a\"]}|an object of prompts",
                "config_sentence_transformers.json|{\"default_prompt_name\": \"a\"}|default prompt 'a'",
                "onnx/model.onnx|no graph|ONNX Runtime cannot load it",
                "modules.json|[]|list of modules"
            })
    void whatIsNotSupportedIsNamed(String file, String content, String message) throws IOException {
        // or a linked graph would be written into
        Files.delete(model.resolve(file));
        Files.writeString(model.resolve(file), content);
        refused(message);
        assertThatThrownBy(() -> open(options()).close()).hasMessageContaining(file);
    }

    @Test
    void anotherSimilarityCanBeAskedForInstead() throws IOException {
        Files.writeString(
                model.resolve("config_sentence_transformers.json"), "{\"similarity_fn_name\": \"euclidean\"}");
        open(options().withSimilarity(Similarity.COSINE)).close();
    }

    @Test
    void formsThatAreNotThereAreNamed() {
        assertThatThrownBy(() -> open(options().withWeights(WeightsForm.NATIVE)).close())
                .hasMessageContaining("model.safetensors");
        assertThatThrownBy(() -> Models.openEncoder(temporary.resolve("nothing").toString(), options()))
                .hasMessageContaining("no such directory");
        assertThatThrownBy(() -> Models.openEncoder(model.resolve("config.json").toString(), options()))
                .hasMessageContaining("is a file");
    }

    @Test
    void formsAreNotAskedOfWhatHasOne() {
        assertThatThrownBy(() -> Models.openEncoder(
                        "embedded:all-MiniLM-L6-v2", ModelOptions.defaults().withWeights(WeightsForm.ONNX)))
                .hasMessageContaining("--weights");
    }

    @Test
    void aDirectoryIsWrittenWholeOrNotAtAll() throws IOException {
        assertThatThrownBy(() -> write(model, content())).hasMessageContaining("is there already");
        Path failing = temporary.resolve("failing");
        assertThatThrownBy(() -> ModelDirectoryWriter.write(failing, content(), folder -> {
                    throw new IOException("no room");
                }))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.STORAGE))
                .hasMessageContaining("no room");
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("my-model");
        }
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        DirectoryContent content = content().withAttention(Attention.BIDIRECTIONAL);
        Path other = temporary.resolve("other");
        write(other, content);
        DirectoryContent read = DirectoryContent.of(other);
        assertThat(read.config()).isEqualTo(content.config());
        assertThat(read.config().get("is_causal").booleanValue()).isFalse();
        assertThat(read.head()).isEqualTo(content.head());
        assertThat(read.maxTokens()).isEqualTo(content.maxTokens());
        assertThat(read.prompts().prompts()).isEqualTo(content.prompts().prompts());
        assertThat(read.prompts().defaultName()).isEqualTo(content.prompts().defaultName());
        List<Pooling> order = List.of(Pooling.LAST_TOKEN, Pooling.CLS);
        Path third = temporary.resolve("third");
        write(third, content().withHead(new SentenceHead(order, false, List.of(), OptionalInt.of(9))));
        assertThat(DirectoryContent.of(third).head())
                .isEqualTo(new SentenceHead(order, false, List.of(), OptionalInt.of(9)));
    }

    @Test
    void theDefaultPromptGoesBeforeTextsWithoutARole() {
        try (Encoder encoder = open(options())) {
            assertThat(encoder.prompt(STS, Role.NONE)).isEqualTo("text: ");
        }
    }

    private static DirectoryContent content() {
        ObjectNode config = MAPPER.createObjectNode()
                .put("model_type", "bert")
                .put("hidden_size", 384)
                .put("max_position_embeddings", 512);
        return new DirectoryContent(
                config,
                shared,
                SentenceHead.of(Pooling.MEAN, true),
                384,
                Optional.of(256),
                false,
                PromptTable.ofModel(Map.of("query", "question: ", "other", "text: "))
                        .withDefault("other"),
                Similarity.COSINE);
    }

    private static void write(Path folder, DirectoryContent content) {
        ModelDirectoryWriter.write(folder, content, place -> {
            Files.createDirectory(place.resolve("onnx"));
            Files.createLink(place.resolve("onnx/model.onnx"), shared.resolve("model.onnx"));
        });
    }

    private static FloatMatrix encode(Encoder encoder) {
        return encoder.encode(TestTasks.request(TEXTS, Role.DOCUMENT));
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private Encoder open(ModelOptions options) {
        return Models.openEncoder(model.toString(), options);
    }

    private void refused(String message) {
        assertThatThrownBy(() -> open(options()).close())
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.MODEL))
                .hasMessageContaining(message);
    }

    private ModelOptions options() {
        return ModelOptions.defaults().withThreads(2).withProgress(new EncodeProgress() {
            @Override
            public void encoded(long texts, long tokens) {}

            @Override
            public void note(String message) {
                notes.add(message);
            }

            @Override
            public void warning(String message) {
                warnings.add(message);
            }
        });
    }
}
