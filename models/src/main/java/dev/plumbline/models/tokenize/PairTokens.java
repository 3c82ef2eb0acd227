package dev.plumbline.models.tokenize;

/** Two texts put together. The arrays are its own and not to be written to. */
public final class PairTokens {

    private final int[] ids;
    private final int[] types;

    PairTokens(int[] ids, int[] types) {
        this.ids = ids;
        this.types = types;
    }

    /** Ids of their tokens, special ones included. */
    public int[] ids() {
        return ids;
    }

    /** Each token's type: 0 or 1, by which text it belongs to, where the tokenizer's frame says so. */
    public int[] types() {
        return types;
    }
}
