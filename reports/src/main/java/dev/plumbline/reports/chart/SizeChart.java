package dev.plumbline.reports.chart;

import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jfree.chart.ChartHints;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CrosshairState;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYItemRendererState;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jspecify.annotations.Nullable;

/** Score against size or against the day of release: one dot per model, the front as a line. */
public final class SizeChart {

    private static final int HEIGHT = 420;

    private static final List<Kind> KINDS = List.of(Kind.values());

    private SizeChart() {}

    /**
     * A model.
     *
     * @param name written beside a dot that is labelled
     * @param at where it stands across: the logarithm of the parameters to base 10, or a year with its part
     * @param score in points
     * @param tip name and values in words
     * @param kind which colour
     * @param front whether it belongs to those that a line joins
     */
    public record Dot(String name, double at, double score, String tip, Kind kind, boolean front) {
        public Dot {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(tip, "tip");
            Objects.requireNonNull(kind, "kind");
        }
    }

    /** What a model is in the chart; drawn in this order. */
    public enum Kind {
        OTHER,
        FRONT,
        BASELINE,
        CANDIDATE
    }

    /**
     * The chart by size, whose axis is logarithmic.
     *
     * @param legend texts for the kinds, in their order
     */
    public static Chart of(List<Dot> dots, List<String> legend) {
        return of(dots, legend, Drawing.plain(new SizeAxis()));
    }

    /** The chart by release, with a tick a year. */
    public static Chart byDate(List<Dot> dots, List<String> legend) {
        NumberAxis years = Drawing.plain(new YearAxis());
        years.setNumberFormatOverride(new DecimalFormat("0", DecimalFormatSymbols.getInstance(Locale.ROOT)));
        return of(dots, legend, years);
    }

    private static Chart of(List<Dot> dots, List<String> legend, NumberAxis across) {
        XYSeriesCollection data = new XYSeriesCollection();
        List<List<Dot>> series = new ArrayList<>();
        for (Kind kind : KINDS) {
            List<Dot> of = dots.stream()
                    .filter(dot -> dot.kind == kind)
                    .sorted(Comparator.comparingDouble(Dot::at)
                            .thenComparingDouble(Dot::score)
                            .thenComparing(Dot::name))
                    .toList();
            XYSeries points = new XYSeries(kind.name(), false);
            of.forEach(dot -> points.add(dot.at, dot.score));
            data.addSeries(points);
            series.add(of);
        }
        NumberAxis scores = Drawing.numbers("0.##");
        scores.setUpperMargin(0.08);
        scores.setLowerMargin(0.05);
        Renderer renderer = new Renderer(series);
        XYPlot plot = new XYPlot(data, across, scores, renderer);
        Drawing.plain(plot);
        plot.setSeriesRenderingOrder(SeriesRenderingOrder.FORWARD);
        plot.setDataset(1, front(dots));
        XYLineAndShapeRenderer line = new XYLineAndShapeRenderer(true, false);
        line.setSeriesPaint(0, Ink.GRID_STRONG.color());
        line.setSeriesStroke(0, Drawing.line(1.5));
        plot.setRenderer(1, line);
        List<Chart.Entry> entries = new ArrayList<>();
        for (Kind kind : KINDS) {
            if (!series.get(KINDS.indexOf(kind)).isEmpty()) {
                entries.add(new Chart.Entry(ink(kind), legend.get(KINDS.indexOf(kind))));
            }
        }
        return Drawing.draw(plot, HEIGHT, entries);
    }

    private static XYSeriesCollection front(List<Dot> dots) {
        XYSeries line = new XYSeries("front", false);
        dots.stream()
                .filter(Dot::front)
                .sorted(Comparator.comparingDouble(Dot::at))
                .forEach(dot -> line.add(dot.at, dot.score));
        return new XYSeriesCollection(line);
    }

    private static Ink ink(Kind kind) {
        return switch (kind) {
            case OTHER -> Ink.OTHER;
            case FRONT -> Ink.FRONT;
            case BASELINE -> Ink.BASELINE;
            case CANDIDATE -> Ink.CANDIDATE;
        };
    }

    /** A tick at the start of each year. */
    private static final class YearAxis extends NumberAxis {
        private static final long serialVersionUID = 1L;

        YearAxis() {
            setAutoRangeIncludesZero(false);
            setAutoRangeMinimumSize(1);
            setLowerMargin(0.06);
            setUpperMargin(0.06);
        }

        @Override
        public List<NumberTick> refreshTicks(Graphics2D g2, AxisState state, Rectangle2D area, RectangleEdge edge) {
            List<NumberTick> ticks = new ArrayList<>();
            for (int year = (int) Math.ceil(getRange().getLowerBound());
                    year <= getRange().getUpperBound();
                    year++) {
                ticks.add(new NumberTick(
                        (double) year, String.valueOf(year), TextAnchor.TOP_CENTER, TextAnchor.TOP_CENTER, 0));
            }
            return ticks;
        }
    }

