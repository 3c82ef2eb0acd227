package dev.plumbline.reports.page;

import dev.plumbline.reports.report.Differences;
import dev.plumbline.reports.report.Range;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Cells that several tables have. */
final class Cells {

    private Cells() {}

    static Block.Cell range(Range range, String at, Style style, Texts texts) {
        return Block.Cell.of(Inline.sentence(
                texts.get("page.range"),
                new Inline.Figure(range.low(), at + "/low", style),
                new Inline.Figure(range.high(), at + "/high", style)));
    }

    static Block.Cell range(Optional<Range> range, String at, Style style, Texts texts) {
        return range.map(found -> range(found, at, style, texts)).orElse(Block.Cell.empty());
    }

    /**
     * A baseline and a candidate, what lies between them, its interval and its p.
     *
     * @param compared how the first two are written
     */
    static List<Block.Cell> difference(Differences.Row row, String at, Style compared, Texts texts) {
        return List.of(
                number(row.baseline(), at + "/baseline", compared),
                number(row.candidate(), at + "/candidate", compared),
                new Block.Cell(
                        Inline.number(row.change(), at + "/change", Style.CHANGE),
                        Block.Cell.NO_HEAT,
                        row.significant(),
                        texts.said(row.marks())),
                range(row.range(), at + "/range", Style.CHANGE, texts),
                number(row.p(), at + "/p", Style.P));
    }

    static Block.Cell number(OptionalDouble value, String at, Style style) {
        return Block.Cell.of(Inline.number(value, at, style));
    }

    static Block.Cell number(OptionalInt value, String at, Style style) {
        return value.isPresent() ? Block.Cell.of(Inline.number(value.getAsInt(), at, style)) : Block.Cell.empty();
    }

    static Block.Cell number(OptionalLong value, String at, Style style) {
        return value.isPresent() ? Block.Cell.of(Inline.number(value.getAsLong(), at, style)) : Block.Cell.empty();
    }

    static Block.Cell number(double value, String at, Style style) {
        return Block.Cell.of(Inline.number(value, at, style));
    }

    static Block.Cell number(long value, String at, Style style) {
        return Block.Cell.of(Inline.number(value, at, style));
    }
}
