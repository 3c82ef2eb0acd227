package dev.plumbline.tasks.perturb;

import org.apache.commons.rng.UniformRandomProvider;

/** What is done to whole words: runs of letters, their marks and digits. A run of Han without a blank is one word. */
final class WordChanges {

    private static final String MARKS = ".,;!?";
    private static final String HAN_MARKS = "\u3002\uff0c\uff1b\uff01\uff1f";

    private WordChanges() {}

    static String exchangeCase(String text, double rate, UniformRandomProvider random) {
        int[] points = text.codePoints().toArray();
        StringBuilder typed = new StringBuilder(text.length());
        boolean inside = false;
        boolean hit = false;
        for (int point : points) {
            boolean word = isOfWord(point);
            if (word && !inside) {
                hit = random.nextDouble() < rate;
            }
            inside = word;
            typed.appendCodePoint(word && hit ? otherCase(point) : point);
        }
        return typed.toString();
    }

    private static int otherCase(int point) {
        return Character.isLowerCase(point) ? Character.toUpperCase(point) : Character.toLowerCase(point);
    }

    static String punctuate(String text, double rate, UniformRandomProvider random) {
        int[] points = text.codePoints().toArray();
        StringBuilder typed = new StringBuilder(text.length() + 8);
        for (int i = 0; i < points.length; i++) {
            boolean hit = random.nextDouble() < rate;
            double which = random.nextDouble();
            boolean mark = isMark(points[i]);
            if (!mark || !hit) {
                typed.appendCodePoint(points[i]);
            }
            boolean ends = isOfWord(points[i])
                    && (i + 1 == points.length || (!isOfWord(points[i + 1]) && !isMark(points[i + 1])));
            if (ends && hit) {
                String marks = isEastAsian(points[i]) ? HAN_MARKS : MARKS;
                typed.append(marks.charAt((int) (which * marks.length())));
            }
        }
        return typed.toString();
    }

    private static boolean isEastAsian(int point) {
        return switch (Character.UnicodeScript.of(point)) {
            case HAN, HIRAGANA, KATAKANA -> true;
            default -> false;
        };
    }

    private static boolean isOfWord(int point) {
        return Character.isLetterOrDigit(point)
                || switch (Character.getType(point)) {
                    case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
                    default -> false;
                };
    }

    /** Unicode's punctuation; symbols, such as those of money and arithmetic, are not. */
    static boolean isMark(int point) {
        return switch (Character.getType(point)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }
}