    /** Ticks at 1 and 3 of every power of ten of parameters, on their logarithms. */
    private static final class SizeAxis extends NumberAxis {
        private static final long serialVersionUID = 1L;

        SizeAxis() {
            setAutoRangeIncludesZero(false);
            setAutoRangeMinimumSize(1);
            setLowerMargin(0.06);
            setUpperMargin(0.06);
        }

        @Override
        public List<NumberTick> refreshTicks(Graphics2D g2, AxisState state, Rectangle2D area, RectangleEdge edge) {
            List<NumberTick> ticks = new ArrayList<>();
            for (int power = 3; power < 14; power++) {
                for (int digit : new int[] {1, 3}) {
                    double value = Math.log10(digit) + power;
                    if (getRange().contains(value)) {
                        ticks.add(new NumberTick(
                                value,
                                size(digit * Math.pow(10, power)),
                                TextAnchor.TOP_CENTER,
                                TextAnchor.TOP_CENTER,
                                0));
                    }
                }
            }
            return ticks;
        }
    }

    /** Parameters as people say them: 33M, 0.6B, 7.6B. */
    public static String size(double parameters) {
        if (parameters < 1e6) {
            return String.format(Locale.ROOT, "%.0fK", parameters / 1e3);
        }
        if (parameters < 9.995e8) {
            return String.format(Locale.ROOT, "%.0fM", parameters / 1e6);
        }
        String billions = String.format(Locale.ROOT, "%.1f", parameters / 1e9);
        return (billions.endsWith(".0") ? billions.substring(0, billions.length() - 2) : billions) + "B";
    }

    /** A label where there is room for it; a line leads to it where it is not beside its dot. */
    private record Label(double x, double y, boolean led) {}

    private static final class Renderer extends XYLineAndShapeRenderer {
        private static final long serialVersionUID = 1L;

        private static final double TEXT_HEIGHT = 14;
        private static final double TO_SPARE = 1.15;

        /** Distances of a label from its dot; only the candidate and its baseline go farther than the first two. */
        private static final double[] DISTANCES = {8, 15, 26, 40, 56};

        private static final int DIRECTIONS = 8;

        private final transient List<List<Dot>> dots;
        private final transient Map<Dot, Label> labels = new HashMap<>();

        Renderer(List<List<Dot>> dots) {
            super(false, true);
            this.dots = dots;
            for (Kind kind : KINDS) {
                int row = KINDS.indexOf(kind);
                setSeriesPaint(row, ink(kind).color());
                setSeriesShape(row, kind == Kind.CANDIDATE ? Drawing.diamond(radius(kind)) : Drawing.dot(radius(kind)));
            }
        }

        @Override
        public XYItemRendererState initialise(
                Graphics2D g2, Rectangle2D area, XYPlot plot, XYDataset data, PlotRenderingInfo info) {
            place(area, plot);
            return super.initialise(g2, area, plot, data, info);
        }

        /** Labels the most important dots where there is room; the candidate and its baseline in any case. */
        private void place(Rectangle2D area, XYPlot plot) {
            List<Rectangle2D> marks = new ArrayList<>();
            for (int row = dots.size() - 1; row >= 0; row--) {
                for (Dot dot : dots.get(row)) {
                    double radius = radius(dot.kind);
                    marks.add(new Rectangle2D.Double(
                            x(dot, area, plot) - radius, y(dot, area, plot) - radius, 2 * radius, 2 * radius));
                }
            }
            LabelRoom room = new LabelRoom(marks, lines(area, plot));
            for (int row = dots.size() - 1; row > 0; row--) {
                for (Dot dot : dots.get(row)) {
                    place(dot, area, plot, room);
                }
            }
        }

        /** Between the dots of the front. */
        private List<Line2D> lines(Rectangle2D area, XYPlot plot) {
            List<Dot> front = dots.stream()
                    .flatMap(List::stream)
                    .filter(Dot::front)
                    .sorted(Comparator.comparingDouble(Dot::at))
                    .toList();
            List<Line2D> lines = new ArrayList<>();
            for (int i = 1; i < front.size(); i++) {
                Dot from = front.get(i - 1);
                Dot to = front.get(i);
                lines.add(new Line2D.Double(
                        x(from, area, plot), y(from, area, plot), x(to, area, plot), y(to, area, plot)));
            }
            return lines;
        }

        private static double radius(Kind kind) {
            return switch (kind) {
                case OTHER -> 3.5;
                case FRONT -> 4.5;
                case BASELINE -> 6;
                case CANDIDATE -> 9;
            };
        }

