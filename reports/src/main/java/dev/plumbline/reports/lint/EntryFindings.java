package dev.plumbline.reports.lint;

import dev.plumbline.tasks.result.Scores;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** The scores of one entry under examination, and where findings go. */
final class EntryFindings {

    private final String place;
    private final Scores scores;
    private final Consumer<Finding> found;

    EntryFindings(String place, Scores scores, Consumer<Finding> found) {
        this.place = place;
        this.scores = scores;
        this.found = found;
    }

    Scores scores() {
        return scores;
    }

    /** A finite score by name. */
    OptionalDouble value(String name) {
        Double value = scores.number(name);
        return value == null || value.isNaN() ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    void error(String rule, String message) {
        found.accept(new Finding(Finding.Severity.ERROR, rule, place, message));
    }

    void warning(String rule, String message) {
        found.accept(new Finding(Finding.Severity.WARNING, rule, place, message));
    }

    /** An error unless one score is at most another, where both are there. */
    void atMost(String rule, String smaller, String greater, double tolerance) {
        OptionalDouble low = value(smaller);
        OptionalDouble high = value(greater);
        if (low.isPresent() && high.isPresent() && low.getAsDouble() > high.getAsDouble() + tolerance) {
            error(rule, said(smaller, low.getAsDouble()) + " is above " + said(greater, high.getAsDouble()));
        }
    }

    /**
     * A finding unless two scores are the same, where both are there.
     *
     * @param rounding a difference up to this is none
     * @param explicable one up to this may have another reason and is a warning; beyond it is an error
     * @param reason the other reason
     */
    void same(String rule, String one, String other, double rounding, double explicable, String reason) {
        OptionalDouble first = value(one);
        OptionalDouble second = value(other);
        if (first.isEmpty() || second.isEmpty()) {
            return;
        }
        double difference = Math.abs(first.getAsDouble() - second.getAsDouble());
        String both = said(one, first.getAsDouble()) + " but " + said(other, second.getAsDouble());
        if (difference > explicable) {
            error(rule, both + ", which are the same by definition");
        } else if (difference > rounding) {
            warning(rule, both + ", which differ by no more than " + reason + " can do");
        }
    }

    static String said(String name, double value) {
        return name + " " + shown(value);
    }

    static String shown(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }
}
