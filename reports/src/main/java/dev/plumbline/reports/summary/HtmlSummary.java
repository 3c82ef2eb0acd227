package dev.plumbline.reports.summary;

import dev.plumbline.manifest.TaskType;
import dev.plumbline.reports.aggregate.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Renders the standings of a benchmark. The same input gives the same bytes; every text is escaped. */
public final class HtmlSummary {

    private static final String STYLE = """
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
            .wide { overflow-x: auto; }
            table { border-collapse: collapse; margin: 1rem 0; }
            th, td { padding: .3rem .7rem; border-bottom: 1px solid #8884; text-align: left; }
            td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
            td.best { font-weight: 700; }
            caption { text-align: left; font-weight: 600; padding: .5rem 0; }
            footer { color: #777; font-size: .9rem; }
            """;

    private HtmlSummary() {}

    /**
     * The page.
     *
     * @param title heading, such as the benchmark's name
     * @param standings one row per model; shown best rank first
     * @param notes sentences below the tables
     */
    public static String render(String title, List<Standing> standings, List<String> notes) {
        List<Standing> ranked = standings.stream()
                .sorted(Comparator.comparingInt(Standing::rank).thenComparing(Standing::model))
                .toList();
        StringBuilder html = new StringBuilder();
        html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(escape(title))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>")
                .append(escape(title))
                .append("</h1>\n");
        overall(ranked, html);
        byTask(ranked, html);
        html.append("<footer>\n");
        notes.forEach(note -> html.append("<p>").append(escape(note)).append("</p>\n"));
        return html.append("</footer>\n</body>\n</html>\n").toString();
    }

    private static void overall(List<Standing> ranked, StringBuilder html) {
        List<TaskType> types = ranked.isEmpty()
                ? List.of()
                : List.copyOf(ranked.get(0).typeMeans().keySet());
        List<String> headers = new ArrayList<>(List.of("Rank", "Mean(Task)", "Mean(TaskType)"));
        types.forEach(type -> headers.add(type.label()));
        headers.add("Tasks");
        open("Models", "Model", headers, html);
        for (Standing standing : ranked) {
            row(standing.model(), html);
            cell(String.valueOf(standing.rank()), false, html);
            cell(percent(standing.meanTask()), false, html);
            cell(percent(standing.meanTaskType()), false, html);
            types.forEach(type -> cell(percent(standing.typeMeans().get(type)), false, html));
            cell(standing.completeTasks() + " of " + standing.tasks().size(), false, html);
            html.append("</tr>\n");
        }
        html.append("</tbody>\n</table></div>\n");
    }

    private static void byTask(List<Standing> ranked, StringBuilder html) {
        if (ranked.isEmpty()) {
            return;
        }
        open("Tasks", "Task", ranked.stream().map(Standing::model).toList(), html);
        for (String task : ranked.get(0).tasks().keySet()) {
            double best = ranked.stream()
                    .flatMapToDouble(standing -> standing.tasks().get(task).mean().stream())
                    .max()
                    .orElse(Double.NaN);
            row(task, html);
            for (Standing standing : ranked) {
                OptionalDouble score = standing.tasks().get(task).mean();
                cell(percent(score), score.isPresent() && score.getAsDouble() == best, html);
            }
            html.append("</tr>\n");
        }
        html.append("</tbody>\n</table></div>\n");
    }

    private static void open(String caption, String first, List<String> headers, StringBuilder html) {
        html.append("<div class=\"wide\"><table>\n<caption>")
                .append(escape(caption))
                .append("</caption>\n<thead><tr><th scope=\"col\">")
                .append(escape(first))
                .append("</th>");
        headers.forEach(header -> html.append("<th scope=\"col\" class=\"n\">")
                .append(escape(header))
                .append("</th>"));
        html.append("</tr></thead>\n<tbody>\n");
    }

    private static void row(String name, StringBuilder html) {
        html.append("<tr><th scope=\"row\">").append(escape(name)).append("</th>");
    }

    private static void cell(String text, boolean best, StringBuilder html) {
        html.append(best ? "<td class=\"n best\">" : "<td class=\"n\">")
                .append(escape(text))
                .append("</td>");
    }

    /** As leaderboards show it: times 100, two decimals. */
    private static String percent(OptionalDouble score) {
        return score.isPresent() ? String.format(Locale.ROOT, "%.2f", 100 * score.getAsDouble()) : "–";
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
