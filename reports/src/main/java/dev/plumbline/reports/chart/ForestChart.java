package dev.plumbline.reports.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/** Differences with their intervals, a row each, from the greatest to the least. */
public final class ForestChart {

    private static final int ROW = 19;
    private static final int AXIS = 56;

    private static final List<Kind> KINDS = List.of(Kind.values());

    private ForestChart() {}

    /**
     * A row.
     *
     * @param change in points
     * @param low of its interval; the change where there is none
     * @param high likewise
     * @param kind which colour
     */
    public record Row(String name, double change, double low, double high, Kind kind) {
        public Row {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(kind, "kind");
        }
    }

    /** What a difference is. */
    public enum Kind {
        AHEAD,
        BEHIND,
        NOT_TOLD_APART,
        MEAN
    }

    /**
     * The chart.
     *
     * @param legend texts for the kinds, in their order
     */
    public static Chart of(List<Row> rows, List<String> legend) {
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        XYErrorRenderer renderer = new XYErrorRenderer();
        renderer.setDrawYError(false);
        renderer.setDrawXError(true);
        renderer.setCapLength(0);
        List<Chart.Entry> entries = new ArrayList<>();
        for (Kind kind : KINDS) {
            XYIntervalSeries series = new XYIntervalSeries(kind.name(), false, true);
            for (int i = 0; i < rows.size(); i++) {
                Row row = rows.get(i);
                if (row.kind == kind) {
                    series.add(row.change, row.low, row.high, i, i, i);
                }
            }
            int index = KINDS.indexOf(kind);
            data.addSeries(series);
            renderer.setSeriesPaint(index, ink(kind).color());
            renderer.setSeriesShape(index, kind == Kind.MEAN ? Drawing.diamond(7) : Drawing.dot(4));
            renderer.setSeriesStroke(index, Drawing.line(1.6));
            if (series.getItemCount() > 0) {
                entries.add(new Chart.Entry(ink(kind), legend.get(index)));
            }
        }
        SymbolAxis names =
                Drawing.plain(new SymbolAxis(null, rows.stream().map(Row::name).toArray(String[]::new)));
        names.setInverted(true);
        names.setGridBandsVisible(false);
        names.setTickLabelPaint(Ink.TEXT.color());
        names.setRange(-0.7, rows.size() - 0.3);
        names.setTickUnit(new org.jfree.chart.axis.NumberTickUnit(1), false, true);
        NumberAxis changes = Drawing.numbers("0.##");
        changes.setAutoRangeIncludesZero(true);
        XYPlot plot = new XYPlot(data, changes, names, renderer);
        Drawing.plain(plot);
        plot.setRangeGridlinesVisible(false);
        ValueMarker zero = new ValueMarker(0, Ink.MUTED.color(), Drawing.line(1));
        zero.setAlpha(1);
        plot.addDomainMarker(zero, org.jfree.chart.ui.Layer.BACKGROUND);
        return Drawing.draw(plot, AXIS + ROW * rows.size(), entries);
    }

    private static Ink ink(Kind kind) {
        return switch (kind) {
            case AHEAD -> Ink.AHEAD;
            case BEHIND -> Ink.BEHIND;
            case NOT_TOLD_APART -> Ink.OTHER;
            case MEAN -> Ink.TEXT;
        };
    }
}
