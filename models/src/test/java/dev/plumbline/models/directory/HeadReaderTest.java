package dev.plumbline.models.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.text.Dense;
import dev.plumbline.models.text.DenseActivation;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.text.VectorLayer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Modules as sentence-transformers 6.2.0 saves them, and its vectors for the same token vectors: made by
 * {@code test/oracle/make_heads.py}.
 */
final class HeadReaderTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path temporary;

    static List<String> variants() {
        try (Stream<Path> folders = Files.list(golden(""))) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void givesSentenceTransformersVectors(String variant) throws IOException {
        SentenceHead head = read(golden(variant));
        for (JsonNode golden :
                MAPPER.readTree(golden(variant + "/expected.json").toFile()).get("cases")) {
            JsonNode tokens = golden.get("tokens");
            int width = tokens.get(0).size();
            float[] values = new float[tokens.size() * width];
            for (int i = 0; i < values.length; i++) {
                values[i] = tokens.get(i / width).get(i % width).floatValue();
            }
            int prompt = Math.min(golden.get("prompt_tokens").intValue(), tokens.size());
            float[] vector = head.apply(values, prompt, tokens.size(), width);
            assertThat(vector).hasSize(golden.get("vector").size()).hasSize(head.width(width));
            for (int k = 0; k < vector.length; k++) {
                assertThat(vector[k])
                        .as("%d tokens, value %d", tokens.size(), k)
                        .isCloseTo(golden.get("vector").get(k).floatValue(), within(1e-6f));
            }
        }
    }

    /** No activation is left out. */
    @Test
    void everyActivationIsInAVariant() {
        List<Object> used = new ArrayList<>();
        for (String variant : variants()) {
            for (VectorLayer layer : read(golden(variant)).layers()) {
                if (layer instanceof Dense dense) {
                    used.add(dense.activation());
                }
            }
        }
        assertThat(used).containsAll(DenseActivation.all());
    }

    @Test
    void everyVariantIsThere() {
        assertThat(variants())
                .hasSize(40)
                .contains("max", "two-dense", "older-switches", "weighted-mean-without-prompt");
    }

    @Test
    void eachSettingIsAnotherFingerprint() {
        assertThat(variants().stream().map(name -> read(golden(name)).facts()).distinct())
                .hasSize(variants().size());
    }

    @Test
    void noSwitchIsTheMean() throws IOException {
        copy("mean");
        Files.writeString(temporary.resolve("1_Pooling/config.json"), "{\"word_embedding_dimension\": 4}");
        assertThat(read(temporary).pooling()).containsExactly(Pooling.MEAN);
    }

    @Test
    void noTokensPoolToZero() {
        SentenceHead head = read(golden("normalize"));
        assertThat(head.apply(new float[0], 0, 0, 4)).containsOnly(0f);
    }

    @Test
    void truncationKeepsTheFirstValuesAsTheyAre() {
        ModelFolder folder = new ModelFolder(golden("normalize"));
        SentenceHead whole = HeadReader.read(ModuleList.read(folder).rest(), OptionalInt.empty());
        SentenceHead two = HeadReader.read(ModuleList.read(folder).rest(), OptionalInt.of(2));
        float[] tokens = {1, 2, 3, 4};
        assertThat(two.width(4)).isEqualTo(2);
        assertThat(two.apply(tokens.clone(), 0, 1, 4))
                .containsExactly(whole.apply(tokens.clone(), 0, 1, 4)[0], whole.apply(tokens.clone(), 0, 1, 4)[1]);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1_Pooling/config.json|{\"pooling_mode\": \"median\"}|'median' is not known",
                "1_Pooling/config.json|{\"pooling_mode\": 3}|must be a name or a list",
                "1_Pooling/config.json|{\"pooling_mode_cls_token\": \"yes\"}|must be true or false",
                "1_Pooling/config.json|[]|must be a JSON object",
                "1_Pooling/config.json|{|is not JSON",
                "2_Dense/config.json|{\"in_features\": 4}|out_features is missing",
                "2_Dense/config.json|{\"in_features\": 4, \"out_features\": 2}|must have the shape [2, 4], not [3, 4]",
                "2_Dense/config.json|{\"in_features\": 4, \"out_features\": 3, \"activation_function\":"
                        + " \"torch.nn.modules.activation.GLU\"}|GLU is not supported",
                "2_Dense/config.json|{\"in_features\": 4, \"out_features\": 3, \"module_input_name\":"
                        + " \"token_embeddings\"}|token_embeddings",
                "2_Dense/model.safetensors||model.safetensors",
                "modules.json|[{\"type\": \"sentence_transformers.models.CLIPModel\", \"path\": \"\"}]|CLIPModel",
                "modules.json|[{\"type\": \"my.Transformer\", \"path\": \"\"}]|my.Transformer",
                "modules.json|[{\"type\": \"sentence_transformers.models.Transformer\", \"path\": \"../x\"}]|out of",
                "modules.json|[{\"type\": \"sentence_transformers.models.Transformer\", \"path\": \"\"}]|no Pooling",
                "modules.json|{}|list of modules"
            })
    void whatIsNotSupportedIsNamed(String file, String content, String message) throws IOException {
        copy("dense-tanh");
        Files.writeString(temporary.resolve(file), content == null ? "" : content);
        assertThatThrownBy(() -> read(temporary))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.MODEL))
                .hasMessageContaining(temporary.toString())
                .hasMessageContaining(message);
    }

    @Test
    void weightsAreThereInOneOfTheForms() throws IOException {
        copy("dense-tanh");
        Files.delete(temporary.resolve("2_Dense/model.safetensors"));
        assertThatThrownBy(() -> read(temporary)).hasMessageContaining("pytorch_model.bin too");
    }

    @Test
    void poolingIsNotGuessed() throws IOException {
        copy("dense-tanh");
        Files.delete(temporary.resolve("1_Pooling/config.json"));
        assertThatThrownBy(() -> read(temporary)).hasMessageContaining("a Pooling module needs it");
    }

    @Test
    void anotherModuleIsNamed() throws IOException {
        copy("dense-tanh");
        Path list = temporary.resolve("modules.json");
        Files.writeString(list, Files.readString(list).replace("base.modules.dense.Dense", "models.LSTM"));
        assertThatThrownBy(() -> read(temporary)).hasMessageContaining("sentence_transformers.models.LSTM");
    }

    private static SentenceHead read(Path folder) {
        return HeadReader.read(ModuleList.read(new ModelFolder(folder)).rest(), OptionalInt.empty());
    }

    private static Path golden(String name) {
        try {
            return Path.of(HeadReaderTest.class.getResource("/golden/heads").toURI())
                    .resolve(name);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void copy(String variant) throws IOException {
        Path source = golden(variant);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path target = temporary.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
