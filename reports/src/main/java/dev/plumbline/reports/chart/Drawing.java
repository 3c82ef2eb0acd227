package dev.plumbline.reports.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleInsets;

/** What our charts have in common: thin grids, no frames, no background. */
final class Drawing {

    static final ChartFont FONT = new ChartFont(12);
    static final int WIDTH = 860;

    /** What is filled with it is not drawn. */
    static final Color NOTHING = new Color(0, 0, 0, 0);

    private static final int TICKS = 7;

    private static final BasicStroke THIN = new BasicStroke(1);

    private Drawing() {}

    /** Draws a plot. */
    static Chart draw(Plot plot, int height, List<Chart.Entry> legend) {
        return draw(plot, WIDTH, height, legend);
    }

    static Chart draw(Plot plot, int width, int height, List<Chart.Entry> legend) {
        plot.setOutlineVisible(false);
        plot.setBackgroundPaint(null);
        plot.setNoDataMessageFont(FONT);
        if (plot instanceof XYPlot lines) {
            steps(lines.getDomainAxis());
            steps(lines.getRangeAxis());
        }
        JFreeChart chart = new JFreeChart(null, FONT, plot, false);
        chart.setBackgroundPaint(null);
        chart.setPadding(new RectangleInsets(4, 4, 4, 4));
        SvgGraphics graphics = new SvgGraphics();
        chart.draw(graphics, new Rectangle2D.Double(0, 0, width, height));
        return new Chart(width, height, graphics.elements(), legend);
    }

    /** Gives an axis of plain numbers about seven ticks, at 1, 2 or 5 of a power of ten. */
    private static void steps(ValueAxis axis) {
        if (axis.getClass() == NumberAxis.class) {
            double wanted = axis.getRange().getLength() / TICKS;
            double power = Math.pow(10, Math.floor(Math.log10(wanted)));
            double share = wanted / power;
            double step = share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10;
            ((NumberAxis) axis).setTickUnit(new NumberTickUnit(step * power), false, true);
        }
    }

    static void plain(XYPlot plot) {
        plot.setDomainGridlinePaint(Ink.GRID.color());
        plot.setRangeGridlinePaint(Ink.GRID.color());
        plot.setDomainGridlineStroke(THIN);
        plot.setRangeGridlineStroke(THIN);
        plot.setAxisOffset(new RectangleInsets(0, 0, 0, 0));
        plot.setDomainZeroBaselineVisible(false);
    }

    static <A extends ValueAxis> A plain(A axis) {
        axis.setTickLabelFont(FONT);
        axis.setLabelFont(FONT);
        axis.setTickLabelPaint(Ink.MUTED.color());
        axis.setLabelPaint(Ink.MUTED.color());
        axis.setAxisLineVisible(false);
        axis.setTickMarksVisible(false);
        axis.setMinorTickMarksVisible(false);
        return axis;
    }

    static NumberAxis numbers(String pattern) {
        NumberAxis axis = plain(new NumberAxis());
        axis.setAutoRangeIncludesZero(false);
        axis.setNumberFormatOverride(new java.text.DecimalFormat(
                pattern, java.text.DecimalFormatSymbols.getInstance(java.util.Locale.ROOT)));
        return axis;
    }

    static BasicStroke line(double width) {
        return new BasicStroke((float) width);
    }

    static Shape dot(double radius) {
        return new Ellipse2D.Double(-radius, -radius, 2 * radius, 2 * radius);
    }

    static Shape diamond(double radius) {
        Path2D diamond = new Path2D.Double();
        diamond.moveTo(0, -radius);
        diamond.lineTo(radius, 0);
        diamond.lineTo(0, radius);
        diamond.lineTo(-radius, 0);
        diamond.closePath();
        return diamond;
    }
}
