package dev.plumbline.reports.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Lines over steps: named ones, such as the stages of a training, or numbered ones. */
public final class LineChart {

    private static final int HEIGHT = 300;

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

    /** One line over numbers, with lines across where a part ends. */
    public static Chart numbered(List<Point> points, List<Double> ends) {
        XYSeriesCollection data = new XYSeriesCollection();
        XYSeries series = new XYSeries(0, false);
        points.forEach(point -> series.add(point.x, point.y));
        data.addSeries(series);
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        renderer.setSeriesPaint(0, Ink.CANDIDATE.color());
        renderer.setSeriesStroke(0, Drawing.line(1.6));
        renderer.setDrawSeriesLineAsPath(true);
        NumberAxis steps = Drawing.numbers("#,##0");
        XYPlot plot = new XYPlot(data, steps, Drawing.numbers("0.##"), renderer);
        Drawing.plain(plot);
        ends.forEach(end -> {
            ValueMarker marker = new ValueMarker(end, Ink.MUTED.color(), Drawing.line(1));
            marker.setAlpha(1);
            plot.addDomainMarker(marker, org.jfree.chart.ui.Layer.BACKGROUND);
        });
        return Drawing.draw(plot, HEIGHT - 60, List.of());
    }
}
