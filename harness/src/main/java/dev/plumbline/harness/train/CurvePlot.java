package dev.plumbline.harness.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * A plot of curves over steps, as SVG.
 *
 * @param title of the values
 * @param curves by name, in order; points that are not numbers are left out
 * @param marks vertical lines
 * @param steps greatest step
 */
record CurvePlot(String title, Map<String, List<Point>> curves, List<Mark> marks, double steps) {

    private static final int WIDTH = 960;
    private static final int HEIGHT = 330;
    private static final int LEFT = 70;
    private static final int RIGHT = 230;
    private static final int TOP = 30;
    private static final int BOTTOM = 40;
    private static final int TICKS = 4;
    private static final int LEGEND_LINES = 16;
    /** Told apart by most people who see few colours (Okabe and Ito). */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#8c510a");

    /** A value at a step. */
    record Point(double x, double y) {}

    /** A name at a step. */
    record Mark(double x, String name) {}

    CurvePlot {
        marks = List.copyOf(marks);
    }

    /** Plots one below the other. */
    static String document(List<CurvePlot> plots) {
        StringBuilder svg = new StringBuilder(text(
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif' font-size='12'>%n"
                        + "<rect width='100%%' height='100%%' fill='white'/>%n",
                WIDTH, HEIGHT * plots.size()));
        for (int i = 0; i < plots.size(); i++) {
            svg.append(text("<g transform='translate(0,%d)'>%n", i * HEIGHT));
            plots.get(i).draw(svg);
            svg.append("</g>\n");
        }
        return svg.append("</svg>\n").toString();
    }

    private void draw(StringBuilder svg) {
        double[] range = range();
        svg.append(text("<text x='%d' y='18' font-weight='bold'>%s</text>%n", LEFT, escaped(title)));
        for (int tick = 0; tick <= TICKS; tick++) {
            double value = range[0] + tick * (range[1] - range[0]) / TICKS;
            double y = y(value, range);
            svg.append(text(
                    "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#ddd'/>"
                            + "<text x='%d' y='%.1f' text-anchor='end'>%.3g</text>%n",
                    LEFT, WIDTH - RIGHT, y, y, LEFT - 6, y + 4, value));
        }
        for (Mark mark : marks) {
            double x = x(mark.x());
            svg.append(text(
                    "<line x1='%.1f' x2='%.1f' y1='%d' y2='%d' stroke='#999' stroke-dasharray='3,3'/>"
                            + "<text x='%.1f' y='%d' text-anchor='end'>%s (%.0f)</text>%n",
                    x, x, TOP, HEIGHT - BOTTOM, x, HEIGHT - BOTTOM + 16, escaped(mark.name()), mark.x()));
        }
        List<String> names = new ArrayList<>(curves.keySet());
        for (int i = 0; i < names.size(); i++) {
            curve(svg, names.get(i), i, range);
        }
    }

    private void curve(StringBuilder svg, String name, int number, double[] range) {
        boolean mean = name.equals("mean");
        String colour = mean ? "black" : COLOURS.get(number % COLOURS.size());
        StringBuilder points = new StringBuilder();
        List<Point> drawn = finite(curves.get(name)).toList();
        drawn.forEach(point -> points.append(text("%.1f,%.1f ", x(point.x()), y(point.y(), range))));
        svg.append(text(
                "<polyline fill='none' stroke='%s' stroke-width='%.1f' points='%s'/>%n",
                colour, mean ? 2.5 : 1.2, points.toString().strip()));
        if (number < LEGEND_LINES) {
            int y = TOP + 10 + 17 * number;
            String last = drawn.isEmpty()
                    ? ""
                    : text(" %.4f", drawn.get(drawn.size() - 1).y());
            svg.append(text(
                    "<line x1='%d' x2='%d' y1='%d' y2='%d' stroke='%s' stroke-width='3'/>"
                            + "<text x='%d' y='%d'>%s</text>%n",
                    WIDTH - RIGHT + 12,
                    WIDTH - RIGHT + 30,
                    y,
                    y,
                    colour,
                    WIDTH - RIGHT + 36,
                    y + 4,
                    escaped(name + last)));
        }
    }

    /** From a little below the least to a little above the greatest value. */
    private double[] range() {
        double least = values().min().orElse(0);
        double most = values().max().orElse(1);
        double room = Math.max(1e-6, (most - least) / 20);
        return new double[] {least - room, most + room};
    }

    private DoubleStream values() {
        return curves.values().stream().flatMap(CurvePlot::finite).mapToDouble(Point::y);
    }

    private static Stream<Point> finite(List<Point> points) {
        return points.stream().filter(point -> Double.isFinite(point.y()));
    }

    private double x(double step) {
        return LEFT + step / Math.max(1, steps) * (WIDTH - RIGHT - LEFT);
    }

    private static double y(double value, double[] range) {
        return HEIGHT - BOTTOM - (value - range[0]) / (range[1] - range[0]) * (HEIGHT - BOTTOM - TOP);
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
