package dev.plumbline.reports.gate;

import dev.plumbline.reports.report.ModelRow;
import dev.plumbline.reports.report.Report;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A badge as SVG, for a README: a name on grey, what is said of it on a colour. Needs no font: widths are those of Verdana 11,
 * about, and texts are fitted to them.
 *
 * @param name on the left
 * @param says on the right
 * @param tone its colour
 */
public record Badge(String name, String says, Tone tone) {

    private static final String GATE = "plumbline gate";
    private static final double LETTER = 6.6;
    private static final int PADDING = 10;
    private static final int HEIGHT = 20;

    /** What a badge says of what it names. Colours have the contrast that white letters need. */
    public enum Tone {
        GOOD("#287a2c"),
        BAD("#b3261e"),
        NEUTRAL("#2f5f9e"),
        /** Nothing is known. */
        NONE("#6b6b6b");

        private final String colour;

        Tone(String colour) {
            this.colour = colour;
        }
    }

    public Badge {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(says, "says");
        Objects.requireNonNull(tone, "tone");
    }

    /** Whether a gate passed, and by how much the mean changed where it has a rule. */
    public static Badge of(GateReport report) {
        String change = report.checks().stream()
                .filter(check -> check.scope() == GateCheck.Scope.OVERALL && Double.isFinite(check.change()))
                .findFirst()
                .map(check -> String.format(Locale.ROOT, ", %+.1f", 100 * check.change()))
                .orElse("");
        return new Badge(
                GATE, (report.passed() ? "passed" : "failed") + change, report.passed() ? Tone.GOOD : Tone.BAD);
    }

    /** That a gate has not decided. */
    public static Badge of(Undecided undecided) {
        return new Badge(GATE, undecided.outcome(), Tone.NONE);
    }

    /** The mean of the model that a report is about, times 100, and its rank, as far as it has them. */
    public static Badge of(Report report) {
        Optional<ModelRow> row = report.models().stream()
                .filter(model -> model.name().equals(report.candidate()))
                .findFirst();
        if (row.isEmpty() || row.get().mean().isEmpty()) {
            return new Badge(report.scope().benchmark(), "incomplete", Tone.NONE);
        }
        String rank = row.get().rank().isPresent() ? ", #" + row.get().rank().getAsInt() : "";
        return new Badge(
                report.scope().benchmark(),
                String.format(Locale.ROOT, "%.1f", 100 * row.get().mean().getAsDouble()) + rank,
                Tone.NEUTRAL);
    }

    /** The file. */
    public String svg() {
        int left = width(name);
        int right = width(says);
        String title = escape(name + ": " + says);
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + (left + right) + "\" height=\"" + HEIGHT
                + "\" role=\"img\" aria-label=\"" + title + "\">\n<title>" + title + "</title>\n<rect width=\"" + left
                + "\" height=\"20\" fill=\"#444\"/>\n<rect x=\"" + left + "\" width=\"" + right
                + "\" height=\"20\" fill=\"" + tone.colour
                + "\"/>\n<g fill=\"#fff\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\">\n"
                + text(name, 0, left) + text(says, left, right) + "</g>\n</svg>\n";
    }

    private static String text(String text, int from, int width) {
        return "<text x=\"" + (from + PADDING / 2) + "\" y=\"14\" textLength=\"" + (width - PADDING) + "\">"
                + escape(text) + "</text>\n";
    }

    /** Letters of Chinese and its neighbours are twice as wide. */
    private static int width(String text) {
        double width = text.codePoints()
                .mapToDouble(letter -> letter >= 0x2E80 ? 2 * LETTER : LETTER)
                .sum();
        return (int) Math.ceil(width) + PADDING;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replaceAll("\\p{Cntrl}", " ");
    }
}
