package dev.plumbline.tasks.data;

/** Python's idea of white space; Java's {@link String#strip()} knows a smaller set. */
public final class PythonText {

    private PythonText() {}

    /** {@code str.strip()}: both ends, without U+200B and U+FEFF, which Python does not count as white space. */
    public static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** {@code str.isspace()} of one character; all of Python's white space is in the basic plane. */
    static boolean isSpace(char c) {
        if (c <= 0x20) {
            return (c >= 0x09 && c <= 0x0D) || c >= 0x1C;
        }
        return switch (c) {
            case 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
            default -> c >= 0x2000 && c <= 0x200A;
        };
    }
}
