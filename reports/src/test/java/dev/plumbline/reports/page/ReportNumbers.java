package dev.plumbline.reports.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Holds a page to the JSON form of the same report. */
final class ReportNumbers {

    private ReportNumbers() {}

    /**
     * Every number of the page is marked with its place in the JSON form, is the number that stands there, and is written as
     * that number; outside of such marks, of texts out of the data, of our own sentences and of the scales of charts, the page
     * has no digit.
     *
     * @return how many numbers there were
     */
    static int check(String html, JsonNode json) {
        Document page = Jsoup.parse(html);
        int numbers = 0;
        for (Element data : page.select("data")) {
            JsonNode found = json.at(data.attr("data-at"));
            assertThat(found.isNumber())
                    .as("a number at %s", data.attr("data-at"))
                    .isTrue();
            assertThat(Double.parseDouble(data.attr("value")))
                    .as(data.attr("data-at"))
                    .isEqualTo(found.doubleValue());
            assertThat(written(data.text(), found.doubleValue()))
                    .as("%s for %s at %s", data.text(), found, data.attr("data-at"))
                    .isTrue();
            numbers++;
        }
        page.select("data, bdi, code, svg, style, script, title").remove();
        List<String> cells = new ArrayList<>();
        page.select("td, th, dd").forEach(cell -> cells.add(cell.text().replace("95%", "")));
        assertThat(cells.stream().filter(text -> text.matches(".*\\d.*")))
                .as("numbers that are not marked")
                .isEmpty();
        return numbers;
    }

    /** Whether a text is the number in one of the ways that the page writes numbers, to half a unit of its last digit. */
    private static boolean written(String text, double value) {
        String plain = text.replace(",", "").replace('\u2212', '-').replace("+", "");
        if (plain.startsWith("<")) {
            return value < Double.parseDouble(plain.substring(1));
        }
        double unit = 1;
        String suffix =
                plain.isEmpty() ? "" : plain.substring(plain.length() - 1).toUpperCase(Locale.ROOT);
        switch (suffix) {
            case "%" -> unit = 0.01;
            case "K" -> unit = 1e3;
            case "M" -> unit = 1e6;
            case "B" -> unit = 1e9;
            default -> suffix = "";
        }
        String digits = plain.substring(0, plain.length() - suffix.length());
        int point = digits.indexOf('.');
        double last = Math.pow(10, point < 0 ? 0 : point - digits.length() + 1);
        // 14B is written without the zero behind its point.
        double tolerance = (suffix.equals("B") ? 0.1 : last) / 2 * 1.0000001;
        double shown = Double.parseDouble(digits);
        return Math.abs(shown - value / unit) <= tolerance || Math.abs(shown - 100 * value) <= tolerance;
    }
}
