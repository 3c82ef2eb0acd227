package dev.plumbline.reports.chart;

import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/** What labels of a chart should keep off: marks, lines, and the labels before them. */
final class LabelRoom {

    private static final double TEXT = 100;
    private static final double LINE = 0.25;

    private final List<Rectangle2D> marks;
    private final List<Line2D> lines;
    private final List<Rectangle2D> texts = new ArrayList<>();

    LabelRoom(List<Rectangle2D> marks, List<Line2D> lines) {
        this.marks = List.copyOf(marks);
        this.lines = List.copyOf(lines);
    }

    /** Takes the place of a label. */
    void take(Rectangle2D box) {
        texts.add(box);
    }

    /** A label over a label cannot be read; one over a mark can, and one over a line well enough. */
    double cost(Rectangle2D box) {
        return TEXT * texts.stream().filter(box::intersects).count()
                + marks.stream().filter(box::intersects).count()
                + (lines.stream().anyMatch(line -> line.intersects(box)) ? LINE : 0);
    }
}
