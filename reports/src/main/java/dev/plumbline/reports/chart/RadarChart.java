package dev.plumbline.reports.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.PolarPlot;
import org.jfree.chart.renderer.DefaultPolarItemRenderer;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Means by task type, one ray per type, with numbers on the rings. */
public final class RadarChart {

    private static final int WIDTH = 560;
    private static final int HEIGHT = 440;
    private static final int LINES = 5;

    private RadarChart() {}

    /**
     * A model.
     *
     * @param points by type; a model that lacks one is left out
     */
    public record Line(String name, Ink ink, List<OptionalDouble> points) {
        public Line {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(ink, "ink");
            points = List.copyOf(points);
        }
    }

    /**
     * The chart.
     *
     * @param types names of at least three rays
     */
    public static Chart of(List<String> types, List<Line> lines) {
        List<Line> shown = lines.stream()
                .filter(line -> line.points.stream().allMatch(OptionalDouble::isPresent))
                .limit(LINES)
                .toList();
        XYSeriesCollection data = new XYSeriesCollection();
        DefaultPolarItemRenderer renderer = new DefaultPolarItemRenderer();
        renderer.setShapesVisible(true);
        List<Chart.Entry> legend = new ArrayList<>();
        // The first is drawn last, on top.
        for (int i = shown.size() - 1; i >= 0; i--) {
            Line line = shown.get(i);
            XYSeries series = new XYSeries(i, false);
            for (int type = 0; type < types.size(); type++) {
                series.add(angle(type, types.size()), line.points.get(type).getAsDouble());
            }
            int row = data.getSeriesCount();
            data.addSeries(series);
            renderer.setSeriesPaint(row, line.ink.color());
            renderer.setSeriesStroke(row, Drawing.line(i == 0 ? 2.5 : 1.4));
            renderer.setSeriesShape(row, Drawing.dot(i == 0 ? 3.5 : 2.5));
        }
        shown.forEach(line -> legend.add(new Chart.Entry(line.ink, line.name)));
        Rays plot = new Rays(data, axis(shown), renderer, types);
        plot.setAngleGridlinePaint(Ink.GRID.color());
        plot.setRadiusGridlinePaint(Ink.GRID.color());
        plot.setAngleGridlineStroke(Drawing.line(1));
        plot.setRadiusGridlineStroke(Drawing.line(1));
        plot.setRadiusMinorGridlinesVisible(false);
        plot.setAngleLabelFont(Drawing.FONT);
        plot.setAngleLabelPaint(Ink.TEXT.color());
        plot.setMargin(34);
        return Drawing.draw(plot, WIDTH, HEIGHT, legend);
    }

    private static NumberAxis axis(List<Line> lines) {
        double least = lines.stream()
                .flatMap(line -> line.points.stream())
                .mapToDouble(OptionalDouble::getAsDouble)
                .min()
                .orElse(0);
        double most = lines.stream()
                .flatMap(line -> line.points.stream())
                .mapToDouble(OptionalDouble::getAsDouble)
                .max()
                .orElse(100);
        NumberAxis axis = Drawing.numbers("0");
        axis.setRange(Math.max(0, 10 * Math.floor(least / 10) - 10), 10 * Math.ceil(most / 10));
        axis.setTickUnit(new NumberTickUnit(axis.getRange().getLength() > 50 ? 20 : 10), false, true);
        return axis;
    }

    private static double angle(int index, int count) {
        return 360.0 * index / count;
    }

    private static final class Rays extends PolarPlot {
        private static final long serialVersionUID = 1L;

        private final List<String> types;

        Rays(XYSeriesCollection data, NumberAxis axis, DefaultPolarItemRenderer renderer, List<String> types) {
            super(data, axis, renderer);
            this.types = List.copyOf(types);
        }

        @Override
        protected List<NumberTick> refreshAngleTicks() {
            List<NumberTick> ticks = new ArrayList<>();
            for (int i = 0; i < types.size(); i++) {
                double angle = angle(i, types.size());
                // Angles run clockwise from the top.
                TextAnchor anchor = angle < 1 || angle > 359
                        ? TextAnchor.BOTTOM_CENTER
                        : Math.abs(angle - 180) < 1
                                ? TextAnchor.TOP_CENTER
                                : angle < 180 ? TextAnchor.CENTER_LEFT : TextAnchor.CENTER_RIGHT;
                ticks.add(new NumberTick(angle, types.get(i), anchor, TextAnchor.CENTER, 0));
            }
            return ticks;
        }
    }
}
