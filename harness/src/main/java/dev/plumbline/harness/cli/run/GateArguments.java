package dev.plumbline.harness.cli.run;

import dev.plumbline.Evaluation;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.CiArguments;
import dev.plumbline.harness.cli.option.OutputArguments;
import dev.plumbline.harness.run.RunListener;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A gate that looks on while a model is being scored. */
final class GateArguments {

    @Option(
            names = "--gate",
            paramLabel = "BASELINE",
            description =
                    "Results of a model to compare with while this one is scored: the run ends as soon as the mean"
                            + " has dropped beyond chance.")
    private String baseline;

    @Option(
            names = "--gate-model",
            paramLabel = "NAME",
            description = "Which model, where the baseline's folder has several.")
    private String name;

    @Option(names = "--rules", paramLabel = "FILE", description = "For --gate: rules in YAML, as gate has them.")
    private Path rules;

    @Mixin
    private CiArguments builds;

    @Mixin
    private OutputArguments outputs;

    /**
     * Checks before any work is done.
     *
     * @throws PlumblineException of kind USAGE if the options do not go together
     */
    void check(boolean limited, boolean several, boolean samples) {
        if (baseline == null) {
            List<String> idle = new ArrayList<>(builds.given());
            if (name != null) {
                idle.add("--gate-model");
            }
            if (rules != null) {
                idle.add("--rules");
            }
            if (!idle.isEmpty()) {
                throw PlumblineException.usage(
                        String.join(", ", idle) + ": of a gate; name results to compare with, --gate BASELINE");
            }
            return;
        }
        if (limited) {
            throw PlumblineException.usage(
                    "--gate compares whole tasks, and --limit scores parts of them; leave one out");
        }
        if (several) {
            throw PlumblineException.usage("--gate is of one form of a model and of texts as they are; leave --perturb"
                    + " out, and give --dims and --vector-type one value");
        }
        if (!samples) {
            throw PlumblineException.usage("--gate looks at samples, and --no-samples keeps none; leave one out");
        }
        builds.check(outputs);
    }

    /** The gate of a run, or one that does nothing where none is asked for. To be closed after the run. */
    OpenGate open(CommandLine command, Evaluation evaluation, RunListener next, boolean json) {
        if (baseline == null) {
            return OpenGate.none(next);
        }
        // annotations are read from either stream; JSON must stay JSON
        PrintWriter annotations = json ? command.getErr() : command.getOut();
        OpenGate.Files files = new OpenGate.Files(builds, Optional.ofNullable(rules), annotations);
        return OpenGate.of(
                new OpenGate.Asked(baseline, Optional.ofNullable(name), Optional.ofNullable(rules)),
                evaluation,
                next,
                files);
    }
}
