package dev.plumbline.models.transformer;

/**
 * A network's sizes.
 *
 * @param vocabulary token ids are less than this
 * @param width values per token vector
 * @param heads query heads
 * @param keyHeads key and value heads, a divisor of the query heads
 * @param inner width within the feed-forward block
 */
public record Sizes(int vocabulary, int width, int layers, int heads, int keyHeads, int headWidth, int inner) {

    /** Values of all query heads. */
    public int queryWidth() {
        return Math.multiplyExact(heads, headWidth);
    }

    /** Values of all key heads. */
    public int keyWidth() {
        return Math.multiplyExact(keyHeads, headWidth);
    }

    /**
     * Reads the usual keys; every head has its own keys, and heads share the width.
     *
     * @param inner the key of the inner width
     */
    static Sizes read(ConfigFile file, String inner) {
        int width = file.size("hidden_size");
        int heads = file.size("num_attention_heads");
        return new Sizes(
                file.size("vocab_size"),
                width,
                file.count("num_hidden_layers"),
                heads,
                heads,
                headWidth(file, width, heads),
                file.size(inner));
    }

    /** The width divided among heads. */
    static int headWidth(ConfigFile file, int width, int heads) {
        if (width % heads != 0) {
            throw file.wrong("hidden_size", "is " + width + ", not divisible by the " + heads + " heads");
        }
        return width / heads;
    }
}
