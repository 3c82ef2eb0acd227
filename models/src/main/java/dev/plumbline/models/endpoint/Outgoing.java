package dev.plumbline.models.endpoint;

import dev.plumbline.ground.PlumblineException;

/** What is sent in a text's place: cut where it may not be longer, something else where it is empty. */
final class Outgoing {

    private final EndpointSettings settings;
    private final TokenCounter tokens;

    Outgoing(EndpointSettings settings, TokenCounter tokens) {
        this.settings = settings;
        this.tokens = tokens;
    }

    /** Whether a text is not sent, its vector being zero. */
    boolean zero(String rendered) {
        return settings.emptyText() == EmptyText.ZERO && blank(rendered);
    }

    /**
     * What is sent.
     *
     * @param rendered a text with its prompt
     * @throws PlumblineException of kind ENDPOINT for an empty one, if that is what is wanted
     */
    String text(String rendered) {
        if (blank(rendered)) {
            return switch (settings.emptyText()) {
                case SPACE -> " ";
                case SEND, ZERO -> rendered;
                case ERROR ->
                    throw PlumblineException.endpoint("there is an empty text, and --api-empty-text is error;"
                            + " zero gives it a zero vector as mteb does, space sends a blank, send sends it as it is");
            };
        }
        String text = rendered;
        int longest = settings.maxChars().orElse(Integer.MAX_VALUE);
        if (text.length() > longest && text.codePointCount(0, text.length()) > longest) {
            text = text.substring(0, text.offsetByCodePoints(0, longest));
        }
        return tokens.cut(text);
    }

    /** Blank to Python's {@code str.strip}, which mteb asks. */
    private static boolean blank(String text) {
        return text.codePoints().allMatch(point -> Character.isWhitespace(point) || Character.isSpaceChar(point));
    }
}
