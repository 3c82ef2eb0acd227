package dev.plumbline.harness.cli.option;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.engine.Engine;
import dev.plumbline.harness.engine.EngineSettings;
import dev.plumbline.harness.engine.SparkSubmission;
import dev.plumbline.models.batching.EncodeProgress;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options that say where the work is done. */
public final class EngineArguments {

    private static final String LOCAL = "local";
    private static final String SPARK = "spark";
    private static final String JAR = "PLUMBLINE_SPARK_JAR";

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "Where the work is done: " + LOCAL + " (default) or " + SPARK
                    + ", a cluster of Apache Spark 4" + " (docs/scale.md). Results are the same.")
    private String engine = LOCAL;

    @Option(
            names = "--master",
            paramLabel = "URL",
            description = "Spark's master, such as spark://HOST:7077, yarn or local[4]. Default: that of spark-submit.")
    private String master;

    @Option(
            names = "--spark-conf",
            paramLabel = "KEY=VALUE",
            description = "A setting of Spark's, such as spark.executor.memory=8g; may be repeated.")
    private List<String> conf = List.of();

    private boolean local() {
        if (!engine.equals(LOCAL) && !engine.equals(SPARK)) {
            throw PlumblineException.usage("--engine must be " + LOCAL + " or " + SPARK + ", not " + engine);
        }
        if (engine.equals(LOCAL) && (master != null || !conf.isEmpty())) {
            throw PlumblineException.usage("--master and --spark-conf need --engine " + SPARK);
        }
        return engine.equals(LOCAL);
    }

    /**
     * Runs the whole command line under Spark, where it is asked for and this process is not under it already.
     *
     * @return its exit code; empty if the command is to be run here
     */
    public OptionalInt elsewhere(CommandSpec command) {
        if (local()) {
            return OptionalInt.empty();
        }
        EngineSettings settings = settings(false);
        Optional<Engine> found = Engine.named(engine);
        if (found.filter(Engine::present).isPresent()) {
            return OptionalInt.empty();
        }
        String home = System.getenv(SparkSubmission.HOME);
        if (home == null || home.isBlank()) {
            throw PlumblineException.usage("--engine " + SPARK + " needs Apache Spark 4, which does not come with"
                    + " Plumbline: set " + SparkSubmission.HOME
                    + " to the folder it was unpacked to, or give the jar of"
                    + " docs/scale.md to spark-submit");
        }
        if (settings.master().isEmpty()) {
            throw PlumblineException.usage(
                    "--engine " + SPARK + " needs --master, such as spark://HOST:7077 or local[4]");
        }
        Optional<Path> module = found.isPresent() ? Optional.empty() : Optional.of(module());
        SparkSubmission submission =
                new SparkSubmission(Path.of(home), System.getProperty("java.class.path"), module, System.getenv());
        // the other process says what was ended, and this one nothing
        EndingSignal.speaks();
        List<String> words = command.root().commandLine().getParseResult().originalArgs();
        return OptionalInt.of(submission.run(command.root().userObject().getClass(), words, settings));
    }

    /** The module's jar, of who built it in this checkout or says where it is. */
    private static Path module() {
        String named = System.getenv(JAR);
        if (named != null && !named.isBlank()) {
            return Path.of(named);
        }
        String home = System.getProperty("plumbline.home");
        if (home != null) {
            Path target = Path.of(home, "harness", "spark", "target");
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "plumbline-spark-*.jar")) {
                for (Path jar : jars) {
                    if (!jar.getFileName().toString().matches(".*-(all|sources|javadoc)\\.jar")) {
                        return jar;
                    }
                }
            } catch (IOException e) {
                throw notBuilt();
            }
        }
        throw notBuilt();
    }

    private static PlumblineException notBuilt() {
        return PlumblineException.usage(
                "--engine " + SPARK + " needs the module plumbline-spark, which is not built: mvn"
                        + " -Dquick -pl harness/spark -am package; or name its jar in " + JAR);
    }

    private EngineSettings settings(boolean shipsModel) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String setting : conf) {
            int sign = setting.indexOf('=');
            if (sign < 1) {
                throw PlumblineException.usage(
                        "--spark-conf must be KEY=VALUE, such as spark.executor.memory=8g, not " + setting);
            }
            settings.put(setting.substring(0, sign), setting.substring(sign + 1));
        }
        return new EngineSettings(Optional.ofNullable(master), settings, shipsModel);
    }

    /**
     * Where the work of a command without a model is done. To be closed.
     *
     * @param progress told of every part of the work that is done
     */
    public ChosenPlace place(EncodeProgress progress) {
        return place(progress, false);
    }

    /** Where the work is done. To be closed after the models that were opened there. */
    public ChosenPlace place(EncodeProgress progress, ShippingArguments shipping) {
        if (local() && shipping.ships()) {
            throw PlumblineException.usage("--ship-model needs --engine " + SPARK);
        }
        return place(progress, shipping.ships());
    }

    private ChosenPlace place(EncodeProgress progress, boolean shipsModel) {
        Optional<Engine> chosen = local()
                ? Optional.empty()
                : Optional.of(Engine.named(engine)
                        .filter(Engine::present)
                        .orElseThrow(() -> new IllegalStateException("the command was to be run under " + engine)));
        return new ChosenPlace(chosen, settings(shipsModel), progress);
    }
}
