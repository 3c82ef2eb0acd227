package dev.plumbline.models.tokenize;

import java.util.Objects;
import java.util.Optional;

/**
 * What a model's configuration says about its tokenizer beside the {@code tokenizer.json}.
 *
 * @param maxTokens longest output, special tokens included; {@link #UNLIMITED} for none
 * @param keep which end of a text that is too long is kept; empty for what the file says
 * @param lowerCase whether lower-casing is put before the tokenizer's own normalisation, unless it has a step of that name
 * @param files what transformers reads beside it; empty for the {@code tokenizer.json} as it is
 * @param special whether special tokens are put around a text
 * @param pairs whether two texts will be put together, as transformers' class does it
 */
public record TokenizerSettings(
        int maxTokens,
        Optional<Keep> keep,
        boolean lowerCase,
        Optional<TransformersFiles> files,
        boolean special,
        boolean pairs) {

    /** No limit. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** Which end of a text is kept. */
    public enum Keep {
        /** The beginning: truncation side {@code right}. */
        START,
        /** The end: truncation side {@code left}. */
        END
    }

    public TokenizerSettings {
        Objects.requireNonNull(keep, "keep");
        Objects.requireNonNull(files, "files");
        if (maxTokens < 1) {
            throw new IllegalArgumentException("a text is at least one token long, not " + maxTokens);
        }
    }

    /** With special tokens. */
    public TokenizerSettings(int maxTokens, Optional<Keep> keep, boolean lowerCase, Optional<TransformersFiles> files) {
        this(maxTokens, keep, lowerCase, files, true, false);
    }

    /** The same, without special tokens. */
    public static TokenizerSettings withoutSpecialTokens(int maxTokens) {
        return new TokenizerSettings(maxTokens, Optional.empty(), false, Optional.empty(), false, false);
    }

    /** The same for pairs of texts. */
    public TokenizerSettings forPairs() {
        return new TokenizerSettings(maxTokens, keep, lowerCase, files, special, true);
    }

    /** The tokenizer as its file has it, cut after so many tokens. */
    public static TokenizerSettings cutAfter(int maxTokens) {
        return new TokenizerSettings(maxTokens, Optional.empty(), false, Optional.empty());
    }
}
