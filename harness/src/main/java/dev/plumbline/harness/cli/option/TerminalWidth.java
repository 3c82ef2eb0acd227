package dev.plumbline.harness.cli.option;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.IntSupplier;

/** Columns of the terminal: {@code COLUMNS}, else what {@code stty} says, asked again now and then: windows change. */
final class TerminalWidth implements IntSupplier {

    private static final int UNKNOWN = 80;
    private static final long ASK_AGAIN = 3_000_000_000L;

    private final int fixed;
    private int last = UNKNOWN;
    private long asked;
    private boolean first = true;

    TerminalWidth(Map<String, String> environment) {
        this.fixed = number(environment.getOrDefault("COLUMNS", ""));
    }

    @Override
    public int getAsInt() {
        if (fixed > 0) {
            return fixed;
        }
        long now = System.nanoTime();
        if (first || now - asked > ASK_AGAIN) {
            first = false;
            asked = now;
            int columns = ask();
            last = columns > 0 ? columns : UNKNOWN;
        }
        return last;
    }

    /** Rows and columns, as in {@code 24 80}; 0 where there is no terminal or no such program. */
    private static int ask() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return number(said.replaceFirst("^\\d+ ", "").strip());
        } catch (IOException e) {
            return 0;
        }
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    }
}
