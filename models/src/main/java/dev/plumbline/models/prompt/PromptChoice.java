package dev.plumbline.models.prompt;

import java.util.Objects;

/**
 * A prompt and why it is that one.
 *
 * @param prefix put literally in front of the text; empty for none
 * @param reason the key or rule that chose it, in words
 */
public record PromptChoice(String prefix, String reason) {
    public PromptChoice {
        Objects.requireNonNull(prefix, "prefix");
        Objects.requireNonNull(reason, "reason");
    }
}
