package dev.plumbline.tasks.data;

import java.util.Comparator;

/** The order of Python strings. */
public final class CodePoints {

    /**
     * By Unicode code point, which is UTF-8 byte order. {@link String#compareTo} compares UTF-16 units and puts
     * U+1F600 before U+FF01.
     */
    public static final Comparator<String> ORDER = CodePoints::compare;

    private CodePoints() {}

    private static int compare(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // A surrogate stands for a code point above every char, so it sorts after all of them.
                boolean xHigh = Character.isSurrogate(x);
                boolean yHigh = Character.isSurrogate(y);
                return xHigh == yHigh ? Character.compare(x, y) : xHigh ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
