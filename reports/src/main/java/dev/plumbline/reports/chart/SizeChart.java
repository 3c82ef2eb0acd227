package dev.plumbline.reports.chart;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jfree.chart.ChartHints;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.plot.CrosshairState;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYItemRendererState;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jspecify.annotations.Nullable;

/** Score against size: one dot per model, the size axis logarithmic, the front as a line. */
public final class SizeChart {

    private static final int HEIGHT = 420;

    /** Room that the axes take of the drawing, about; only labels that would touch are decided by it. */
    private static final double LEFT = 36;

    private static final double BELOW = 30;

    private static final List<Kind> KINDS = List.of(Kind.values());

    private SizeChart() {}

    /**
     * A model.
     *
     * @param name written beside a dot that is labelled
     * @param parameters more than 0
     * @param score in points
     * @param kind which colour
     * @param front whether no model as small scores higher; a line joins those
     */
    public record Dot(String name, long parameters, double score, Kind kind, boolean front) {
        public Dot {
            Objects.requireNonNull(name, "name");
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
     * The chart.
     *
     * @param legend texts for the kinds, in their order
     */
    public static Chart of(List<Dot> dots, List<String> legend) {
        XYSeriesCollection data = new XYSeriesCollection();
        List<List<Dot>> series = new ArrayList<>();
        for (Kind kind : KINDS) {
            List<Dot> of = dots.stream()
                    .filter(dot -> dot.kind == kind)
                    .sorted(Comparator.comparingLong(Dot::parameters)
                            .thenComparingDouble(Dot::score)
                            .thenComparing(Dot::name))
                    .toList();
            XYSeries points = new XYSeries(kind.name(), false);
            of.forEach(dot -> points.add(Math.log10((double) dot.parameters), dot.score));
            data.addSeries(points);
            series.add(of);
        }
        NumberAxis sizes = Drawing.plain(new SizeAxis());
        NumberAxis scores = Drawing.numbers("0.##");
        scores.setUpperMargin(0.08);
        scores.setLowerMargin(0.05);
        Renderer renderer = new Renderer(series);
        XYPlot plot = new XYPlot(data, sizes, scores, renderer);
        Drawing.plain(plot);
        plot.setSeriesRenderingOrder(SeriesRenderingOrder.FORWARD);
        plot.setDataset(1, front(dots));
        XYLineAndShapeRenderer line = new XYLineAndShapeRenderer(true, false);
        line.setSeriesPaint(0, Ink.GRID_STRONG.color());
        line.setSeriesStroke(0, Drawing.line(1.5));
        plot.setRenderer(1, line);
        renderer.place(new Frame(sizes, scores));
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
                .sorted(Comparator.comparingLong(Dot::parameters))
                .forEach(dot -> line.add(Math.log10((double) dot.parameters), dot.score));
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

    /** Where a point comes to lie, about. */
    private record Frame(NumberAxis sizes, NumberAxis scores) {
        double x(Dot dot) {
            double share =
                    (Math.log10((double) dot.parameters) - sizes.getRange().getLowerBound())
                            / sizes.getRange().getLength();
            return LEFT + share * (Drawing.WIDTH - LEFT);
        }

        double y(Dot dot) {
            double share = (dot.score - scores.getRange().getLowerBound())
                    / scores.getRange().getLength();
            return (HEIGHT - BELOW) * (1 - share);
        }
    }

    /** Where a label goes. */
    private enum Side {
        RIGHT,
        LEFT,
        ABOVE,
        BELOW;

        ItemLabelPosition position() {
            return switch (this) {
                case RIGHT -> new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT);
                case LEFT -> new ItemLabelPosition(ItemLabelAnchor.OUTSIDE9, TextAnchor.CENTER_RIGHT);
                case ABOVE -> new ItemLabelPosition(ItemLabelAnchor.OUTSIDE12, TextAnchor.BOTTOM_CENTER);
                case BELOW -> new ItemLabelPosition(ItemLabelAnchor.OUTSIDE6, TextAnchor.TOP_CENTER);
            };
        }

        Rectangle2D box(double x, double y, double width) {
            double height = 14;
            double gap = 8;
            return switch (this) {
                case RIGHT -> new Rectangle2D.Double(x + gap, y - height / 2, width, height);
                case LEFT -> new Rectangle2D.Double(x - gap - width, y - height / 2, width, height);
                case ABOVE -> new Rectangle2D.Double(x - width / 2, y - gap - height, width, height);
                case BELOW -> new Rectangle2D.Double(x - width / 2, y + gap, width, height);
            };
        }
    }

    private static final class Renderer extends XYLineAndShapeRenderer {
        private static final long serialVersionUID = 1L;

        private final transient List<List<Dot>> dots;
        private final transient Map<Dot, Side> sides = new java.util.HashMap<>();

        Renderer(List<List<Dot>> dots) {
            super(false, true);
            this.dots = dots;
            for (Kind kind : KINDS) {
                int row = KINDS.indexOf(kind);
                setSeriesPaint(row, ink(kind).color());
                setSeriesShape(
                        row,
                        switch (kind) {
                            case OTHER -> Drawing.dot(3.5);
                            case FRONT -> Drawing.dot(4.5);
                            case BASELINE -> Drawing.dot(6);
                            case CANDIDATE -> Drawing.diamond(9);
                        });
            }
            setItemLabelInsets(new RectangleInsets(8, 8, 8, 8));
            setDefaultItemLabelFont(Drawing.FONT);
            setDefaultItemLabelPaint(Ink.TEXT.color());
            setDefaultItemLabelGenerator((set, row, item) -> dots.get(row).get(item).name);
        }

        /** Labels the most important dots where there is room; the candidate in any case. */
        void place(Frame frame) {
            List<Rectangle2D> taken = new ArrayList<>();
            for (int row = dots.size() - 1; row >= 0; row--) {
                double radius = row == 0 ? 3 : 6;
                for (Dot dot : dots.get(row)) {
                    taken.add(new Rectangle2D.Double(
                            frame.x(dot) - radius, frame.y(dot) - radius, 2 * radius, 2 * radius));
                }
            }
            for (int row = dots.size() - 1; row > 0; row--) {
                for (Dot dot : dots.get(row)) {
                    Side fallback = dot.kind == Kind.CANDIDATE ? Side.BELOW : null;
                    Side side = free(dot, frame, taken, fallback);
                    if (side != null) {
                        sides.put(dot, side);
                        taken.add(side.box(frame.x(dot), frame.y(dot), Drawing.FONT.width(dot.name)));
                    }
                }
            }
        }

        private static @Nullable Side free(Dot dot, Frame frame, List<Rectangle2D> taken, @Nullable Side fallback) {
            for (Side side : Side.values()) {
                Rectangle2D box = side.box(frame.x(dot), frame.y(dot), Drawing.FONT.width(dot.name));
                if (box.getMinX() > LEFT
                        && box.getMaxX() < Drawing.WIDTH - 6
                        && box.getMinY() > 2
                        && taken.stream().noneMatch(box::intersects)) {
                    return side;
                }
            }
            return fallback;
        }

        @Override
        public boolean isItemLabelVisible(int row, int column) {
            return sides.containsKey(dots.get(row).get(column));
        }

        @Override
        public ItemLabelPosition getPositiveItemLabelPosition(int row, int column) {
            return sides.getOrDefault(dots.get(row).get(column), Side.RIGHT).position();
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
                g2.setRenderingHint(
                        ChartHints.KEY_BEGIN_ELEMENT,
                        Map.of(SvgGraphics.TITLE, dots.get(row).get(item).name));
                super.drawItem(g2, state, area, info, plot, domain, range, data, row, item, crosshair, pass);
                g2.setRenderingHint(ChartHints.KEY_END_ELEMENT, "");
            }
        }
    }
}
