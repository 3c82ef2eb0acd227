package dev.plumbline.reports.page;

import dev.plumbline.reports.report.Differences;
import dev.plumbline.reports.report.Range;
import dev.plumbline.reports.report.Report;
import dev.plumbline.reports.report.TaskRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * The scores by task as CSV (RFC 4180): a row per task, a column per model, then the difference to the baseline. Fractions
 * of 1 in full precision; empty where there is none.
 */
final class TaskCsv {

    /** A spreadsheet takes a text that begins so for a formula. */
    private static final String FORMULA = "=+-@\t\r";

    static final String COLUMNS = "task,type,measure,";

    private TaskCsv() {}

    static String render(Report report) {
        StringBuilder csv = new StringBuilder();
        List<String> header = new ArrayList<>(List.of("task", "type", "measure"));
        header.addAll(report.columns());
        report.differences()
                .ifPresent(found -> header.addAll(List.of("change", "low_95", "high_95", "p_holm", "not_comparable")));
        line(header, csv);
        for (int i = 0; i < report.tasks().size(); i++) {
            TaskRow task = report.tasks().get(i);
            List<String> row = new ArrayList<>(List.of(task.task(), task.type(), task.measure()));
            task.cells().forEach(cell -> row.add(number(cell.score())));
            int index = i;
            report.differences()
                    .ifPresent(found -> difference(found.tasks().get(index)).forEach(row::add));
            line(row, csv);
        }
        return csv.toString();
    }

    private static List<String> difference(Differences.Row row) {
        Optional<Range> range = row.range();
        return List.of(
                number(row.change()),
                range.map(found -> String.valueOf(found.low())).orElse(""),
                range.map(found -> String.valueOf(found.high())).orElse(""),
                number(row.p()),
                String.join("; ", row.marks()));
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? String.valueOf(value.getAsDouble()) : "";
    }

    private static void line(List<String> values, StringBuilder csv) {
        csv.append(values.stream().map(TaskCsv::field).collect(Collectors.joining(",")))
                .append("\r\n");
    }

    private static String field(String value) {
        boolean text = !value.isEmpty() && !isNumber(value);
        String safe = text && FORMULA.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        return safe.chars().anyMatch(letter -> letter == ',' || letter == '"' || letter == '\n' || letter == '\r')
                ? '"' + safe.replace("\"", "\"\"") + '"'
                : safe;
    }

    private static boolean isNumber(String value) {
        return value.chars().allMatch(letter -> "+-.0123456789E".indexOf(letter) >= 0);
    }
}
