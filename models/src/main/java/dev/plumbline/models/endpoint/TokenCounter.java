package dev.plumbline.models.endpoint;

import dev.plumbline.ground.OrdinaryFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.tokenize.TextTokenizer;
import dev.plumbline.models.tokenize.TokenizerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How many tokens a text has: by the model's tokenizer, or about. */
final class TokenCounter implements AutoCloseable {

    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final int ASCII = 0x80;
    /** Special tokens of a tokenizer, and the blank some put before a text. */
    private static final int EXTRA_TOKENS = 8;

    private final Optional<TextTokenizer> tokenizer;
    private final OptionalInt longest;

    private TokenCounter(Optional<TextTokenizer> tokenizer, OptionalInt longest) {
        this.tokenizer = tokenizer;
        this.longest = longest;
    }

    /** Opens the tokenizer, if one is given. */
    static TokenCounter of(EndpointSettings settings) {
        OptionalInt longest = settings.maxTokens();
        if (settings.tokenizer().isEmpty()) {
            if (longest.isPresent()) {
                throw PlumblineException.usage(
                        "--api-max-tokens needs --api-tokenizer FILE, the model's tokenizer.json;"
                                + " --api-max-chars does without");
            }
            return new TokenCounter(Optional.empty(), longest);
        }
        Path file = settings.tokenizer().get();
        try (InputStream json = Files.newInputStream(OrdinaryFiles.require(file))) {
            return new TokenCounter(Optional.of(TextTokenizer.read(json, settings(longest), file.toString())), longest);
        } catch (IOException e) {
            throw PlumblineException.usage("--api-tokenizer " + file + " cannot be read: " + e);
        }
    }

    private static TokenizerSettings settings(OptionalInt longest) {
        int most = longest.orElse(TokenizerSettings.UNLIMITED);
        return new TokenizerSettings(most, Optional.of(TokenizerSettings.Keep.START), false, Optional.empty());
    }

    /** Tokens of a text: a quarter of its ASCII characters and every other one, where there is no tokenizer. */
    int count(String text) {
        if (tokenizer.isPresent()) {
            return tokenizer.get().encode(text).length;
        }
        long ascii = text.chars().filter(unit -> unit < ASCII).count();
        long others = text.codePointCount(0, text.length()) - ascii;
        return (int) (1 + ascii / CHARACTERS_PER_TOKEN + others);
    }

    /** The tokens of a text as sent, where there is a tokenizer. */
    List<Integer> tokens(String text) {
        return tokenizer.stream()
                .flatMapToInt(known -> Arrays.stream(known.encode(text)))
                .boxed()
                .toList();
    }

    /** Tokens that are cut off a text. */
    int truncated(String text) {
        return longest.isPresent() ? tokenizer.orElseThrow().truncated(text) : 0;
    }

    /** The text, or as much of its beginning as has the most tokens there may be. */
    String cut(String text) {
        // no token is shorter than a byte
        if (longest.isEmpty() || text.getBytes(StandardCharsets.UTF_8).length + EXTRA_TOKENS <= longest.getAsInt()) {
            return text;
        }
        return text.substring(0, tokenizer.orElseThrow().covered(text));
    }

    @Override
    public void close() {
        tokenizer.ifPresent(TextTokenizer::close);
    }
}
