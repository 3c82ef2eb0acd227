package dev.plumbline.models.tokenize;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A {@code tokenizer.json} with its special tokens, truncated to a model's longest input, never padded. */
public final class TextTokenizer implements AutoCloseable {

    private final HuggingFaceTokenizer tokenizer;
    private final Set<Integer> specialIds;
    private final int maxTokens;
    private final boolean special;
    private final String definition;
    private final List<String> madeAnew;
    private final String origin;

    private TextTokenizer(
            HuggingFaceTokenizer tokenizer,
            Set<Integer> specialIds,
            int maxTokens,
            boolean special,
            String definition,
            List<String> madeAnew,
            String origin) {
        this.madeAnew = madeAnew;
        this.origin = origin;
        this.tokenizer = tokenizer;
        this.specialIds = specialIds;
        this.maxTokens = maxTokens;
        this.special = special;
        this.definition = definition;
    }

    /**
     * Reads a {@code tokenizer.json}.
     *
     * @param json the file; truncation and padding that it asks for are overridden
     * @param settings what else the model's configuration asks for
     * @param where the file's name for messages
     * @throws PlumblineException of kind MODEL if it is not a tokenizer
     */
    public static TextTokenizer read(InputStream json, TokenizerSettings settings, String where) {
        // DJL reports home and looks for CUDA builds of its library on the network unless told so before it loads
        if (System.getProperty("ai.djl.offline") == null) {
            System.setProperty("ai.djl.offline", "true");
        }
        try {
            byte[] own = json.readAllBytes();
            TokenizerJson parsed = TokenizerJson.parse(own);
            parsed.apply(settings);
            byte[] bytes = parsed.changed() ? parsed.bytes() : own;
            return new TextTokenizer(
                    load(bytes, settings.maxTokens(), where),
                    parsed.specialIds(),
                    settings.maxTokens(),
                    settings.special(),
                    Sha256.hex(bytes) + " " + settings.maxTokens() + (settings.special() ? "" : " no special tokens"),
                    parsed.changedByClass(),
                    origin(settings, parsed.changedByClass()));
        } catch (IllegalArgumentException e) {
            // the file beside this one; both are named
            String config = where.replace("tokenizer.json", "tokenizer_config.json");
            throw PlumblineException.model(config + ", read as transformers 5 reads it: " + e.getMessage(), e);
        } catch (JsonProcessingException e) {
            throw PlumblineException.model(where + ": cannot be read as a tokenizer: " + JsonObjection.of(e), e);
        } catch (IOException e) {
            throw PlumblineException.model(where + ": cannot be read as a tokenizer: " + e.getMessage(), e);
        }
    }

    private static HuggingFaceTokenizer load(byte[] json, int maxTokens, String where) throws IOException {
        try {
            return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options(maxTokens));
        } catch (RuntimeException e) {
            // what the native library throws for every file it does not understand
            throw PlumblineException.model(where + ": cannot be read as a tokenizer: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> options(int maxTokens) {
        String limit = Integer.toString(maxTokens);
        return Map.of(
                "truncation", "true", "padding", "false", "maxLength", limit, "modelMaxLength", limit, "stride", "0");
    }

    /** Token ids of a text with special tokens; at most the longest input. Safe from several threads. */
    public int[] encode(String text) {
        return ids(tokenizer.encode(text, special, false));
    }

    /**
     * Two texts put together; of what is too long, the longer one's tokens are left out first. Safe from several threads.
     */
    public PairTokens encode(String first, String second) {
        Encoding encoding = tokenizer.encode(first, second, special, false);
        return new PairTokens(ids(encoding), numbers(encoding.getTypeIds()));
    }

    /** Tokens of a text that {@link #encode} leaves out because the text is too long. */
    public int truncated(String text) {
        int left = 0;
        for (Encoding part : tokenizer.encode(text, special, true).getOverflowing()) {
            for (long special : part.getSpecialTokenMask()) {
                left += special == 0 ? 1 : 0;
            }
        }
        return left;
    }

    /**
     * Tokens at the beginning of a text that are its prompt's, as sentence-transformers counts them (6.2.0 {@code
     * base/modules/transformer.py _get_prompt_length}): those of the prompt alone, without a special token at its end.
     */
    public int promptTokens(String prompt) {
        if (prompt.isEmpty()) {
            return 0;
        }
        int[] tokens = encode(prompt);
        boolean special = tokens.length > 0 && specialIds.contains(tokens[tokens.length - 1]);
        return special ? tokens.length - 1 : tokens.length;
    }

    /** The longest output, {@link TokenizerSettings#UNLIMITED} if there is no limit. */
    public int maxTokens() {
        return maxTokens;
    }

    private static String origin(TokenizerSettings settings, List<String> madeAnew) {
        String file = "tokenizer.json" + (settings.lowerCase() ? ", lower-cased (do_lower_case)" : "");
        if (settings.files().isEmpty()) {
            return file;
        }
        TokenizerClass type = settings.files().get().type();
        String anew = madeAnew.isEmpty() ? "" : "; not from the file: " + String.join(", ", madeAnew);
        return file + ", class " + type.name() + " (" + type.reason() + ")" + anew;
    }

    /** Which file and class decide, and what the class makes anew, in words. */
    public String origin() {
        return origin;
    }

    /** The parts of the file that transformers' class makes anew, in words; empty if the file's are used. */
    public List<String> madeAnew() {
        return madeAnew;
    }

    /** The file, with what the settings change of it, and the longest output. */
    public String definition() {
        return definition;
    }

    /** What decides its tokens: its definition and the library's version. */
    public String facts() {
        return definition + " tokenizers "
                + HuggingFaceTokenizer.class.getPackage().getSpecificationVersion();
    }

    private static int[] ids(Encoding encoding) {
        return numbers(encoding.getIds());
    }

    private static int[] numbers(long[] values) {
        int[] numbers = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            numbers[i] = Math.toIntExact(values[i]);
        }
        return numbers;
    }

    /** How much of a text {@link #encode} makes tokens of before the longest input is reached: its first so many chars. */
    public int covered(String text) {
        int end = 0;
        for (CharSpan span : tokenizer.encode(text, special, false).getCharTokenSpans()) {
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
