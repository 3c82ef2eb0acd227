package dev.plumbline.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.tokenize.TextTokenizer;
import dev.plumbline.models.tokenize.TokenizerClass;
import dev.plumbline.models.tokenize.TokenizerSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Reads a directory's tokenizer with all that its configuration files say of it.
 *
 * @param folder the Transformer's
 */
record TokenizerReader(ModelFolder folder, TokenizerConfig tokenizer, TransformerConfig transformer) {

    /**
     * Reads {@code tokenizer.json}.
     *
     * @param network sets an upper limit
     * @param known longest input at which mteb runs the model, where it is known
     * @param warn told where texts are cut earlier than asked for
     * @throws PlumblineException of kind MODEL if it is missing or no tokenizer
     */
    TextTokenizer read(NetworkConfig network, OptionalInt known, Consumer<String> warn) {
        requireFile();
        return cutAfter(longest(network, known, warn), warn);
    }

    private void requireFile() {
        if (!folder.has(TokenizerConfig.TOKENIZER)) {
            throw folder.wrong(
                    TokenizerConfig.TOKENIZER,
                    "it is missing; vocabularies in other files are not read: have transformers save the tokenizer again");
        }
    }

    /**
     * Reads {@code tokenizer.json} for another length than the model's.
     *
     * @param warn told what transformers' class makes anew
     * @throws PlumblineException of kind MODEL if it is missing or no tokenizer
     */
    TextTokenizer cutAfter(int longest, Consumer<String> warn) {
        requireFile();
        String file = folder.file(TokenizerConfig.TOKENIZER).toString();
        try {
            byte[] json = Files.readAllBytes(folder.file(TokenizerConfig.TOKENIZER));
            TokenizerClass type = type(json);
            type.warning().ifPresent(warn);
            TextTokenizer read = TextTokenizer.read(
                    new ByteArrayInputStream(json),
                    tokenizer.settings(folder, longest, transformer.lowerCase(), type),
                    file);
            if (!read.madeAnew().isEmpty()) {
                warn.accept(said(type, read));
            }
            return read;
        } catch (IOException e) {
            throw PlumblineException.model(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static String said(TokenizerClass type, TextTokenizer read) {
        return "transformers 5 takes the class " + type.name() + " (" + type.reason() + "), which makes anew: "
                + String.join(", ", read.madeAnew()) + "; so is done here, and those of tokenizer.json are not used";
    }

    private TokenizerClass type(byte[] json) {
        JsonNode network = folder.object(NetworkConfig.FILE).orElseGet(JsonNodeFactory.instance::objectNode);
        try {
            return TokenizerClass.choose(
                    network, tokenizer.json(), new String(json, StandardCharsets.UTF_8).contains("\"ByteLevel\""));
        } catch (IllegalArgumentException e) {
            throw PlumblineException.model(folder.path() + ": " + e.getMessage(), e);
        }
    }

    /**
     * The longest input: mteb's for a model it knows one of, else {@code max_seq_length}, else the tokenizer's {@code
     * model_max_length} up to {@code max_position_embeddings} (sentence-transformers 6.2.0 {@code
     * base/modules/transformer.py}).
     */
    private int longest(NetworkConfig network, OptionalInt known, Consumer<String> warn) {
        int asked = known.isPresent()
                ? known.getAsInt()
                : transformer
                        .maxTokens()
                        .orElseGet(() -> Math.min(
                                tokenizer.maxTokens().orElse(TokenizerSettings.UNLIMITED),
                                network.limit().orElse(TokenizerSettings.UNLIMITED)));
        Optional<Integer> positions = network.positions();
        if (positions.isEmpty() || positions.get() >= asked) {
            return asked;
        }
        warn.accept("texts of up to " + asked + " tokens are asked for, but the network has learned " + positions.get()
                + " positions; texts are cut there");
        return positions.get();
    }
}
