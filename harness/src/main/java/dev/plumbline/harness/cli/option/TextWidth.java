package dev.plumbline.harness.cli.option;

/** How many columns of a terminal a text takes: two for each character of East Asia. */
final class TextWidth {

    private TextWidth() {}

    static int of(String text) {
        return text.codePoints().map(TextWidth::of).sum();
    }

    static int of(int code) {
        if (Character.getType(code) == Character.NON_SPACING_MARK) {
            return 0;
        }
        boolean wide = (code >= 0x1100 && code <= 0x115F)
                || (code >= 0x2E80 && code <= 0xA4CF)
                || (code >= 0xAC00 && code <= 0xD7A3)
                || (code >= 0xF900 && code <= 0xFAFF)
                || (code >= 0xFE30 && code <= 0xFE6F)
                || (code >= 0xFF00 && code <= 0xFF60)
                || (code >= 0x1F300 && code <= 0x1FAFF)
                || (code >= 0x20000 && code <= 0x3FFFD);
        return wide ? 2 : 1;
    }
}
