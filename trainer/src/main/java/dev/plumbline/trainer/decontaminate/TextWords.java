package dev.plumbline.trainer.decontaminate;

import dev.plumbline.trainer.rows.FoldedText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.core.source64.SplitMix64;

/** The words of a text, and hashes of them. */
final class TextWords {

    /** Length of a gram in words, as GPT-3's and most later reports of contamination have it. */
    static final int GRAM = 13;

    private static final long BASE = 0x9E3779B97F4A7C15L;
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private final long[] hashes;

    private TextWords(long[] hashes) {
        this.hashes = hashes;
    }

    /**
     * Words of letters, digits and marks of the folded text ({@link FoldedText}); everything else only parts them. An ideograph, kana or hangul
     * character is a word.
     */
    static TextWords of(String text) {
        String plain = FoldedText.of(text);
        List<Long> words = new ArrayList<>();
        long word = FNV_OFFSET;
        boolean open = false;
        for (int i = 0; i < plain.length(); ) {
            int c = plain.codePointAt(i);
            i += Character.charCount(c);
            boolean alone = isWordAlone(c);
            if (open && (alone || !isPart(c))) {
                words.add(word);
                open = false;
            }
            if (alone) {
                words.add((FNV_OFFSET ^ c) * FNV_PRIME);
            } else if (isPart(c)) {
                word = ((open ? word : FNV_OFFSET) ^ c) * FNV_PRIME;
                open = true;
            }
        }
        if (open) {
            words.add(word);
        }
        return new TextWords(words.stream().mapToLong(Long::longValue).toArray());
    }

    private static boolean isPart(int c) {
        if (c < 0x80) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        }
        int type = Character.getType(c);
        return Character.isLetterOrDigit(c)
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }

    private static boolean isWordAlone(int c) {
        if (c < 0x1100) {
            return false;
        }
        return switch (Character.UnicodeScript.of(c)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL -> Character.isLetterOrDigit(c);
            default -> false;
        };
    }

    int count() {
        return hashes.length;
    }

    /** Of all words in order: equal for texts that differ in nothing else. */
    long key() {
        long key = hashes.length;
        for (long hash : hashes) {
            key = new SplitMix64(key ^ hash).nextLong();
        }
        return key;
    }

    boolean sameAs(TextWords other) {
        return Arrays.equals(hashes, other.hashes);
    }

    /** Hashes of the different grams, in ascending order, so that the first are the least; none of a text of fewer words. */
    long[] grams() {
        int count = Math.max(0, hashes.length - GRAM + 1);
        long[] grams = new long[count];
        long leading = 1;
        for (int i = 1; i < GRAM; i++) {
            leading *= BASE;
        }
        long sum = 0;
        for (int i = 0; i < hashes.length; i++) {
            if (i >= GRAM) {
                sum -= hashes[i - GRAM] * leading;
            }
            sum = sum * BASE + hashes[i];
            if (i >= GRAM - 1) {
                grams[i - GRAM + 1] = new SplitMix64(sum).nextLong();
            }
        }
        return Arrays.stream(grams).sorted().distinct().toArray();
    }
}
