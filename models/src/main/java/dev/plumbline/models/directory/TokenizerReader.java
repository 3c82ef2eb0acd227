package dev.plumbline.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.plumbline.ground.OrdinaryFiles;
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
record TokenizerReader(ModelFolder folder, TokenizerConfig tokenizer, SentenceBertConfig transformer) {

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

    /** The same for pairs of texts. */
    TextTokenizer readForPairs(NetworkConfig network, Consumer<String> warn) {
        requireFile();
        return cutAfter(longest(network, OptionalInt.empty(), warn), true, warn);
    }

    /** Whether the tokens of a pair's texts are given types, by which a network may tell them apart. */
    boolean givesTypes() {
        JsonNode names = tokenizer.json().path("model_input_names");
        if (!names.isArray()) {
            return type(bytes()).givesTypes();
        }
        for (JsonNode name : names) {
            if (name.asText().equals("token_type_ids")) {
                return true;
            }
        }
        return false;
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
        return cutAfter(longest, false, warn);
    }

    private TextTokenizer cutAfter(int longest, boolean pairs, Consumer<String> warn) {
        byte[] json = bytes();
        TokenizerClass type = type(json);
        type.warning().ifPresent(warn);
        TokenizerSettings settings = tokenizer.settings(folder, longest, transformer.lowerCase(), type);
        TextTokenizer read = TextTokenizer.read(
                new ByteArrayInputStream(json),
                pairs ? settings.forPairs() : settings,
                folder.file(TokenizerConfig.TOKENIZER).toString());
        // what is put around two texts is always made anew
        if (!read.madeAnew().isEmpty() && !pairs) {
            warn.accept(said(type, read));
        }
        return read;
    }

    private byte[] bytes() {
        String file = folder.file(TokenizerConfig.TOKENIZER).toString();
        try {
            return Files.readAllBytes(OrdinaryFiles.require(folder.file(TokenizerConfig.TOKENIZER)));
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
