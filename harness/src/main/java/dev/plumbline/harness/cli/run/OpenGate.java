package dev.plumbline.harness.cli.run;

import dev.plumbline.Evaluation;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.CiArguments;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.run.RunListener;
import dev.plumbline.harness.select.ModelSources;
import dev.plumbline.harness.stopping.RunGate;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.reports.compare.Contender;
import dev.plumbline.reports.gate.GateReport;
import dev.plumbline.reports.gate.GateRules;
import dev.plumbline.reports.gate.SequentialGate;
import dev.plumbline.reports.gate.Undecided;
import dev.plumbline.reports.statistics.Resampling;
import dev.plumbline.tasks.numeric.Parallel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/** The gate of one run, if it has any, with the threads that it draws by and what build servers are shown of it. */
final class OpenGate implements AutoCloseable {

    private final RunListener listener;
    private final Optional<Parts> parts;

    private record Parts(RunGate gate, Parallel parallel, Files files) {}

    /** What the options of {@link GateArguments} name. */
    record Asked(String baseline, Optional<String> model, Optional<Path> rules) {}

    private OpenGate(RunListener listener, Optional<Parts> parts) {
        this.listener = listener;
        this.parts = parts;
    }

    /** Of a run without a gate. */
    static OpenGate none(RunListener next) {
        return new OpenGate(next, Optional.empty());
    }

    static OpenGate of(Asked asked, Evaluation evaluation, RunListener next, Files files) {
        Manifest manifest = evaluation.tasks().manifest();
        GateRules rules =
                asked.rules.map(file -> GateRules.read(file, manifest)).orElseGet(GateRules::standard);
        ModelSources sources = new ModelSources(next::warning);
        Parallel parallel = Parallel.of(evaluation.options().threads());
        try {
            Contender found = sources.find(asked.baseline, asked.model);
            RunGate gate = new RunGate(
                    manifest,
                    evaluation.tasks().items(manifest, evaluation.splits(), evaluation.subsets()),
                    new RunGate.Baseline(found, sources.folder(found.name())),
                    rules,
                    Resampling.standard(parallel),
                    evaluation.options().results(),
                    next);
            return new OpenGate(gate, Optional.of(new Parts(gate, parallel, files)));
        } catch (PlumblineException e) {
            parallel.close();
            if (e.kind() == PlumblineException.Kind.RESULT) {
                files.write(new Undecided("", asked.baseline, e.getMessage(), true));
            }
            throw e;
        }
    }

    /** Who hears of the run. */
    RunListener listener() {
        return listener;
    }

    /** What was found; empty where there is no gate, or the two cannot be compared. */
    Optional<SequentialGate.Outcome> outcome() {
        return parts.filter(opened -> opened.gate.refusal().isEmpty()).map(opened -> opened.gate.outcome());
    }

    /**
     * What a script is told, once the files for build servers are written.
     *
     * @param otherwise of the run without its gate
     * @throws PlumblineException of kind RESULT if the two cannot be compared
     */
    int exitCode(int otherwise) {
        if (parts.isEmpty()) {
            return otherwise;
        }
        RunGate gate = parts.get().gate;
        Files files = parts.get().files;
        if (gate.refusal().isPresent()) {
            PlumblineException refusal = gate.refusal().get();
            files.write(new Undecided(gate.candidate(), gate.baseline(), refusal.getMessage(), true));
            throw refusal;
        }
        SequentialGate.Outcome outcome = gate.outcome();
        outcome.report()
                .ifPresentOrElse(
                        files::write,
                        () -> files.write(new Undecided(gate.candidate(), gate.baseline(), outcome.sentence(), false)));
        return outcome.passed() ? otherwise : ExitCode.SOME_FAILED;
    }

    @Override
    public void close() {
        parts.ifPresent(opened -> {
            opened.parallel.close();
            opened.files.requireWritten(opened.gate);
        });
    }

    /** Files for build servers, each of which takes the place of an earlier outcome whatever becomes of the run. */
    static final class Files {

        private final CiArguments builds;
        private final Optional<Path> rules;
        private final PrintWriter annotations;
        private boolean written;

        Files(CiArguments builds, Optional<Path> rules, PrintWriter annotations) {
            this.builds = builds;
            this.rules = rules;
            this.annotations = annotations;
        }

        private void write(GateReport report) {
            written = true;
            builds.write(report, rules, annotations);
        }

        private void write(Undecided undecided) {
            written = true;
            builds.write(undecided, rules, annotations);
        }

        private void requireWritten(RunGate gate) {
            if (!written) {
                write(new Undecided(
                        gate.candidate(), gate.baseline(), "the run ended before the gate could decide", true));
            }
        }
    }
}
