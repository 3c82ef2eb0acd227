package dev.plumbline.tasks.perturb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Slips of the hand. A letter that is hit is, with equal chance, replaced by one of its neighbours on a QWERTY keyboard in the
 * same case, exchanged with the letter after it, left out, or typed twice. A letter that is not on the keyboard (Han, Cyrillic,
 * one with an accent) has no neighbours, and the last of a word nothing to be exchanged with: the other slips then have equal
 * chance. Digits, marks and blanks stay.
 */
final class Typos {

    private static final String[] ROWS = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};

    private static final int[] NONE = {};

    private static final Map<Integer, int[]> NEIGHBOURS = neighbours();

    private Typos() {}

    private enum Slip {
        NEIGHBOUR,
        EXCHANGE,
        OMIT,
        DOUBLE
    }

    static String make(String text, double rate, UniformRandomProvider random) {
        int[] points = text.codePoints().toArray();
        StringBuilder typed = new StringBuilder(text.length() + 8);
        boolean written = false;
        for (int i = 0; i < points.length; i++) {
            // three numbers at each place, so that a greater rate has the same slips and more
            boolean hit = random.nextDouble() < rate;
            double slip = random.nextDouble();
            double neighbour = random.nextDouble();
            int point = points[i];
            if (written) {
                // exchanged with the one before
                written = false;
            } else if (!hit || !Character.isLetter(point)) {
                typed.appendCodePoint(point);
            } else {
                int[] near = NEIGHBOURS.getOrDefault(Character.toLowerCase(point), NONE);
                boolean followed = i + 1 < points.length && Character.isLetter(points[i + 1]);
                List<Slip> slips = slips(near.length > 0, followed);
                switch (slips.get((int) (slip * slips.size()))) {
                    case NEIGHBOUR -> {
                        int key = near[(int) (neighbour * near.length)];
                        typed.appendCodePoint(Character.isUpperCase(point) ? Character.toUpperCase(key) : key);
                    }
                    case EXCHANGE -> {
                        typed.appendCodePoint(points[i + 1]).appendCodePoint(point);
                        written = true;
                    }
                    case DOUBLE -> typed.appendCodePoint(point).appendCodePoint(point);
                    case OMIT -> {}
                }
            }
        }
        return typed.toString();
    }

    private static List<Slip> slips(boolean onKeyboard, boolean followed) {
        List<Slip> slips = new ArrayList<>(List.of(Slip.OMIT, Slip.DOUBLE));
        if (onKeyboard) {
            slips.add(Slip.NEIGHBOUR);
        }
        if (followed) {
            slips.add(Slip.EXCHANGE);
        }
        return slips;
    }

    /** Whether two keys touch; small letters. */
    static boolean touch(int key, int other) {
        for (int near : NEIGHBOURS.getOrDefault(key, NONE)) {
            if (near == other) {
                return true;
            }
        }
        return false;
    }

    /** A key of a row touches the two beside it, and of the row below, which is half a key to the right, two. */
    private static Map<Integer, int[]> neighbours() {
        Map<Integer, List<Integer>> near = new HashMap<>();
        for (int row = 0; row < ROWS.length; row++) {
            for (int key = 0; key < ROWS[row].length(); key++) {
                link(near, row, key, row, key + 1);
                link(near, row, key, row + 1, key - 1);
                link(near, row, key, row + 1, key);
            }
        }
        Map<Integer, int[]> sorted = new HashMap<>();
        near.forEach((key, keys) -> sorted.put(
                key, keys.stream().mapToInt(Integer::intValue).sorted().toArray()));
        return Map.copyOf(sorted);
    }

    private static void link(Map<Integer, List<Integer>> near, int row, int key, int otherRow, int otherKey) {
        if (otherRow < ROWS.length && otherKey >= 0 && otherKey < ROWS[otherRow].length()) {
            int first = ROWS[row].charAt(key);
            int second = ROWS[otherRow].charAt(otherKey);
            near.computeIfAbsent(first, none -> new ArrayList<>()).add(second);
            near.computeIfAbsent(second, none -> new ArrayList<>()).add(first);
        }
    }
}
