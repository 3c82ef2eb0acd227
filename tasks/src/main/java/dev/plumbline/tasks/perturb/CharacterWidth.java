package dev.plumbline.tasks.perturb;

import org.apache.commons.rng.UniformRandomProvider;

/** ASCII and its forms of full width, U+FF01 to U+FF5E and the ideographic blank, as Chinese and Japanese keyboards write. */
final class CharacterWidth {

    private static final char FIRST = '!';
    private static final char LAST = '~';
    private static final char WIDE_BLANK = '\u3000';
    /** From a character to its form of full width. */
    private static final int DISTANCE = 0xFF01 - FIRST;

    private CharacterWidth() {}

    static String exchange(String text, double rate, UniformRandomProvider random) {
        char[] typed = text.toCharArray();
        for (int i = 0; i < typed.length; i++) {
            boolean hit = random.nextDouble() < rate;
            typed[i] = hit ? otherWidth(typed[i]) : typed[i];
        }
        return new String(typed);
    }

    private static char otherWidth(char character) {
        if (character == ' ' || character == WIDE_BLANK) {
            return character == ' ' ? WIDE_BLANK : ' ';
        }
        if (character >= FIRST && character <= LAST) {
            return (char) (character + DISTANCE);
        }
        return character >= FIRST + DISTANCE && character <= LAST + DISTANCE
                ? (char) (character - DISTANCE)
                : character;
    }
}
