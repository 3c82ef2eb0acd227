package dev.plumbline.models.explain;

import dev.plumbline.models.prompt.PromptChoice;
import java.util.List;

/**
 * What becomes of one text.
 *
 * @param prompt what is put in front of it, and why
 * @param rendered the text as the tokenizer gets it
 * @param tokens ids as the network gets them, special tokens included
 * @param truncated tokens left out because the text is too long
 */
public record Explanation(PromptChoice prompt, String rendered, List<Integer> tokens, int truncated) {
    public Explanation {
        tokens = List.copyOf(tokens);
    }
}
