package dev.plumbline.models.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.hub.Hub;
import dev.plumbline.hub.HubEnvironment;
import dev.plumbline.hub.HubProgress;
import dev.plumbline.hub.HubServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files of a model's repository are fetched. */
final class HubModelsTest {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String REPOSITORY = "models/org/name";
    private static final String MODULES = """
            [{"path": "", "type": "sentence_transformers.models.Transformer"},
             {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
             {"path": "2_Dense", "type": "sentence_transformers.models.Dense"}]
            """;

    @TempDir
    private Path folder;

    private HubServer server;

    @BeforeEach
    void start() throws IOException {
        server = new HubServer();
        for (String path : new String[] {
            ".gitattributes",
            "README.md",
            "config.json",
            "config_sentence_transformers.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "vocab.txt",
            "sentencepiece.bpe.model",
            "1_Pooling/config.json",
            "2_Dense/config.json",
            "2_Dense/model.safetensors",
            "2_Dense/pytorch_model.bin",
            "pytorch_model.bin",
            "tf_model.h5",
            "onnx/model_O4.onnx",
            "onnx/config.json",
            "openvino/openvino_model.xml",
            "train_script.py",
        }) {
            server.add(REPOSITORY, COMMIT, path, "content of " + path);
        }
        server.add(REPOSITORY, COMMIT, "modules.json", MODULES);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HubModels models(boolean offline) {
        HubEnvironment environment =
                new HubEnvironment(Map.of("HF_ENDPOINT", server.endpoint(), "HF_HOME", folder.toString()), folder);
        return new HubModels(
                environment.cache(),
                offline ? Optional.empty() : Optional.of(Hub.of(environment, HubProgress.NONE, Duration.ofMillis(1))));
    }

    private Set<String> fetched(WeightsForm form, boolean alsoNative) throws IOException {
        Path snapshot = models(false).find("org/name", form, alsoNative).folder();
        Set<String> paths = new TreeSet<>();
        try (Stream<Path> files = Files.walk(snapshot)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> paths.add(snapshot.relativize(file).toString()));
        }
        return paths;
    }

    private static final String[] CONFIGURATION = {
        "1_Pooling/config.json",
        "2_Dense/config.json",
        "2_Dense/model.safetensors",
        "config.json",
        "config_sentence_transformers.json",
        "modules.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "vocab.txt"
    };

    @Test
    void weightsInSafetensorsAndNothingPickled() throws IOException {
        server.add(REPOSITORY, COMMIT, "model.safetensors", "weights");
        assertThat(fetched(WeightsForm.AUTO, false))
                .contains(CONFIGURATION)
                .hasSize(10)
                .contains("model.safetensors");
        assertThat(server.downloads("pytorch_model.bin")).isEmpty();
    }

    @Test
    void theGraphWhereThereIsOneWithItsTensors() throws IOException {
        server.add(REPOSITORY, COMMIT, "model.safetensors", "weights")
                .add(REPOSITORY, COMMIT, "onnx/model.onnx", "graph")
                .add(REPOSITORY, COMMIT, "onnx/model.onnx_data", "tensors");
        assertThat(fetched(WeightsForm.AUTO, false))
                .contains(CONFIGURATION)
                .contains("onnx/model.onnx", "onnx/model.onnx_data")
                .hasSize(11);
        assertThat(fetched(WeightsForm.AUTO, true))
                .contains("model.safetensors")
                .hasSize(12);
    }

    @Test
    void theFormThatIsAskedFor() throws IOException {
        server.add(REPOSITORY, COMMIT, "model.safetensors", "weights")
                .add(REPOSITORY, COMMIT, "onnx/model.onnx", "graph");
        assertThat(fetched(WeightsForm.NATIVE, false))
                .contains("model.safetensors")
                .doesNotContain("onnx/model.onnx");
        // what is there will do
        assertThat(fetched(WeightsForm.AUTO, false)).doesNotContain("onnx/model.onnx");
        assertThat(models(true).find("org/name", WeightsForm.AUTO, false).commit())
                .isEqualTo(COMMIT);
        assertThatThrownBy(() -> models(true).find("org/name", WeightsForm.ONNX, false))
                .hasMessageContaining("onnx/model.onnx has not been downloaded");
    }

