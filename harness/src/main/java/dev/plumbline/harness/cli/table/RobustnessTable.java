package dev.plumbline.harness.cli.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.reports.page.ReportJson;
import dev.plumbline.reports.report.Differences;
import dev.plumbline.reports.report.Range;
import dev.plumbline.reports.report.Robustness;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** What changed texts cost, as a person or a machine reads it on stdout. */
final class RobustnessTable {

    private RobustnessTable() {}

    static String text(List<Robustness> all) {
        TextTable table = new TextTable(
                "PERTURBED", "TASK", " AS IT IS", " CHANGED", " CHANGE", " 95% INTERVAL", " P (HOLM)", "NOTE");
        boolean severalModels = all.stream().map(Robustness::model).distinct().count() > 1;
        for (Robustness found : all) {
            String what = severalModels ? found.perturbation() + ", " + found.model() : found.perturbation();
            found.tasks().forEach(row -> add(what, row.name(), row, table));
            found.mean()
                    .filter(mean -> mean.count() > 1)
                    .ifPresent(mean -> add(what, "mean of " + mean.count(), mean, table));
        }
        return table.toString();
    }

    private static void add(String what, String name, Differences.Row row, TextTable table) {
        table.add(
                what,
                name,
                points(row.baseline(), "%.2f"),
                points(row.candidate(), "%.2f"),
                points(row.change(), "%+.2f"),
                range(row.range()),
                row.p().isPresent() ? String.format(Locale.ROOT, "%.4f", row.p().getAsDouble()) : "-",
                String.join(
                        "; ",
                        Stream.concat(row.marks().stream(), row.notes().stream())
                                .toList()));
    }

    private static String points(OptionalDouble value, String format) {
        return value.isPresent() ? String.format(Locale.ROOT, format, 100 * value.getAsDouble()) : "-";
    }

    private static String range(Optional<Range> range) {
        return range.map(found -> String.format(Locale.ROOT, "%+.2f to %+.2f", 100 * found.low(), 100 * found.high()))
                .orElse("-");
    }

    static JsonNode json(List<Robustness> all) {
        return ReportJson.part(all);
    }
}
