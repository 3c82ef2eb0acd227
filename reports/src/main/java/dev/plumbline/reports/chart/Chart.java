package dev.plumbline.reports.chart;

import java.util.List;
import java.util.Objects;

/**
 * A drawn chart.
 *
 * @param width of its coordinates
 * @param height of them
 * @param elements SVG without the root
 * @param legend what the colours mean; empty where the chart says it itself
 */
public record Chart(int width, int height, String elements, List<Entry> legend) {
    public Chart {
        Objects.requireNonNull(elements, "elements");
        legend = List.copyOf(legend);
    }

    /** A colour and what it means. */
    public record Entry(Ink ink, String label) {
        public Entry {
            Objects.requireNonNull(ink, "ink");
            Objects.requireNonNull(label, "label");
        }
    }
}
