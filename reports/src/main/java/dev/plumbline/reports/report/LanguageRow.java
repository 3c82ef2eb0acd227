package dev.plumbline.reports.report;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * A language, and how the models do on what is in it.
 *
 * @param language ISO 639-3 code with the script, such as {@code cmn-Hans}
 * @param tasks number of tasks compared that have a subset in it
 * @param scores mean over them of the means of their subsets in the language, by model in the order of the report's columns;
 *     empty where one is missing
 */
public record LanguageRow(String language, int tasks, List<OptionalDouble> scores) {
    public LanguageRow {
        Objects.requireNonNull(language, "language");
        scores = List.copyOf(scores);
    }
}
