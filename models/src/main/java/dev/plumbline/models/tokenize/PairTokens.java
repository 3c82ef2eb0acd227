package dev.plumbline.models.tokenize;

/** Two texts put together: ids of their tokens, special ones included, and the type of each. */
public final class PairTokens {

    private final int[] ids;
    private final int[] types;

    PairTokens(int[] ids, int[] types) {
        this.ids = ids;
        this.types = types;
    }

    /** Ids, not copied. */
    public int[] ids() {
        return ids;
    }

    /** Each token's type, not copied: 0 or 1, by which text it belongs to, where the tokenizer's frame says so. */
    public int[] types() {
        return types;
    }
}
