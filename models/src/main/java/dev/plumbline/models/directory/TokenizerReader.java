package dev.plumbline.models.directory;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.models.tokenize.TextTokenizer;
import dev.plumbline.models.tokenize.TokenizerSettings;
import java.io.IOException;
import java.io.InputStream;
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
        String name = TokenizerConfig.TOKENIZER;
        if (!folder.has(name)) {
            throw folder.wrong(
                    name,
                    "it is missing; vocabularies in other files are not read: have transformers save the tokenizer again");
        }
        int longest = longest(network, known, warn);
        try (InputStream json = Files.newInputStream(folder.file(name))) {
            return TextTokenizer.read(
                    json,
                    tokenizer.settings(longest, transformer.lowerCase()),
                    folder.file(name).toString());
        } catch (IOException e) {
            throw PlumblineException.model(folder.file(name) + ": cannot be read: " + e.getMessage(), e);
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
