package dev.plumbline.models.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.tokenize.TextTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Token ids that sentence-transformers 6.2.0 makes with the same files: {@code test/oracle/make_tokenizers.py}. */
final class TokenizerReaderTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path temporary;

    private final List<String> warnings = new ArrayList<>();

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
    void givesSentenceTransformersTokens(String variant) throws IOException {
        JsonNode golden = MAPPER.readTree(golden(variant + "/expected.json").toFile());
        try (TextTokenizer tokenizer = read(golden(variant), OptionalInt.empty())) {
            assertThat(tokenizer.maxTokens()).isEqualTo(golden.get("max_tokens").intValue());
            assertThat(tokenizer.promptTokens(golden.get("prompt").textValue()))
                    .isEqualTo(golden.get("prompt_tokens").intValue());
            assertThat(tokenizer.promptTokens("")).isZero();
            for (JsonNode text : golden.get("cases")) {
                int[] ids = MAPPER.convertValue(text.get("ids"), int[].class);
                assertThat(tokenizer.encode(text.get("text").textValue()))
                        .as(text.get("text").textValue())
                        .isEqualTo(ids);
            }
        }
        if (variant.startsWith("bert-class")) {
            assertThat(warnings).singleElement().asString().contains("BertTokenizer", "makes anew: normaliser");
        } else {
            assertThat(warnings).isEmpty();
        }
    }

    @Test
    void countsWhatIsCut() throws IOException {
        try (TextTokenizer right = read(golden("cased"), OptionalInt.empty());
                TextTokenizer left = read(golden("left"), OptionalInt.empty())) {
            for (TextTokenizer tokenizer : List.of(right, left)) {
                assertThat(tokenizer.truncated("the river stone")).isZero();
                assertThat(tokenizer.truncated("the ".repeat(6))).isZero();
                assertThat(tokenizer.truncated("the ".repeat(50))).isEqualTo(44);
            }
        }
    }

    @Test
    void settingsAreAnotherFingerprint() {
        List<String> facts = new ArrayList<>();
        for (String variant : List.of("cased", "left", "lower-case", "bert-class-cased", "length-of-network")) {
            try (TextTokenizer tokenizer = read(golden(variant), OptionalInt.empty())) {
                facts.add(tokenizer.facts());
            }
        }
        assertThat(facts).doesNotHaveDuplicates();
    }

    @Test
    void mtebsLengthGoesFirst() {
        try (TextTokenizer tokenizer = read(golden("cased"), OptionalInt.of(5))) {
            assertThat(tokenizer.encode("the ".repeat(9))).hasSize(5);
        }
    }

    @Test
    void noTextIsLongerThanTheNetworkHasPositions() throws IOException {
        copy("cased");
        Files.writeString(temporary.resolve("sentence_bert_config.json"), "{\"max_seq_length\": 20}");
        try (TextTokenizer tokenizer = read(temporary, OptionalInt.empty())) {
            assertThat(tokenizer.encode("the ".repeat(30))).hasSize(12);
        }
        assertThat(warnings).singleElement().asString().contains("20 tokens", "12 positions");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tokenizer.json|{}|cannot be read as a tokenizer",
                "tokenizer.json|[]|not a JSON object",
                "tokenizer.json|{|cannot be read as a tokenizer",
                "tokenizer_config.json|{\"truncation_side\": \"both\"}|left or right",
                "tokenizer_config.json|{\"model_max_length\": \"long\"}|model_max_length",
                "tokenizer_config.json|{\"tokenizer_class\": \"BertTokenizer\", \"do_lower_case\": \"no\"}|do_lower_case",
                "tokenizer_config.json|{\"cls_token\": {\"content\": \"[CLS]\"}}|cls_token",
                "tokenizer_config.json|{\"tokenizer_class\": \"XLMRobertaTokenizer\"}|Unigram",
                "sentence_bert_config.json|{\"max_seq_length\": 0}|at least 1",
                "sentence_bert_config.json|{\"max_seq_length\": 9, \"max_seq_length\": 8}|not JSON",
                "sentence_bert_config.json|{\"transformer_task\": \"text-generation\"}|text-generation",
                "sentence_bert_config.json|{\"query_length\": 32}|query_length",
                "sentence_bert_config.json|{\"tokenizer_args\": {\"use_fast\": false}}|tokenizer_args",
                "sentence_bert_config.json|{\"modality_config\": {\"message\": {}}}|chat template",
                "sentence_bert_config.json|{\"modality_config\": {\"text\": {\"method\": \"encode\"}}}|forward pass",
                "config.json|{}|model_type is missing",
                "config.json|{\"model_type\": \"bert\", \"is_decoder\": true}|is_decoder"
            })
    void whatIsNotSupportedIsNamed(String file, String content, String message) throws IOException {
        copy("cased");
        Files.writeString(temporary.resolve(file), content);
        assertThatThrownBy(() -> read(temporary, OptionalInt.empty()).close())
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.MODEL))
                .hasMessageContaining(temporary.resolve(file).toString())
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"tokenizer_class\": \"XLMTokenizer\"}|XLMTokenizer, which does not run on the tokenizers library",
                "{\"tokenizer_class\": \"NllbTokenizerFast\"}|NllbTokenizer, which is not known here",
                "{\"tokenizer_class\": \"Own\", \"auto_map\": {\"AutoTokenizer\": [null, \"own.Own\"]}}|code of the model's own"
            })
    void whatTransformersDoesOtherwiseIsWarnedOf(String config, String message) throws IOException {
        copy("cased");
        Files.writeString(temporary.resolve("tokenizer_config.json"), config);
        read(temporary, OptionalInt.empty()).close();
        assertThat(warnings).singleElement().asString().contains(message);
    }

    @Test
    void aMissingTokenizerIsNamed() throws IOException {
        copy("cased");
        Files.delete(temporary.resolve("tokenizer.json"));
        assertThatThrownBy(() -> read(temporary, OptionalInt.empty()).close()).hasMessageContaining("tokenizer.json");
    }

    private TextTokenizer read(Path path, OptionalInt known) {
        ModelFolder folder = new ModelFolder(path);
        return new TokenizerReader(folder, TokenizerConfig.read(folder), SentenceBertConfig.read(folder))
                .read(NetworkConfig.read(folder), known, warnings::add);
    }

    private static Path golden(String name) {
        try {
            return Path.of(TokenizerReaderTest.class
                            .getResource("/golden/tokenizers")
                            .toURI())
                    .resolve(name);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void copy(String variant) throws IOException {
        try (Stream<Path> files = Files.list(golden(variant))) {
            for (Path file : files.toList()) {
                Files.copy(file, temporary.resolve(file.getFileName().toString()));
            }
        }
    }
}
