package dev.plumbline.reports.chart;

import java.awt.Color;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The colours of charts: names that the page's style gives a value in light and in dark. */
public enum Ink {
    TEXT("#1b1f26"),
    MUTED("#5a6472"),
    GRID("#dfe3e8"),
    GRID_STRONG("#5a6472"),
    OTHER("#9aa4b1"),
    CANDIDATE("#c2410c"),
    BASELINE("#0b57a4"),
    FRONT("#4b5563"),
    AHEAD("#15803d"),
    BEHIND("#b91c1c"),
    SERIES_1("#0f766e"),
    SERIES_2("#7c3aed"),
    SERIES_3("#a16207"),
    SERIES_4("#be185d"),
    SERIES_5("#4d7c0f"),
    SERIES_6("#0369a1"),
    SERIES_7("#78716c"),
    SERIES_8("#6d28d9");

    private static final List<Ink> ALL = List.of(values());

    private static final List<Ink> SERIES =
            ALL.stream().filter(ink -> ink.name().startsWith("SERIES")).toList();

    private static final Map<Color, Ink> BY_COLOR =
            Stream.of(values()).collect(Collectors.toMap(Ink::color, ink -> ink));

    private final String onWhite;

    /** @param onWhite its colour where there is no page to give one, as {@code page.css} has it in light */
    Ink(String onWhite) {
        this.onWhite = onWhite;
    }

    /** Stands for the ink where a colour is asked for. */
    Color color() {
        return new Color(1, 2, 3 + ALL.indexOf(this));
    }

    static Ink of(Color color) {
        Ink ink = BY_COLOR.get(color);
        return ink == null ? TEXT : ink;
    }

    /** Its colour on white paper, as style sheets spell colours. */
    String onWhite() {
        return onWhite;
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
