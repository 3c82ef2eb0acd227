package dev.plumbline.reports.page;

import dev.plumbline.reports.chart.SizeChart;
import java.util.Locale;

/** How a number is written. The digits are the same in every language. */
enum Style {
    /** A fraction of 1 in points. */
    SCORE {
        @Override
        String format(double value) {
            return String.format(Locale.ROOT, "%.2f", 100 * value);
        }
    },
    /** A difference of two fractions in points, with its sign. */
    CHANGE {
        @Override
        String format(double value) {
            String text = String.format(Locale.ROOT, "%+.2f", 100 * value);
            return text.equals("-0.00") || text.equals("+0.00") ? "0.00" : text.replace('-', MINUS);
        }
    },
    /** A whole number. */
    COUNT {
        @Override
        String format(double value) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
    },
    /** A whole number that names something: no groups of digits. */
    ORDINAL {
        @Override
        String format(double value) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
    },
    /** Parameters. */
    SIZE {
        @Override
        String format(double value) {
            return SizeChart.size(value);
        }
    },
    /** A ratio. */
    TIMES {
        @Override
        String format(double value) {
            return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
        }
    },
    /** A probability. */
    P {
        @Override
        String format(double value) {
            return value < 0.0001 ? "<0.0001" : String.format(Locale.ROOT, value < 0.001 ? "%.4f" : "%.3f", value);
        }
    },
    /** A share. */
    PERCENT {
        @Override
        String format(double value) {
            return String.format(Locale.ROOT, "%.1f%%", 100 * value);
        }
    },
    /** A share in whole hundredths. */
    SHARE {
        @Override
        String format(double value) {
            return String.format(Locale.ROOT, "%.0f%%", 100 * value);
        }
    },
    /** A measured quantity. */
    TENTHS {
        @Override
        String format(double value) {
            return String.format(Locale.ROOT, "%,.1f", value);
        }
    },
    /** A small quantity. */
    THOUSANDTHS {
        @Override
        String format(double value) {
            return String.format(Locale.ROOT, "%.3f", value);
        }
    };

    private static final char MINUS = '\u2212';

    abstract String format(double value);
}
