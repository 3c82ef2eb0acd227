package dev.plumbline.reports.chart;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.font.FontRenderContext;
import java.awt.font.LineMetrics;

/**
 * A sans-serif font that is measured by a table of widths instead of by what is installed: the same text takes the same
 * room everywhere, and no font library is needed.
 */
final class ChartFont extends Font {

    private static final long serialVersionUID = 1L;

    private static final double ASCENT = 0.93;
    private static final double DESCENT = 0.22;
    /** Advance widths of Helvetica, which Arial and Liberation Sans share, from the space to the tilde; thousandths. */
    private static final int[] WIDTHS = {
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556,
                556,
        556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556,
                833,
        722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500,
                556,
        556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500,
                334,
        260, 334, 584
    };

    private static final int OTHER = 556;
    private static final int FIRST_FULL_WIDTH = 0x2e80;

    ChartFont(int size) {
        super(Font.SANS_SERIF, Font.PLAIN, size);
    }

    double width(String text) {
        double width = 0;
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter >= FIRST_FULL_WIDTH) {
                width += 1000;
            } else {
                int index = letter - ' ';
                width += index >= 0 && index < WIDTHS.length ? WIDTHS[index] : OTHER;
            }
        }
        return width / 1000 * getSize();
    }

    FontMetrics metrics() {
        return new Metrics(this);
    }

    @Override
    public LineMetrics getLineMetrics(String text, FontRenderContext context) {
        return new Line(text.length(), getSize());
    }

    private static final class Metrics extends FontMetrics {
        private static final long serialVersionUID = 1L;

        Metrics(ChartFont font) {
            super(font);
        }

        @Override
        public int getAscent() {
            return (int) Math.round(ASCENT * font.getSize());
        }

        @Override
        public int getDescent() {
            return (int) Math.round(DESCENT * font.getSize());
        }

        @Override
        public int getLeading() {
            return 0;
        }

        @Override
        public int stringWidth(String text) {
            return (int) Math.ceil(((ChartFont) font).width(text));
        }

        @Override
        public int charWidth(char letter) {
            return stringWidth(String.valueOf(letter));
        }

        @Override
        public LineMetrics getLineMetrics(String text, java.awt.Graphics context) {
            return new Line(text.length(), font.getSize());
        }
    }

    private static final class Line extends LineMetrics {
        private final int length;
        private final int size;

        Line(int length, int size) {
            this.length = length;
            this.size = size;
        }

        @Override
        public int getNumChars() {
            return length;
        }

        @Override
        public float getAscent() {
            return (float) (ASCENT * size);
        }

        @Override
        public float getDescent() {
            return (float) (DESCENT * size);
        }

        @Override
        public float getLeading() {
            return 0;
        }

        @Override
        public float getHeight() {
            return getAscent() + getDescent();
        }

        @Override
        public int getBaselineIndex() {
            return Font.ROMAN_BASELINE;
        }

        @Override
        public float[] getBaselineOffsets() {
            return new float[] {0, 0, 0};
        }

        @Override
        public float getStrikethroughOffset() {
            return (float) (-0.3 * size);
        }

        @Override
        public float getStrikethroughThickness() {
            return 1;
        }

        @Override
        public float getUnderlineOffset() {
            return 1;
        }

        @Override
        public float getUnderlineThickness() {
            return 1;
        }
    }
}
