package dev.plumbline.trainer.step;

import java.util.List;

/** The token ids of a text, and how many of them are its prompt's. The array is its own and not to be written to. */
public final class TextTokens {

    private final int[] ids;
    private final int prompt;

    /**
     * A text.
     *
     * @param ids at least one
     * @param prompt tokens at its beginning that are not pooled, at least 0; all of them where it has fewer
     */
    public TextTokens(int[] ids, int prompt) {
        if (ids.length == 0 || prompt < 0) {
            throw new IllegalArgumentException(
                    "a text has at least one token, and a prompt at least none: " + ids.length + ", " + prompt);
        }
        this.ids = ids;
        this.prompt = Math.min(prompt, ids.length);
    }

    /** Texts that are pooled whole. */
    public static List<TextTokens> whole(List<int[]> texts) {
        return texts.stream().map(ids -> new TextTokens(ids, 0)).toList();
    }

    public int[] ids() {
        return ids;
    }

    /** All of its tokens, special ones and the prompt's included. */
    public int length() {
        return ids.length;
    }

    /** Tokens at its beginning that are not pooled, from 0 to all. */
    public int prompt() {
        return prompt;
    }

    /** The ids of several. */
    public static int[][] ids(List<TextTokens> texts) {
        return texts.stream().map(TextTokens::ids).toArray(int[][]::new);
    }
}
