package dev.plumbline.trainer.rows;

import dev.plumbline.models.prompt.InstructionPrompts;
import java.util.Objects;

/**
 * What is put before a data set's texts.
 *
 * @param text of the instruction; empty for none, and then nothing is put before anything
 * @param template contains <code>{instruction}</code>
 * @param passages whether passages get it too, or queries alone
 */
public record Instruction(String text, String template, boolean passages) {

    /** Nothing before anything. */
    public static final Instruction NONE = new Instruction("", InstructionPrompts.KALM_TEMPLATE, false);

    private static final String PLACE = "{instruction}";

    public Instruction {
        Objects.requireNonNull(text, "text");
        if (!template.contains(PLACE)) {
            throw new IllegalArgumentException("template must contain " + PLACE + ": '" + template + "'");
        }
    }

    /** A query as it is encoded. */
    public String query(String query) {
        return prefix() + query;
    }

    /** A passage as it is encoded. */
    public String passage(String passage) {
        return passages ? prefix() + passage : passage;
    }

    private String prefix() {
        return text.isEmpty() ? "" : template.replace(PLACE, text);
    }

    /** What stands before queries and passages. */
    TrainingRow.Prompts prompts() {
        return new TrainingRow.Prompts(query(""), passage(""));
    }
}
