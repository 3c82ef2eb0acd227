package dev.plumbline.reports.page;

import dev.plumbline.reports.chart.Chart;
import java.util.List;
import java.util.Objects;

/** A part of a section. */
sealed interface Block {

    /** A paragraph. */
    record Paragraph(List<Inline> content, Tone tone) implements Block {
        public Paragraph {
            Objects.requireNonNull(tone, "tone");
            content = List.copyOf(content);
        }

        public Paragraph(List<Inline> content) {
            this(content, Tone.PLAIN);
        }
    }

    /** How much a paragraph asks for attention. */
    enum Tone {
        LEAD,
        PLAIN,
        NOTE,
        WARNING
    }

    /** Figures with a name each, large. */
    record Tiles(List<Tile> tiles) implements Block {
        public Tiles {
            tiles = List.copyOf(tiles);
        }
    }

    /** A large figure with a line below it. */
    record Tile(String name, List<Inline> figure, List<Inline> below) {
        public Tile {
            Objects.requireNonNull(name, "name");
            figure = List.copyOf(figure);
            below = List.copyOf(below);
        }
    }

    /** A chart; the figures in it stand in a table of the same section. */
    record Drawn(String id, String title, String description, Chart chart) implements Block {
        public Drawn {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(title, "title");
            Objects.requireNonNull(description, "description");
            Objects.requireNonNull(chart, "chart");
        }
    }

    /** Lines of commands. */
    record Code(String text) implements Block {
        public Code {
            Objects.requireNonNull(text, "text");
        }
    }

    /** Blocks that are shown when asked for. */
    record Folded(List<Inline> summary, List<Block> blocks) implements Block {
        public Folded {
            summary = List.copyOf(summary);
            blocks = List.copyOf(blocks);
        }
    }

    /** A heading within a section. */
    record Heading(List<Inline> text) implements Block {
        public Heading {
            text = List.copyOf(text);
        }
    }

    /** A table. */
    record Table(String id, String caption, List<Column> columns, List<Row> rows, boolean sortable) implements Block {
        public Table {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(caption, "caption");
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
            for (Row row : rows) {
                if (row.cells.size() != columns.size()) {
                    throw new IllegalArgumentException(
                            id + " has " + columns.size() + " columns and a row of " + row.cells.size());
                }
            }
        }
    }

    /**
     * A column.
     *
     * @param given whether its name is out of the data
     */
    record Column(String name, boolean numeric, boolean given) {
        public Column {
            Objects.requireNonNull(name, "name");
        }

        static Column text(String name) {
            return new Column(name, false, false);
        }

        static Column number(String name) {
            return new Column(name, true, false);
        }

        static Column model(String name) {
            return new Column(name, true, true);
        }
    }

    /** A row; the candidate's stand out. */
    record Row(List<Cell> cells, boolean candidate) {
        public Row {
            cells = List.copyOf(cells);
        }

        public Row(List<Cell> cells) {
            this(cells, false);
        }
    }

    /**
     * A cell.
     *
     * @param heat from 0 to 8; -1 for none
     * @param strong whether it is the best of its row
     * @param note what a mark in it means; empty for no mark
     */
    record Cell(List<Inline> content, int heat, boolean strong, String note) {

        static final int NO_HEAT = -1;

        public Cell {
            Objects.requireNonNull(note, "note");
            content = List.copyOf(content);
        }

        static Cell of(List<Inline> content) {
            return new Cell(content, NO_HEAT, false, "");
        }

        static Cell given(String text) {
            return of(Inline.given(text));
        }

        static Cell words(String text) {
            return of(Inline.words(text));
        }

        static Cell empty() {
            return of(Inline.words("\u2013"));
        }
    }

    /** A part of the page with a heading. */
    record Section(String id, String title, List<Block> blocks) {
        public Section {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(title, "title");
            blocks = List.copyOf(blocks);
        }
    }
}
