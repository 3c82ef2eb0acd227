package dev.plumbline.reports.chart;

import java.awt.Color;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The colours of charts: names that the page's style gives a value in light and in dark. */
public enum Ink {
    TEXT,
    MUTED,
    GRID,
    GRID_STRONG,
    OTHER,
    CANDIDATE,
    BASELINE,
    FRONT,
    AHEAD,
    BEHIND,
    SERIES_1,
    SERIES_2,
    SERIES_3,
    SERIES_4,
    SERIES_5,
    SERIES_6,
    SERIES_7,
    SERIES_8;

    private static final List<Ink> ALL = List.of(values());

    private static final List<Ink> SERIES =
            ALL.stream().filter(ink -> ink.name().startsWith("SERIES")).toList();

    private static final Map<Color, Ink> BY_COLOR =
            Stream.of(values()).collect(Collectors.toMap(Ink::color, ink -> ink));

    /** Stands for the ink where a colour is asked for. */
    Color color() {
        return new Color(1, 2, 3 + ALL.indexOf(this));
    }

    static Ink of(Color color) {
        Ink ink = BY_COLOR.get(color);
        return ink == null ? TEXT : ink;
    }

    /** As style sheets spell it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The colour of the nth line, from 0; they go round. */
    public static Ink series(int index) {
        return SERIES.get(index % SERIES.size());
    }
}
