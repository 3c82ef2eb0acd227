package dev.plumbline.harness.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressDisplayTest {

    private static final int TEXTS = 4000;

    private final StringWriter said = new StringWriter();
    private long now;

    /** Tasks of ten minutes each, a step a tenth of a second. */
    private void work(boolean terminal, int width, int tasks) {
        StatusLine line = new StatusLine(new PrintWriter(said, true), terminal, () -> width);
        ProgressDisplay display = new ProgressDisplay(line, Verbosity.PROGRESS, () -> now);
        for (int task = 1; task <= tasks; task++) {
            display.started("AmazonCounterfactualClassification\u4e2d\u6587", task, tasks);
            display.encoding("AmazonCounterfactualClassification", TEXTS);
            for (int i = 0; i < TEXTS; i++) {
                now += Duration.ofMillis(150).toNanos();
                display.encoded(1, 10);
            }
            display.warning("odd " + task);
        }
    }

    @Test
    void aLogHasALineAMinuteAndNoneTwice() {
        work(false, 80, 3);
        String[] lines = said.toString().split("\n");
        // half an hour
        assertThat(lines).hasSizeBetween(25, 33).doesNotHaveDuplicates();
        assertThat(said.toString()).doesNotContain("\r");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 60, 80, 120, 200})
    void aTerminalsLineIsAsWideAsTheWindow(int width) {
        work(true, width, 1);
        String[] drawn = said.toString().split("[\r\n]");
        assertThat(drawn).hasSizeGreaterThan(1000);
        assertThat(Arrays.stream(drawn).mapToInt(TextWidth::of).max().orElseThrow())
                .isEqualTo(Math.max(20, width - 1));
        assertThat(said.toString()).contains("100%").doesNotContain("\u001b");
        assertThat(said.toString()
                        .lines()
                        .filter(line -> line.contains("warning"))
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aShorterLineLeavesNothingOfTheLongerOne() {
        StatusLine line = new StatusLine(new PrintWriter(said, true), true, () -> 80);
        line.show("a long line");
        line.show("short");
        line.print("stays");
        line.clear();
        assertThat(said.toString().split("\n", -1)[0]).isEqualTo("\ra long line\rshort      \r     \rstays");
        assertThat(said.toString()).endsWith("\rshort\r     \r");
    }
}
