package dev.plumbline.harness.cli.option;

import java.io.PrintWriter;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Lines on stderr, and on a terminal one more below them that changes and is never wider than the window. No colours, and no
 * more of a terminal's ways than the carriage return, so that there is nothing that {@code NO_COLOR} would switch off.
 */
public final class StatusLine {

    private static final int LEAST = 20;

    private final PrintWriter err;
    private final boolean terminal;
    private final IntSupplier width;
    private String shown = "";

    StatusLine(PrintWriter err, boolean terminal, IntSupplier width) {
        this.err = err;
        this.terminal = terminal;
        this.width = width;
    }

    /** Of this process, whose launcher looked whether stderr is a terminal: Java cannot tell. */
    public static StatusLine of(PrintWriter err) {
        Map<String, String> environment = System.getenv();
        boolean terminal =
                "1".equals(environment.get("PLUMBLINE_STDERR_TERMINAL")) && !"dumb".equals(environment.get("TERM"));
        return new StatusLine(err, terminal, new TerminalWidth(environment));
    }

    /** Whether there is a line that changes. */
    public boolean isTerminal() {
        return terminal;
    }

    /** Columns that a line may take: the last one stays free, where many terminals would begin a new line. */
    public int room() {
        return Math.max(LEAST, width.getAsInt() - 1);
    }

    /** Replaces the line that changes; nothing without a terminal. */
    public synchronized void show(String text) {
        if (terminal) {
            String fitting = fit(text, room());
            err.print("\r" + fitting + " ".repeat(Math.max(0, TextWidth.of(shown) - TextWidth.of(fitting))));
            err.flush();
            shown = fitting;
        }
    }

    /** A line that stays, above the one that changes. */
    public synchronized void print(String text) {
        String before = shown;
        clear();
        err.println(text);
        err.flush();
        if (!before.isEmpty()) {
            show(before);
        }
    }

    /** Takes the line that changes away. */
    public synchronized void clear() {
        if (!shown.isEmpty()) {
            err.print("\r" + " ".repeat(Math.min(TextWidth.of(shown), room())) + "\r");
            err.flush();
            shown = "";
        }
    }

    /** The text, or as much of it as there is room for. */
    static String fit(String text, int room) {
        if (TextWidth.of(text) <= room) {
            return text;
        }
        StringBuilder fitting = new StringBuilder();
        int columns = 2;
        for (int code : text.codePoints().toArray()) {
            columns += TextWidth.of(code);
            if (columns > room) {
                break;
            }
            fitting.appendCodePoint(code);
        }
        return fitting + "..";
    }
}
