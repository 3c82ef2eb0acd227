package dev.plumbline.junit;

import java.util.List;
import java.util.Locale;

/** How often each letter, and each pair of letters, is in a text: enough to find texts that share words. */
final class LetterVectors {

    private static final int LETTERS = 26;

    private LetterVectors() {}

    static float[][] of(List<String> texts) {
        return texts.stream().map(LetterVectors::vector).toArray(float[][]::new);
    }

    /** The same of the first few letters alone. */
    static float[][] ofBeginnings(List<String> texts) {
        return of(texts.stream()
                .map(text -> text.substring(0, Math.min(4, text.length())))
                .toList());
    }

    private static float[] vector(String text) {
        float[] counts = new float[LETTERS + LETTERS * LETTERS];
        String lower = text.toLowerCase(Locale.ROOT);
        // no text is without a vector
        counts[0] = 0.01f;
        for (int i = 0; i < lower.length(); i++) {
            int letter = lower.charAt(i) - 'a';
            if (letter >= 0 && letter < LETTERS) {
                counts[letter]++;
                int next = i + 1 < lower.length() ? lower.charAt(i + 1) - 'a' : -1;
                if (next >= 0 && next < LETTERS) {
                    counts[LETTERS + letter * LETTERS + next]++;
                }
            }
        }
        return counts;
    }
}
