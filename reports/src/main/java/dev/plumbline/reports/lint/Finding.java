package dev.plumbline.reports.lint;

import java.util.Objects;

/**
 * Something about a result file.
 *
 * @param severity how bad it is
 * @param rule a short name of the rule
 * @param place {@code split/subset}; empty for the file as a whole
 * @param message what is wrong
 */
public record Finding(Severity severity, String rule, String place, String message) {

    /** How bad a finding is. */
    public enum Severity {
        /** The file cannot be right. */
        ERROR,
        /** It should not be compared without a look. */
        WARNING,
        /** Good to know. */
        NOTE
    }

    public Finding {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(message, "message");
    }
}
