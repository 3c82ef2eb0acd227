package dev.plumbline.harness.cli;

import dev.plumbline.ground.HomePath;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.data.DataCommand;
import dev.plumbline.harness.cli.model.EncodeCommand;
import dev.plumbline.harness.cli.model.ExportCommand;
import dev.plumbline.harness.cli.model.ModelCommand;
import dev.plumbline.harness.cli.option.ChooseCommand;
import dev.plumbline.harness.cli.option.EndingSignal;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.own.TaskCommand;
import dev.plumbline.harness.cli.results.CompareCommand;
import dev.plumbline.harness.cli.results.GateCommand;
import dev.plumbline.harness.cli.results.ReportCommand;
import dev.plumbline.harness.cli.results.ResultsCommand;
import dev.plumbline.harness.cli.run.BenchmarksCommand;
import dev.plumbline.harness.cli.run.ConformanceCommand;
import dev.plumbline.harness.cli.run.DoctorCommand;
import dev.plumbline.harness.cli.run.PlanCommand;
import dev.plumbline.harness.cli.run.QuickstartCommand;
import dev.plumbline.harness.cli.run.RunCommand;
import dev.plumbline.harness.cli.run.RunFile;
import dev.plumbline.harness.cli.run.TasksCommand;
import dev.plumbline.harness.cli.store.StoreCommand;
import dev.plumbline.harness.cli.train.DecontaminateCommand;
import dev.plumbline.harness.cli.train.LabelCommand;
import dev.plumbline.harness.cli.train.MineCommand;
import dev.plumbline.harness.cli.train.TrainCommand;
import dev.plumbline.harness.folder.Versions;
import dev.plumbline.tasks.release.MtebRelease;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code plumbline}. */
@Command(
        name = "plumbline",
        description = "Benchmark text embedding models with the numbers of mteb.",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        versionProvider = Main.Version.class)
public final class Main implements Runnable {

    /** In the order of the help. */
    private static final List<Class<?>> COMMANDS = List.of(
            QuickstartCommand.class,
            TasksCommand.class,
            BenchmarksCommand.class,
            PlanCommand.class,
            RunCommand.class,
            DataCommand.class,
            StoreCommand.class,
            TaskCommand.class,
            ConformanceCommand.class,
            CompareCommand.class,
            GateCommand.class,
            ReportCommand.class,
            ResultsCommand.class,
            ModelCommand.class,
            EncodeCommand.class,
            ExportCommand.class,
            TrainCommand.class,
            MineCommand.class,
            LabelCommand.class,
            DecontaminateCommand.class,
            DoctorCommand.class,
            CompletionCommand.class,
            HelpCommand.class);

    /** What is about other commands, or runs them. */
    private static final Set<Class<?>> ABOUT_ALL =
            Set.of(CompletionCommand.class, HelpCommand.class, QuickstartCommand.class);

    private static final Pattern NEGATIVE = Pattern.compile("-[0-9.][0-9.eE+-]*");

    @Spec
    private CommandSpec command;

    @Option(
            names = "--debug",
            scope = CommandLine.ScopeType.INHERIT,
            description = "Where something goes wrong, show where in the program.")
    private boolean debug;

    /** Exits with the command's code. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        EndingSignal.clearUpAtOne(err);
        System.exit(execute(out, err, args));
    }

    /** All commands, with what each takes. */
    public static CommandLine line() {
        return line(new Main(), "");
    }

    /** Of a command that is named only that one is built: the options of all take longer than many a command's work. */
    private static CommandLine line(Main main, String word) {
        CommandLine line = new CommandLine(main);
        List<Class<?>> named = COMMANDS.stream()
                .filter(command -> !ABOUT_ALL.contains(command) && name(command).equals(word))
                .toList();
        (named.isEmpty() ? COMMANDS : named).forEach(line::addSubcommand);
        return line;
    }

    private static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }

    /**
     * Runs a command line without exiting.
     *
     * @return the exit code
     */
    public static int execute(PrintWriter out, PrintWriter err, String... args) {
        Main main = new Main();
        CommandLine line =
                line(main, args.length > 0 ? args[0] : "").setOut(out).setErr(err);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        // a list ends where something looks like an option, known or not
        line.setUnmatchedOptionsAllowedAsOptionParameters(false);
        line.setExecutionStrategy(parsed -> {
            RefusedWords.refuse(parsed);
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setParameterExceptionHandler(UsageErrors::handle);
        line.setExecutionExceptionHandler((e, failed, parsed) -> main.failure(e, failed.getErr()));
        int code;
        try {
            code = line.execute(atHome(RunFile.writtenOut(line, atHome(withNegativeNumbers(args)))));
        } catch (PlumblineException | OutOfMemoryError e) {
            code = main.failure(e, err);
        }
        out.flush();
        err.flush();
        return code;
    }

    /** No shell puts the home in the place of ~ in {@code --output=~/x}. */
    private static String[] atHome(String... words) {
        return Stream.of(words).map(HomePath::expanded).toArray(String[]::new);
    }

    /** A negative number is no option: it is tied to the option before it. mteb writes commands with an underscore. */
    private static String[] withNegativeNumbers(String... args) {
        List<String> words = new ArrayList<>();
        for (String word : args) {
            int last = words.size() - 1;
            if (last < 0 && !word.startsWith("-")) {
                words.add(word.replace('_', '-'));
            } else if (last >= 0
                    && NEGATIVE.matcher(word).matches()
                    && words.get(last).startsWith("--")) {
                words.set(last, words.get(last) + "=" + word);
            } else {
                words.add(word);
            }
        }
        return words.toArray(String[]::new);
    }

    /** Says what went wrong, and where in the program only if that was asked for. */
    private int failure(Throwable e, PrintWriter err) {
        if (debug) {
            e.printStackTrace(err);
        }
        if (EndingSignal.now().isPresent()) {
            // what fails now fails because its files were cleared up, and that was said
            return ExitCode.MISTAKE;
        }
        if (e instanceof PlumblineException known) {
            err.println("plumbline: " + known.getMessage());
            return ExitCode.of(known);
        }
        if (e instanceof OutOfMemoryError) {
            err.println("plumbline: out of memory; give Java more, as in PLUMBLINE_JAVA_OPTS=-Xmx8g");
            return ExitCode.MODEL;
        }
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        err.println("plumbline: this should not have happened, and is a mistake of the program: " + message
                + (debug ? "" : " (--debug shows where; please report it)"));
        return ExitCode.MISTAKE;
    }

    @Override
    public void run() {
        throw new ChooseCommand(command.commandLine(), "choose a command");
    }

    /** The version of the jar and of the protocol it follows. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "plumbline " + Versions.PLUMBLINE + " (commit " + Versions.COMMIT + ", scores as "
                        + MtebRelease.newest().id() + "; --as takes "
                        + String.join(" to ", MtebRelease.ids()) + ")"
            };
        }
    }
}
