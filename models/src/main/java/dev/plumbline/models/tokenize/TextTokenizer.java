package dev.plumbline.models.tokenize;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import dev.plumbline.error.PlumblineException;
import dev.plumbline.models.hash.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** A {@code tokenizer.json} with its special tokens, truncated to a model's longest input, never padded. */
public final class TextTokenizer implements AutoCloseable {

    private final HuggingFaceTokenizer tokenizer;

    private final String facts;

    private TextTokenizer(HuggingFaceTokenizer tokenizer, String facts) {
        this.tokenizer = tokenizer;
        this.facts = facts;
    }

    /**
     * Reads a {@code tokenizer.json}.
     *
     * @param json the file; truncation and padding that it asks for are overridden
     * @param maxTokens longest output, special tokens included
     * @param where the file's name for messages
     * @throws PlumblineException of kind MODEL if it is not a tokenizer
     */
    public static TextTokenizer read(InputStream json, int maxTokens, String where) {
        // DJL reports home and looks for CUDA builds of its library on the network unless told so before it loads
        if (System.getProperty("ai.djl.offline") == null) {
            System.setProperty("ai.djl.offline", "true");
        }
        String limit = Integer.toString(maxTokens);
        try {
            byte[] bytes = json.readAllBytes();
            String facts = Sha256.hex(bytes) + " " + maxTokens + " tokenizers "
                    + HuggingFaceTokenizer.class.getPackage().getSpecificationVersion();
            return new TextTokenizer(
                    HuggingFaceTokenizer.newInstance(
                            new ByteArrayInputStream(bytes),
                            Map.of(
                                    "truncation",
                                    "true",
                                    "padding",
                                    "false",
                                    "maxLength",
                                    limit,
                                    "modelMaxLength",
                                    limit)),
                    facts);
        } catch (IOException e) {
            throw PlumblineException.model(where + ": cannot be read as a tokenizer: " + e.getMessage(), e);
        }
    }

    /** Token ids of a text with special tokens; at most the longest input. Safe from several threads. */
    public int[] encode(String text) {
        long[] ids = tokenizer.encode(text).getIds();
        int[] tokens = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            tokens[i] = Math.toIntExact(ids[i]);
        }
        return tokens;
    }

    /** What decides its tokens: the file, the longest output, and the library's version. */
    public String facts() {
        return facts;
    }

    /** How much of a text {@link #encode} makes tokens of before the longest input is reached: its first so many chars. */
    public int covered(String text) {
        int end = 0;
        for (CharSpan span : tokenizer.encode(text).getCharTokenSpans()) {
            end = span == null ? end : Math.max(end, span.getEnd());
        }
        // spans count code points
        return text.offsetByCodePoints(0, end);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
