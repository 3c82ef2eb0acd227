package dev.plumbline.reports.report;

import dev.plumbline.reports.statistics.Interval;

/** A 95% interval. */
public record Range(double low, double high) {
    public static Range of(Interval interval) {
        return new Range(interval.low(), interval.high());
    }
}
