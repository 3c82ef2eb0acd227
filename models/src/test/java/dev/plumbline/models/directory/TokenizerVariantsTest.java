package dev.plumbline.models.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.tokenize.TextTokenizer;
import dev.plumbline.models.tokenize.TokenizerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Token ids of many variants of class, switches, normaliser and added tokens, by sentence-transformers 6.2.0 and transformers
 * 5.24.0: {@code test/oracle/make_tokenizer_variants.py}. {@code -Dtokenizer.variants=FILE,FILE} checks those of other seeds.
 */
final class TokenizerVariantsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> FILES = List.of(
            "config.json",
            "tokenizer_config.json",
            "sentence_bert_config.json",
            "special_tokens_map.json",
            "added_tokens.json");

    @TempDir
    private Path temporary;

    @Test
    void givesSentenceTransformersTokens() throws IOException {
        String others = System.getProperty("tokenizer.variants", "");
        if (others.isEmpty()) {
            check(TokenizerVariantsTest.class.getResourceAsStream("/golden/tokenizer-variants.json.gz"), "0-");
            return;
        }
        for (String file : others.split(",", -1)) {
            check(Files.newInputStream(Path.of(file)), Path.of(file).getFileName() + "-");
        }
    }

    private void check(InputStream gzip, String prefix) throws IOException {
        List<String> wrong = new ArrayList<>();
        JsonNode golden;
        try (InputStream json = new GZIPInputStream(gzip)) {
            golden = MAPPER.readTree(json);
        }
        assertThat(golden.get("variants").size()).isGreaterThanOrEqualTo(200);
        for (int i = 0; i < golden.get("variants").size(); i++) {
            check(golden, golden.get("variants").get(i), prefix + i, wrong);
        }
        assertThat(wrong).isEmpty();
    }

    private void check(JsonNode golden, JsonNode variant, String number, List<String> wrong) throws IOException {
        Path folder = Files.createDirectory(temporary.resolve(number));
        write(golden, variant, folder);
        JsonNode expected = variant.get("expected");
        List<String> warnings = new ArrayList<>();
        try (TextTokenizer tokenizer = read(folder, warnings)) {
            if (expected.has("fails")) {
                wrong.add(number + ": is read, though transformers cannot: " + expected.get("fails"));
                return;
            }
            int most = expected.get("max_tokens").isNull()
                    ? TokenizerSettings.UNLIMITED
                    : expected.get("max_tokens").intValue();
            // where positions are learned, no longer text is read than there are; sentence-transformers fails there
            boolean cut = warnings.stream().anyMatch(text -> text.contains("positions"));
            if (tokenizer.maxTokens() != most && !cut) {
                wrong.add(number + ": at most " + tokenizer.maxTokens() + " tokens, not " + most);
            }
            JsonNode prompt = expected.get("prompt_tokens");
            if (prompt.isInt() && tokenizer.promptTokens(variant.get("prompt").textValue()) != prompt.intValue()) {
                wrong.add(number + ": prompt of "
                        + tokenizer.promptTokens(variant.get("prompt").textValue()) + " tokens, not " + prompt);
            }
            for (int i = 0; i < golden.get("texts").size(); i++) {
                String text = golden.get("texts").get(i).textValue();
                if (!expected.get("ids").get(i).isNull()) {
                    int[] ids = MAPPER.convertValue(expected.get("ids").get(i), int[].class);
                    int[] made = tokenizer.encode(text);
                    if (!Arrays.equals(made, ids)) {
                        wrong.add(number + " " + expected.get("class").textValue() + " text " + i + ": "
                                + Arrays.toString(made) + " not " + Arrays.toString(ids));
                    }
                }
            }
        } catch (PlumblineException e) {
            if (!expected.has("fails") || e.kind() != PlumblineException.Kind.MODEL) {
                wrong.add(number + ": " + e.getMessage());
            }
        }
    }

    private static void write(JsonNode golden, JsonNode variant, Path folder) throws IOException {
        ObjectNode model =
                golden.get("models").get(variant.get("base").textValue()).deepCopy();
        model.setAll((ObjectNode) variant.get("model"));
        ObjectNode tokenizer = MAPPER.createObjectNode().put("version", "1.0");
        tokenizer.setAll((ObjectNode) variant.get("tokenizer"));
        tokenizer.putNull("decoder").set("model", model);
        MAPPER.writeValue(folder.resolve("tokenizer.json").toFile(), tokenizer);
        for (String file : FILES) {
            if (variant.has(file)) {
                MAPPER.writeValue(folder.resolve(file).toFile(), variant.get(file));
            }
        }
    }

    private static TextTokenizer read(Path path, List<String> warnings) {
        ModelFolder folder = new ModelFolder(path);
        TokenizerConfig tokenizer = TokenizerConfig.read(folder);
        NetworkConfig network = NetworkConfig.read(folder);
        SentenceBertConfig transformer = SentenceBertConfig.read(folder);
        return new TokenizerReader(folder, tokenizer, transformer).read(network, OptionalInt.empty(), warnings::add);
    }
}
