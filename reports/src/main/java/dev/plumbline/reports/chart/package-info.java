/**
 * Charts as SVG, laid out by JFreeChart (1.5.6, LGPL). JFreeSVG is not used: it is under the GPL. What JFreeChart draws goes
 * to {@link dev.plumbline.reports.chart.SvgGraphics}, which knows shapes and text only; text is measured by a fixed table
 * ({@link dev.plumbline.reports.chart.ChartFont}), so that no font of the machine changes a byte, and colours are classes,
 * so that the page decides what is dark.
 */
@NullMarked
package dev.plumbline.reports.chart;

import org.jspecify.annotations.NullMarked;
