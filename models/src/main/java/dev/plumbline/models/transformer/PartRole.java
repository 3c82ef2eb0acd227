package dev.plumbline.models.transformer;

/** What a part of a layer is for, in the order of its work. A network has some of them; which ones says how its layers are built. */
public enum PartRole {
    /** Normalises what attention sees. */
    BEFORE_ATTENTION(Kind.NORM),
    QUERY(Kind.MAP),
    KEY(Kind.MAP),
    VALUE(Kind.MAP),
    /** Query, key and value under each other in one map. */
    QUERY_KEY_VALUE(Kind.MAP),
    /** Normalises each head's queries. */
    QUERY_NORM(Kind.HEAD_NORM),
    KEY_NORM(Kind.HEAD_NORM),
    /** From heads side by side to the network's width. */
    ATTENDED(Kind.MAP),
    /** Normalises attention's result before it is added. */
    AFTER_ATTENTION(Kind.NORM),
    /** Normalises the sum with attention's result. */
    ATTENTION_SUM(Kind.NORM),
    BEFORE_FEED_FORWARD(Kind.NORM),
    /** To the inner width; its values are activated and scale those of {@link #UP}. */
    GATE(Kind.MAP),
    /** To the inner width; activated itself where there is no gate. */
    UP(Kind.MAP),
    /** Gate and up under each other in one map. */
    GATE_UP(Kind.MAP),
    DOWN(Kind.MAP),
    AFTER_FEED_FORWARD(Kind.NORM),
    FEED_FORWARD_SUM(Kind.NORM);

    private enum Kind {
        MAP,
        NORM,
        HEAD_NORM
    }

    private final Kind kind;

    PartRole(Kind kind) {
        this.kind = kind;
    }

    /** Whether it is a linear map. */
    public boolean isMap() {
        return kind == Kind.MAP;
    }

    /** Values that come out of it. */
    long outputs(Sizes sizes) {
        return switch (this) {
            case QUERY -> sizes.queryWidth();
            case KEY, VALUE -> sizes.keyWidth();
            case QUERY_KEY_VALUE -> sizes.queryWidth() + 2L * sizes.keyWidth();
            case GATE, UP -> sizes.inner();
            case GATE_UP -> 2L * sizes.inner();
            default -> kind == Kind.HEAD_NORM ? sizes.headWidth() : sizes.width();
        };
    }

    /** Values that go into it. */
    long inputs(Sizes sizes) {
        return switch (this) {
            case ATTENDED -> sizes.queryWidth();
            case DOWN -> sizes.inner();
            default -> sizes.width();
        };
    }
}
