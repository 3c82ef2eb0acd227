package dev.plumbline.harness.cli;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.harness.store.Versions;
import dev.plumbline.tasks.release.MtebRelease;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code plumbline}. */
@Command(
        name = "plumbline",
        description = "Benchmark text embedding models with the numbers of mteb.",
        subcommands = {
            QuickstartCommand.class,
            TasksCommand.class,
            BenchmarksCommand.class,
            RunCommand.class,
            DataCommand.class,
            ConformanceCommand.class,
            CompareCommand.class,
            GateCommand.class,
            ReportCommand.class,
            ResultsCommand.class,
            ModelCommand.class,
            ExportCommand.class,
            TrainCommand.class,
            MineCommand.class,
            LabelCommand.class,
            DecontaminateCommand.class
        },
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        versionProvider = Main.Version.class)
public final class Main implements Runnable {

    @Spec
    private CommandSpec command;

    /** Exits with the command's code. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(execute(out, err, args));
    }

    /**
     * Runs a command line without exiting.
     *
     * @return the exit code
     */
    public static int execute(PrintWriter out, PrintWriter err, String... args) {
        CommandLine line = new CommandLine(new Main()).setOut(out).setErr(err);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((e, failed, parsed) -> {
            if (e instanceof PlumblineException known) {
                failed.getErr().println("plumbline: " + known.getMessage());
                return ExitCode.of(known);
            }
            throw e;
        });
        int code = line.execute(args);
        out.flush();
        err.flush();
        return code;
    }

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "choose a command");
    }

    /** The version of the jar and of the protocol it follows. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "plumbline " + Versions.PLUMBLINE + " (scores as "
                        + MtebRelease.newest().id() + "; --as takes "
                        + String.join(" to ", MtebRelease.ids()) + ")"
            };
        }
    }
}
