package dev.plumbline.reports.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Charts one below the other as an SVG file of its own, on white paper. */
public final class ChartSheet {

    private static final int MARGIN = 12;
    private static final int LINE = 18;
    private static final int SWATCH = 18;
    private static final int GAP = 6;

    private ChartSheet() {}

    /** A chart with what stands above it. */
    public record Part(String title, Chart chart) {
        public Part {
            Objects.requireNonNull(title, "title");
            Objects.requireNonNull(chart, "chart");
        }
    }

    /** The whole file as text; the same charts give the same bytes. */
    public static String document(List<Part> parts) {
        StringBuilder body = new StringBuilder();
        int width = 0;
        int y = MARGIN;
        for (Part part : parts) {
            y += LINE;
            body.append("<text x=\"")
                    .append(MARGIN)
                    .append("\" y=\"")
                    .append(y)
                    .append("\" class=\"f-text\" font-weight=\"bold\">")
                    .append(SvgGraphics.escape(part.title))
                    .append("</text>\n");
            for (List<Chart.Entry> row : rows(part.chart)) {
                y += LINE;
                legend(body, row, y);
            }
            y += GAP;
            body.append("<g transform=\"translate(0,")
                    .append(y)
                    .append(")\">\n")
                    .append(part.chart.elements())
                    .append("</g>\n");
            y += part.chart.height();
            width = Math.max(width, part.chart.width());
        }
        StringBuilder svg = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(width)
                .append(' ')
                .append(y)
                .append("\" font-family=\"Arial, Helvetica, sans-serif\" font-size=\"")
                .append(Drawing.FONT.getSize())
                .append("\">\n<style>path { fill: none; }");
        for (Ink ink : Ink.values()) {
            svg.append(" .s-").append(ink.label()).append(" { stroke: ").append(ink.onWhite());
            svg.append("; } .f-")
                    .append(ink.label())
                    .append(" { fill: ")
                    .append(ink.onWhite())
                    .append("; }");
        }
        return svg.append("</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n")
                .append(body)
                .append("</svg>\n")
                .toString();
    }

    /** As many entries beside each other as fit. */
    private static List<List<Chart.Entry>> rows(Chart chart) {
        List<List<Chart.Entry>> rows = new ArrayList<>();
        double room = 0;
        for (Chart.Entry entry : chart.legend()) {
            double needed = width(entry);
            if (rows.isEmpty() || needed > room) {
                rows.add(new ArrayList<>());
                room = chart.width() - 2.0 * MARGIN;
            }
            rows.get(rows.size() - 1).add(entry);
            room -= needed;
        }
        return rows;
    }

    private static double width(Chart.Entry entry) {
        // the reader's font may be wider than the table says
        return SWATCH + GAP + 1.1 * Drawing.FONT.width(entry.label()) + 2 * GAP;
    }

    private static void legend(StringBuilder svg, List<Chart.Entry> row, int y) {
        double x = MARGIN;
        for (Chart.Entry entry : row) {
            svg.append("<rect x=\"").append(Math.round(x)).append("\" y=\"").append(y - 7);
            svg.append("\" width=\"").append(SWATCH).append("\" height=\"4\" class=\"f-");
            svg.append(entry.ink().label()).append("\"/><text x=\"").append(Math.round(x + SWATCH + GAP));
            svg.append("\" y=\"").append(y).append("\" class=\"f-text\">");
            svg.append(SvgGraphics.escape(entry.label())).append("</text>\n");
            x += width(entry);
        }
    }
}
