package dev.plumbline.harness.cli.run;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.OutputArguments;
import dev.plumbline.harness.cli.option.ReleaseOption;
import dev.plumbline.harness.conformance.CaseReport;
import dev.plumbline.harness.conformance.Conformance;
import dev.plumbline.tasks.release.MtebRelease;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "conformance",
        description = {
            "Run golden cases computed by mteb and compare every score; exit 1 if any differs.",
            "Each case is scored as the release of mteb that its case.json names in mteb_version."
        },
        mixinStandardHelpOptions = true)
public final class ConformanceCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "DIR", description = "A folder of cases, or one case.")
    private Path folder;

    @Option(names = "--out", paramLabel = "FILE", description = "Write every compared key to a JSON file.")
    private Path out;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description = "Keep each case's result files and samples in DIR/<case>. Default: nothing is kept.")
    private Path results;

    @Mixin
    private OutputArguments outputs;

    @Option(names = "--threads", paramLabel = "N", description = "Threads; no score depends on them.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private ReleaseOption release;

    @Override
    public Integer call() {
        outputs.check("--out", out, "{\n  \"cases\" : [");
        PrintWriter print = command.commandLine().getOut();
        List<CaseReport> reports = new Conformance(threads, Optional.ofNullable(results), release.given(), this::note)
                .run(folder, report -> {
                    print.println((report.pass() ? "ok    " : "DIFF  ") + report.name() + "  " + report.summary());
                    print.flush();
                });
        if (out != null) {
            AtomicFiles.write(out, CaseReport.toJson(reports));
        }
        long passed = reports.stream().filter(CaseReport::pass).count();
        print.println(passed + " of " + reports.size() + " cases pass");
        print.flush();
        return passed == reports.size() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private void note(MtebRelease release) {
        command.commandLine().getErr().println("note: " + release.derivation());
    }
}
