package dev.plumbline.harness.cli.option;

import java.io.Serial;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A command was named that only holds others. */
public final class ChooseCommand extends ParameterException {

    @Serial
    private static final long serialVersionUID = 1L;

    public ChooseCommand(CommandLine line, String message) {
        super(line, message);
    }
}
