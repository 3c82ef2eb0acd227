package dev.plumbline.models.network;

/** What a device makes of the vectors of a text's tokens, before one vector per text leaves it. */
public enum Reduction {
    /** The first token's. */
    FIRST,
    /** The last token's. */
    LAST,
    /** Their sum. */
    SUM,
    /** Their sum, each times its place counted from 1. */
    PLACE_WEIGHTED_SUM,
    /** The largest value of each dimension. */
    MAX
}