    @Test
    void shards() throws IOException {
        server.add(REPOSITORY, COMMIT, "model.safetensors.index.json", "{}")
                .add(REPOSITORY, COMMIT, "model-00001-of-00002.safetensors", "one")
                .add(REPOSITORY, COMMIT, "model-00002-of-00002.safetensors", "two");
        assertThat(fetched(WeightsForm.AUTO, false))
                .contains(CONFIGURATION)
                .contains(
                        "model.safetensors.index.json",
                        "model-00001-of-00002.safetensors",
                        "model-00002-of-00002.safetensors")
                .hasSize(12);
    }

    @Test
    void aTransformerInAFolderOfItsOwn() throws IOException {
        server.add(REPOSITORY, COMMIT, "modules.json", "[{\"path\": \"0_Transformer\"}, {\"path\": \"1_Pooling\"}]")
                .add(REPOSITORY, COMMIT, "0_Transformer/config.json", "{}")
                .add(REPOSITORY, COMMIT, "0_Transformer/sentencepiece.bpe.model", "pieces")
                .add(REPOSITORY, COMMIT, "0_Transformer/model.safetensors", "weights");
        assertThat(fetched(WeightsForm.AUTO, false))
                .contains(
                        "0_Transformer/config.json",
                        "0_Transformer/sentencepiece.bpe.model",
                        "0_Transformer/model.safetensors",
                        "1_Pooling/config.json")
                .doesNotContain("2_Dense/config.json");
    }

    @Test
    void pickledWeightsWhereThereAreNoOthers() throws IOException {
        assertThat(fetched(WeightsForm.AUTO, false))
                .contains("pytorch_model.bin")
                .doesNotContain("2_Dense/pytorch_model.bin");
    }

    @Test
    void theRevisionIsTheCommit() {
        server.add(REPOSITORY, COMMIT, "model.safetensors", "weights");
        HubModels.Found found = models(false).find("org/name@" + COMMIT, WeightsForm.AUTO, false);
        assertThat(found.name()).isEqualTo("org/name");
        assertThat(found.commit()).isEqualTo(COMMIT);
        assertThat(found.folder().toString()).endsWith("models--org--name/snapshots/" + COMMIT);
        assertThatThrownBy(() -> models(false).find("org/name@v9", WeightsForm.AUTO, false))
                .hasMessageContaining("has no revision v9");
    }

    @Test
    void offlineWhatIsNotThereIsAnErrorThatSaysHowToGetIt() {
        assertThatThrownBy(() -> models(true).find("org/name", WeightsForm.AUTO, false))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.MODEL))
                .hasMessageContaining("plumbline data pull --model org/name");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void whatPythonFetchedServesWhereTheHubIsNotThere() throws IOException {
        server.close();
        Path repository = folder.resolve("hub/models--org--name");
        Path snapshot = Files.createDirectories(repository.resolve("snapshots").resolve(COMMIT));
        Files.createDirectories(repository.resolve("refs"));
        Files.writeString(repository.resolve("refs/main"), COMMIT);
        Files.writeString(snapshot.resolve("model.safetensors"), "weights");
        assertThat(models(false).find("org/name", WeightsForm.AUTO, false).folder())
                .isEqualTo(snapshot);
        assertThat(models(true).find("org/name", WeightsForm.AUTO, false).commit())
                .isEqualTo(COMMIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"org/name", "org/name@main", "org/name@refs/pr/1", "BAAI/bge-small-zh-v1.5"})
    void namesOfTheHub(String text) {
        assertThat(HubModels.looksLikeOne(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"name", "a/b/c", "./model", "/model", "http://host/v1", "org/name@", "org/../name", "a b/c"})
    void whatIsNoNameOfTheHub(String text) {
        assertThat(HubModels.looksLikeOne(text)).isFalse();
    }
}
