package dev.plumbline.trainer.label;

/**
 * What became of the texts.
 *
 * @param texts read
 * @param classes of them
 * @param badRows left out because of an error
 * @param groups written
 * @param ofLabelTexts groups whose positive is a label's text
 * @param withoutPositive groups not made because the class has no other text
 * @param fewerNegatives groups with fewer negatives than wanted
 * @param conflicting texts that occur with several labels
 */
public record LabelSummary(
        long texts,
        int classes,
        long badRows,
        long groups,
        long ofLabelTexts,
        long withoutPositive,
        long fewerNegatives,
        long conflicting) {}
