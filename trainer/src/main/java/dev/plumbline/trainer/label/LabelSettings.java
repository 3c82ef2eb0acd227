package dev.plumbline.trainer.label;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How groups are made. The paper leaves open how many examples and how many label texts there are and which classes negatives
 * come from; these are the settings.
 *
 * @param textField field of the text, or of a list of texts
 * @param labelField field of the label, or of a list with one per text
 * @param negatives per group at most, at least 1
 * @param labelTextRatio part of the groups whose positive is the text of the label instead of an example, 0 to 1; their
 *     negatives are the texts of other labels
 * @param labelTexts text of each label; a label without one is its own text
 * @param groups made of each text, at least 1
 * @param task written into every row
 */
public record LabelSettings(
        String textField,
        String labelField,
        int negatives,
        double labelTextRatio,
        Map<String, String> labelTexts,
        int groups,
        Optional<String> task,
        long seed) {

    public LabelSettings {
        Objects.requireNonNull(textField, "textField");
        Objects.requireNonNull(labelField, "labelField");
        Objects.requireNonNull(task, "task");
        labelTexts = Map.copyOf(labelTexts);
        if (negatives < 1 || groups < 1) {
            throw new IllegalArgumentException(
                    "negatives and groups must be at least 1, not " + negatives + " and " + groups);
        }
        if (!(labelTextRatio >= 0 && labelTextRatio <= 1)) {
            throw new IllegalArgumentException("the label text ratio must be between 0 and 1, not " + labelTextRatio);
        }
    }

    /** Examples alone, seven negatives, one group per text, seed 42. */
    public static LabelSettings defaults() {
        return new LabelSettings("text", "label", 7, 0, Map.of(), 1, Optional.empty(), 42);
    }
}
