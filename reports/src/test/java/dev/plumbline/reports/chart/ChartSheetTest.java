package dev.plumbline.reports.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;

/** The file of a training's curves: every curve, every stage and every last value is there, and nothing lies outside. */
class ChartSheetTest {

    private static final List<LineChart.Mark> MARKS =
            List.of(new LineChart.Mark(40, "pre <a> & b"), new LineChart.Mark(100, "fine"));

    private static LineChart.Curve curve(String name, int number, double... values) {
        List<LineChart.Point> points = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            points.add(new LineChart.Point(10.0 * i, values[i]));
        }
        return new LineChart.Curve(name, Ink.series(number), 1.2, points);
    }

    private static Document document(Chart... charts) {
        List<ChartSheet.Part> parts = new ArrayList<>();
        for (Chart chart : charts) {
            parts.add(new ChartSheet.Part("part " + parts.size(), chart));
        }
        return Jsoup.parse(ChartSheet.document(parts), "", Parser.xmlParser());
    }

    /** A task without a number at a checkpoint is passed over there, and its line goes on. */
    @Test
    void everyCurveMarkAndLastValueIsDrawn() {
        Document svg = document(LineChart.curves(
                List.of(curve("up", 0, 0.1, Double.NaN, 0.3, 0.456789), curve("down", 1, 0.9, 0.5)), MARKS, 100));
        assertThat(svg.select("text").eachText())
                .contains("part 0", "up 0.4568", "down 0.5000", "pre <a> & b", "fine", "0.2", "100");
        assertThat(segments(svg, "s-series-1")).isEqualTo(2);
        assertThat(segments(svg, "s-series-2")).isEqualTo(1);
        assertThat(svg.outerHtml()).doesNotContain("NaN");
    }

    private static int segments(Document svg, String colour) {
        Element line = svg.selectFirst("path." + colour);
        assertThat(line).as(colour).isNotNull();
        return line.attr("d").split("L", -1).length - 1;
    }

    @Test
    void nothingAndOneFlatLineAreDrawnToo() {
        Document svg = document(
                LineChart.curves(List.of(curve("loss", 0)), List.of(), 0),
                LineChart.curves(List.of(), MARKS, 100),
                LineChart.curves(List.of(curve("flat", 0, 0.5, 0.5, 0.5)), MARKS, 100));
        assertThat(svg.select("text").eachText()).contains("loss", "flat 0.5000", "part 2");
        assertThat(svg.outerHtml()).doesNotContain("NaN").doesNotContain("Infinity");
    }

    /** Many tasks have rows of names; the sheet grows, and all of it lies within. */
    @Test
    void aLongLegendTakesRowsAndTheSheetHoldsThemAll() {
        List<LineChart.Curve> curves = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            curves.add(curve("SomeRatherLongTaskName" + i, i, 0.01 * i, 0.5));
        }
        Document svg = document(LineChart.curves(curves, MARKS, 100), LineChart.curves(curves, MARKS, 100));
        String[] box = svg.selectFirst("svg").attr("viewBox").split(" ", -1);
        double width = Double.parseDouble(box[2]);
        double height = Double.parseDouble(box[3]);
        for (Element name : svg.select("svg > text")) {
            double end = Double.parseDouble(name.attr("x")) + Drawing.FONT.width(name.text());
            assertThat(end).as(name.text()).isLessThan(width);
            assertThat(Double.parseDouble(name.attr("y"))).as(name.text()).isLessThan(height);
        }
        assertThat(svg.select("svg > text")).hasSize(2 * (1 + curves.size()));
    }

    /** A file of its own has no page to colour it, and has the page's colours. */
    @Test
    void coloursAreThoseOfThePageInLight() throws IOException {
        try (InputStream in = Ink.class.getResourceAsStream("/dev/plumbline/reports/page/page.css")) {
            String css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Map<String, String> colours = new LinkedHashMap<>();
            Matcher colour = Pattern.compile("--([\\w-]+): (#\\w+)").matcher(css.substring(0, css.indexOf("@media")));
            while (colour.find()) {
                colours.put(colour.group(1), colour.group(2));
            }
            for (Ink ink : Ink.values()) {
                Matcher used = Pattern.compile("\\.s-" + ink.label() + " \\{ stroke: var\\(--([\\w-]+)\\)")
                        .matcher(css);
                assertThat(used.find()).as(ink.label()).isTrue();
                assertThat(ink.onWhite()).as(ink.label()).isEqualTo(colours.get(used.group(1)));
            }
        }
    }
}
