package dev.plumbline.ground;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Suggestions for a mistyped name. */
public final class NearestNames {

    private static final int SHOWN = 3;
    private static final int MOST_SLIPS = 2;

    private NearestNames() {}

    /** At most three known names closest to the wanted one by edit distance, those that contain it first. */
    public static List<String> of(String wanted, Collection<String> known) {
        String lower = wanted.toLowerCase(Locale.ROOT);
        return known.stream()
                .sorted(Comparator.<String>comparingInt(name -> distance(lower, name.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(SHOWN)
                .toList();
    }

    /** Whether one name may be the other, misspelt. */
    public static boolean areNear(String given, String name) {
        return distance(given.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))
                <= Math.min(MOST_SLIPS, Math.max(1, name.length() / 2));
    }

    /** Levenshtein distance, except that a name that contains the wanted text counts only as far as its extra length goes. */
    private static int distance(String wanted, String name) {
        if (!wanted.isEmpty() && name.contains(wanted)) {
            return Math.min(2, name.length() - wanted.length());
        }
        int[] previous = new int[name.length() + 1];
        for (int j = 0; j <= name.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= wanted.length(); i++) {
            int[] current = new int[name.length() + 1];
            current[0] = i;
            for (int j = 1; j <= name.length(); j++) {
                int change = wanted.charAt(i - 1) == name.charAt(j - 1) ? 0 : 1;
                current[j] = Math.min(previous[j - 1] + change, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[name.length()];
    }
}
