package dev.plumbline.trainer.rows;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Text as it is compared: without what nobody sees, compatible characters as one (NFKC), in one case.
 *
 * <p>Left out are Unicode's default-ignorable code points (DerivedCoreProperties of Unicode 16: zero-width spaces and joiners,
 * soft hyphens, variation selectors, direction marks, fillers, tags), and they go first: between a letter and its accent they
 * would keep the two from composing. A joiner within an emoji goes too, on both sides of a comparison alike. Case is folded by
 * way of upper case, which makes one of ß, its capital and ss, of the two sigmas, and of the dotted and the dotless i.
 */
public final class FoldedText {

    /** First and last code points of the ranges above ASCII, ascending. */
    private static final int[] IGNORABLE = {
        0x00AD, 0x00AD, 0x034F, 0x034F, 0x061C, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180F, 0x200B, 0x200F,
        0x202A, 0x202E, 0x2060, 0x206F, 0x3164, 0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFEFF, 0xFFA0, 0xFFA0, 0xFFF0, 0xFFF8,
        0x1BCA0, 0x1BCA3, 0x1D173, 0x1D17A, 0xE0000, 0xE0FFF
    };

    private static final String DOTTED = "i\u0307";

    private FoldedText() {}

    /** Folds a text; folding it again changes nothing. */
    public static String of(String text) {
        if (isAscii(text)) {
            return text.toLowerCase(Locale.ROOT);
        }
        String compatible = Normalizer.normalize(visible(text), Normalizer.Form.NFKC);
        // to lower case first: the capital of ß has no other upper case, and ß itself has SS
        String oneCase = compatible
                .toLowerCase(Locale.ROOT)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT)
                .replace('ς', 'σ');
        return Normalizer.normalize(oneCase, Normalizer.Form.NFKC).replace(DOTTED, "i");
    }

    /** Whether a code point is shown as nothing by whoever does not know it. */
    public static boolean isIgnorable(int codePoint) {
        for (int i = 0; i < IGNORABLE.length && IGNORABLE[i] <= codePoint; i += 2) {
            if (codePoint <= IGNORABLE[i + 1]) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String visible(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int width = Character.charCount(c);
            boolean ignorable = c >= 0x80 && isIgnorable(c);
            if (ignorable && out == null) {
                out = new StringBuilder(text.length()).append(text, 0, i);
            } else if (!ignorable && out != null) {
                out.appendCodePoint(c);
            }
            i += width;
        }
        return out == null ? text : out.toString();
    }
}
