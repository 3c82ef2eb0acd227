package dev.plumbline.harness.cli.model;

import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.ModelArguments;
import dev.plumbline.harness.cli.option.ProgressDisplay;
import dev.plumbline.harness.cli.option.Verbosity;
import dev.plumbline.harness.cli.table.ProbeSummary;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.endpoint.EmptyText;
import dev.plumbline.models.probe.Probe;
import dev.plumbline.models.probe.ProbeReport;
import dev.plumbline.models.prompt.Prompts;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "probe",
        description =
                "Ask a model some texts: width, norms, whether a text always has the same vector, what becomes of long"
                        + " and of empty texts, speed; and whether it is the same model as another.",
        footer = {
            "",
            "The texts are fixed, ten English and ten Chinese. No vectors are kept or read",
            "from an earlier run.",
            "Exit codes: 0 fine, 1 vectors depend on what else is in the request or differ",
            "from the reference's, 2 usage, 4 the model cannot be used."
        },
        mixinStandardHelpOptions = true)
public final class ProbeCommand implements Callable<Integer> {

    private static final double SAME = 0.999;
    private static final int MOST_WORDS = 8192;
    /** Any will do where there are no prompts. */
    private static final String SOME_TASK = "STSBenchmark";

    @Spec
    private CommandSpec command;

    @Mixin
    private Verbosity verbosity;

    @Mixin
    private ModelArguments model;

    @Option(
            names = "--reference",
            paramLabel = "MODEL",
            description = "A model to compare with, in any form that --model has besides an endpoint; for example the"
                    + " directory that the endpoint is said to serve.")
    private String reference;

    @Option(
            names = "--task",
            paramLabel = "NAME",
            description =
                    "Put the prompts of this task's queries, or texts, before the texts. Default: no prompts, unless"
                            + " --prompts gives some.")
    private String task;

    @Option(
            names = "--min-cosine",
            paramLabel = "X",
            description = "Least cosine between two vectors of one text that count as the same (default: " + SAME
                    + "; half precision stays above).")
    private double minCosine = SAME;

    @Option(names = "--max-words", paramLabel = "N", description = "Longest text to try (default: " + MOST_WORDS + ").")
    private int mostWords = MOST_WORDS;

    @Option(names = "--json", description = "Print the findings as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        ProgressDisplay progress = new ProgressDisplay(command.commandLine().getErr(), verbosity.level());
        TaskSpec spec = Manifest.bundled().task(task == null ? SOME_TASK : task);
        Role role = spec.kind() == TaskKind.RETRIEVAL ? Role.QUERY : Role.NONE;
        ModelOptions options = model.options(progress).withoutStore();
        if (task == null && options.prompts().isEmpty()) {
            options = options.withPrompts(Prompts.none());
        }
        if (options.endpoint().isPresent() && !model.saysEmptyText()) {
            // what the endpoint does is the question here
            options = options.withEndpoint(options.endpoint().get().withEmptyText(EmptyText.SEND));
        }
        ProbeReport report;
        try (Encoder opened = Models.openEncoder(model.spec(), options)) {
            Probe probe = new Probe(opened, spec, role, mostWords);
            if (reference == null) {
                report = probe.run(Optional.empty());
            } else {
                try (Encoder other = Models.openEncoder(reference, options.withoutEndpoint())) {
                    report = probe.run(Optional.of(other));
                }
            }
        }
        PrintWriter out = command.commandLine().getOut();
        ProbeSummary summary = new ProbeSummary(report, minCosine);
        out.print(json ? summary.toJson() : summary.toText());
        out.flush();
        return report.holds(minCosine) ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }
}
