package dev.plumbline.models.tokenize;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a model's configuration says about its tokenizer beside the {@code tokenizer.json}.
 *
 * @param maxTokens longest output, special tokens included; {@link #UNLIMITED} for none
 * @param keep which end of a text that is too long is kept; empty for what the file says
 * @param lowerCase whether lower-casing is put before the tokenizer's own normalisation, unless it has a step of that name
 * @param bert what replaces the switches of a BERT normalizer
 * @param specialTokens those the configuration names, by which the end of a prompt alone is recognised
 */
public record TokenizerSettings(
        int maxTokens,
        Optional<Keep> keep,
        boolean lowerCase,
        Optional<BertNormalizer> bert,
        Set<String> specialTokens) {

    /** No limit. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** Which end of a text is kept. */
    public enum Keep {
        /** The beginning: truncation side {@code right}. */
        START,
        /** The end: truncation side {@code left}. */
        END
    }

    /**
     * The switches of a BERT normalizer, as transformers' BertTokenizer takes them from {@code tokenizer_config.json}
     * whatever the {@code tokenizer.json} says (5.x {@code models/bert/tokenization_bert.py}).
     *
     * @param stripAccents empty where it follows {@code lowerCase}
     */
    public record BertNormalizer(boolean lowerCase, boolean chineseCharacters, Optional<Boolean> stripAccents) {
        public BertNormalizer {
            Objects.requireNonNull(stripAccents, "stripAccents");
        }
    }

    public TokenizerSettings {
        Objects.requireNonNull(keep, "keep");
        Objects.requireNonNull(bert, "bert");
        specialTokens = Set.copyOf(specialTokens);
        if (maxTokens < 1) {
            throw new IllegalArgumentException("a text is at least one token long, not " + maxTokens);
        }
    }

    /** The tokenizer as its file has it, cut after so many tokens. */
    public static TokenizerSettings cutAfter(int maxTokens) {
        return new TokenizerSettings(maxTokens, Optional.empty(), false, Optional.empty(), Set.of());
    }
}
