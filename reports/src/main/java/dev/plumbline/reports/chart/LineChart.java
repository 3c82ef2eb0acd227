package dev.plumbline.reports.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Lines over steps: named ones, such as the stages of a training, or numbered ones. */
public final class LineChart {

    private static final int HEIGHT = 300;
    private static final double FLAT = 1e-3;

    private LineChart() {}

    /**
     * A line over named steps.
     *
     * @param values by step; where one is missing the line is broken
     */
    public record Line(String name, Ink ink, boolean heavy, List<OptionalDouble> values) {
        public Line {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(ink, "ink");
            values = List.copyOf(values);
        }
    }

    /** A point over a numbered axis. */
    public record Point(double x, double y) {}

    /** A line for each, over steps that are named below. */
    public static Chart named(List<String> steps, List<Line> lines, String pattern) {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
        List<Chart.Entry> legend = new ArrayList<>();
        for (Line line : lines) {
            int row = data.getSeriesCount();
            XYSeries series = new XYSeries(row, false);
            for (int step = 0; step < steps.size(); step++) {
                OptionalDouble value = line.values.get(step);
                series.add(step, value.isPresent() ? value.getAsDouble() : null);
            }
            data.addSeries(series);
            renderer.setSeriesPaint(row, line.ink.color());
            renderer.setSeriesStroke(row, Drawing.line(line.heavy ? 2.5 : 1.4));
            renderer.setSeriesShape(row, Drawing.dot(line.heavy ? 4 : 3));
            legend.add(new Chart.Entry(line.ink, line.name));
        }
        SymbolAxis axis = Drawing.plain(new SymbolAxis(null, steps.toArray(String[]::new)));
        axis.setGridBandsVisible(false);
        axis.setTickLabelPaint(Ink.TEXT.color());
        axis.setRange(-0.4, steps.size() - 0.6);
        axis.setTickUnit(new NumberTickUnit(1), false, true);
        XYPlot plot = new XYPlot(data, axis, Drawing.numbers(pattern), renderer);
        Drawing.plain(plot);
        plot.setDomainGridlinesVisible(false);
        return Drawing.draw(plot, HEIGHT, legend);
    }

    /** A line over a numbered axis; a point that is no number is left out. */
    public record Curve(String name, Ink ink, double width, List<Point> points) {
        public Curve {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(ink, "ink");
            points = points.stream().filter(point -> Double.isFinite(point.y)).toList();
        }
    }

    /** Where a part ends, and its name, which is written there if it is not empty. */
    public record Mark(double x, String name) {
        public Mark {
            Objects.requireNonNull(name, "name");
        }
    }

    /** One line over numbers, with lines across where a part ends. */
    public static Chart numbered(List<Point> points, List<Double> ends) {
        return Drawing.draw(
                plot(
                        List.of(new Curve("", Ink.CANDIDATE, 1.6, points)),
                        ends.stream().map(end -> new Mark(end, "")).toList(),
                        "0.##"),
                HEIGHT - 60,
                List.of());
    }

    /** Lines over numbers from 0, each with its last value in the legend. */
    public static Chart curves(List<Curve> curves, List<Mark> marks, double last) {
        XYPlot plot = plot(curves, marks, "0.######");
        plot.getDomainAxis().setRange(0, Math.max(1, last));
        // a line that stays where it is still has room around it
        plot.getRangeAxis().setAutoRangeMinimumSize(FLAT);
        List<Chart.Entry> legend = curves.stream().map(LineChart::withLastValue).toList();
        return Drawing.draw(plot, HEIGHT, legend);
    }

    private static Chart.Entry withLastValue(Curve curve) {
        int size = curve.points.size();
        String last = size == 0 ? "" : String.format(Locale.ROOT, " %.4f", curve.points.get(size - 1).y);
        return new Chart.Entry(curve.ink, curve.name + last);
    }

    private static XYPlot plot(List<Curve> curves, List<Mark> marks, String pattern) {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        for (Curve curve : curves) {
            int row = data.getSeriesCount();
            XYSeries series = new XYSeries(row, false);
            curve.points.forEach(point -> series.add(point.x, point.y));
            data.addSeries(series);
            renderer.setSeriesPaint(row, curve.ink.color());
            renderer.setSeriesStroke(row, Drawing.line(curve.width));
        }
        renderer.setDrawSeriesLineAsPath(true);
        NumberAxis steps = Drawing.numbers("#,##0");
        XYPlot plot = new XYPlot(data, steps, Drawing.numbers(pattern), renderer);
        Drawing.plain(plot);
        for (Mark mark : marks) {
            ValueMarker marker = new ValueMarker(mark.x, Ink.MUTED.color(), Drawing.line(1));
            marker.setAlpha(1);
            if (!mark.name.isEmpty()) {
                marker.setLabel(mark.name);
                marker.setLabelFont(Drawing.FONT);
                marker.setLabelPaint(Ink.MUTED.color());
                marker.setLabelBackgroundColor(Drawing.NOTHING);
                marker.setLabelAnchor(RectangleAnchor.TOP_LEFT);
                marker.setLabelTextAnchor(TextAnchor.TOP_RIGHT);
            }
            plot.addDomainMarker(marker, Layer.BACKGROUND);
        }
        return plot;
    }
}
