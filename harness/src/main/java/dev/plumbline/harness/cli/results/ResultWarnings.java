package dev.plumbline.harness.cli.results;

import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.reports.read.ResultTree;
import java.io.PrintWriter;
import java.util.function.Consumer;

/** Prints warnings about results, and remembers whether a file could not be read: what is shown lacks it then. */
final class ResultWarnings implements Consumer<String> {

    private final PrintWriter err;
    private boolean passedOver;

    ResultWarnings(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void accept(String warning) {
        err.println("warning: " + warning);
        passedOver |= warning.startsWith(ResultTree.PASSED_OVER);
    }

    int exitCode() {
        return passedOver ? ExitCode.SOME_FAILED : ExitCode.DONE;
    }
}
