package dev.plumbline.trainer.data;

import dev.plumbline.models.hash.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Tells equal texts from different ones. Equal are texts that differ in nothing but case, white space and what Unicode holds
 * compatible (NFKC), since a passage that differs from the positive in these alone is no negative.
 */
public final class TextKey {

    private static final Pattern SPACES = Pattern.compile("[\\s\\u00A0\\u3000]+");

    private TextKey() {}

    /** 64 bits of the normalised text's SHA-256: of a billion texts two differing ones agree with a chance of 0.03. */
    public static long of(String text) {
        byte[] bytes = normalised(text).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(Sha256.start().digest(bytes)).getLong();
    }

    /** The text in NFKC and lower case, runs of white space one blank, none at the ends. */
    public static String normalised(String text) {
        String compatible = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return SPACES.matcher(compatible).replaceAll(" ").strip();
    }
}