        private void place(Dot dot, Rectangle2D area, XYPlot plot, LabelRoom room) {
            boolean far = dot.kind == Kind.CANDIDATE || dot.kind == Kind.BASELINE;
            double width = width(dot);
            double fewest = far ? Double.MAX_VALUE : 0.5;
            @Nullable Rectangle2D best = null;
            boolean led = false;
            for (double distance : DISTANCES) {
                for (int direction = 0; direction < DIRECTIONS; direction++) {
                    if (distance > DISTANCES[1] && !far) {
                        break;
                    }
                    double from = distance + radius(dot.kind) - radius(Kind.FRONT);
                    Rectangle2D box = box(x(dot, area, plot), y(dot, area, plot), width, from, direction);
                    if (box.getMinX() > area.getMinX() + 2
                            && box.getMaxX() < Drawing.WIDTH - 6
                            && box.getMinY() > 2
                            && box.getMaxY() < area.getMaxY()) {
                        double touched = room.cost(box);
                        if (touched < fewest) {
                            fewest = touched;
                            best = box;
                            led = distance > DISTANCES[1];
                        }
                    }
                }
            }
            if (best != null) {
                labels.put(dot, new Label(best.getX(), best.getY(), led));
                room.take(best);
            }
        }

        /** With some to spare: a browser that lacks the font takes another, which may be wider. */
        private static double width(Dot dot) {
            return TO_SPARE * Drawing.FONT.width(dot.name);
        }

        /** Right, left, above, below, then the corners. */
        private static Rectangle2D box(double x, double y, double width, double distance, int direction) {
            double left =
                    switch (direction) {
                        case 0, 4, 5 -> x + distance;
                        case 1, 6, 7 -> x - distance - width;
                        default -> x - width / 2;
                    };
            double top =
                    switch (direction) {
                        case 0, 1 -> y - TEXT_HEIGHT / 2;
                        case 2, 4, 6 -> y - distance - TEXT_HEIGHT;
                        default -> y + distance;
                    };
            return new Rectangle2D.Double(left, top, width, TEXT_HEIGHT);
        }

        private static double x(Dot dot, Rectangle2D area, XYPlot plot) {
            return plot.getDomainAxis().valueToJava2D(dot.at, area, plot.getDomainAxisEdge());
        }

        private static double y(Dot dot, Rectangle2D area, XYPlot plot) {
            return plot.getRangeAxis().valueToJava2D(dot.score, area, plot.getRangeAxisEdge());
        }

        @Override
        public boolean getItemLineVisible(int row, int column) {
            return false;
        }

        @Override
        public void drawItem(
                Graphics2D g2,
                XYItemRendererState state,
                Rectangle2D area,
                PlotRenderingInfo info,
                XYPlot plot,
                ValueAxis domain,
                ValueAxis range,
                XYDataset data,
                int row,
                int item,
                CrosshairState crosshair,
                int pass) {
            if (pass == 1) {
                Dot dot = dots.get(row).get(item);
                g2.setRenderingHint(ChartHints.KEY_BEGIN_ELEMENT, Map.of(SvgGraphics.TITLE, dot.tip));
                super.drawItem(g2, state, area, info, plot, domain, range, data, row, item, crosshair, pass);
                g2.setRenderingHint(ChartHints.KEY_END_ELEMENT, "");
                Label label = labels.get(dot);
                if (label != null) {
                    write(g2, dot, label, x(dot, area, plot), y(dot, area, plot));
                }
            }
        }

        private static void write(Graphics2D g2, Dot dot, Label label, double x, double y) {
            double width = width(dot);
            if (label.led) {
                g2.setPaint(Ink.MUTED.color());
                g2.setStroke(Drawing.line(1));
                double nearX = Math.max(label.x, Math.min(x, label.x + width));
                double nearY = label.y > y ? label.y + 2 : label.y + TEXT_HEIGHT - 2;
                g2.draw(new Line2D.Double(x, y, nearX, nearY));
            }
            g2.setFont(Drawing.FONT);
            g2.setPaint(Ink.TEXT.color());
            // the end that is next to the dot, or the middle above and below it
            String anchor = label.x + width <= x ? "end" : label.x >= x ? "start" : "middle";
            double at = anchor.equals("end") ? label.x + width : anchor.equals("start") ? label.x : label.x + width / 2;
            g2.setRenderingHint(SvgGraphics.ANCHOR, anchor);
            g2.drawString(dot.name, (float) at, (float) (label.y + TEXT_HEIGHT - 3));
            g2.setRenderingHint(SvgGraphics.ANCHOR, "start");
        }
    }
}
