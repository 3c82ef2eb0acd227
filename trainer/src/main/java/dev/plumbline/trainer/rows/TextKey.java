package dev.plumbline.trainer.rows;

import dev.plumbline.ground.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Tells equal texts from different ones. Equal are texts that differ in nothing but white space and what {@link FoldedText}
 * folds, since a passage that differs from the positive in these alone is no negative.
 */
public final class TextKey {

    private TextKey() {}

    /** 64 bits of the normalised text's SHA-256: of a billion texts two differing ones agree with a chance of 0.03. */
    public static long of(String text) {
        byte[] bytes = normalised(text).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(Sha256.start().digest(bytes)).getLong();
    }

    /** A class of texts instead of a text: 64 bits of SHA-256 over the data set's name and the label as it is. */
    static long ofLabel(String dataset, String label) {
        byte[] bytes = (dataset + '\0' + label).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(Sha256.start().digest(bytes)).getLong();
    }

    /** The text folded, runs of white space one blank, none at the ends. */
    public static String normalised(String text) {
        String compatible = FoldedText.of(text);
        StringBuilder out = new StringBuilder(compatible.length());
        boolean blank = false;
        for (int i = 0; i < compatible.length(); i++) {
            char c = compatible.charAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                blank = true;
                continue;
            }
            if (blank && !out.isEmpty()) {
                out.append(' ');
            }
            blank = false;
            out.append(c);
        }
        return out.toString();
    }
}
