package dev.plumbline.models.tokenize;

/**
 * Two texts put together.
 *
 * @param ids of their tokens, special ones included
 * @param types each token's: 0 or 1, by which text it belongs to, where the tokenizer's frame says so
 */
public record PairTokens(int[] ids, int[] types) {}
