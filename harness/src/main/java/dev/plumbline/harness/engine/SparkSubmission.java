package dev.plumbline.harness.engine;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.TemporaryFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A command line of ours run once more in a process that has Spark's class path beside ours, as {@code spark-submit} does it:
 * Spark's jars are its own, ours are the application's and go before them, so that neither meets the other's versions of
 * what both use. Nothing of Spark is needed here.
 */
public final class SparkSubmission {

    /** Where Spark is, as it says itself. */
    public static final String HOME = "SPARK_HOME";

    private static final String SUBMIT = "org.apache.spark.deploy.SparkSubmit";

    /** Ours that Spark has too, and that must be one for both: what is logged goes where Spark's own goes. */
    private static final List<String> SHARED = List.of("slf4j-api-", "slf4j-simple-", "jcl-over-slf4j-");

    /** What Spark wants of Java 17, as its own launcher asks for it. */
    private static final List<String> OPENED = List.of(
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.io",
            "java.net",
            "java.nio",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "jdk.internal.ref",
            "sun.nio.ch",
            "sun.nio.cs",
            "sun.security.action",
            "sun.util.calendar");

    private final Path home;
    private final List<Path> jars;
    private final Map<String, String> environment;

    /**
     * A submission to the Spark of a folder.
     *
     * @param home has {@code jars/} with Spark's
     * @param classPath of this process
     * @param module jar of the module for Spark, if it is not in the class path
     * @param environment of this process
     * @throws PlumblineException of kind USAGE if the folder has no Spark or the class path is not of jars
     */
    public SparkSubmission(Path home, String classPath, Optional<Path> module, Map<String, String> environment) {
        if (!isSpark(home)) {
            throw PlumblineException.usage(HOME + "=" + home + " has no jars/spark-core_*.jar; name the folder that"
                    + " Apache Spark 4 was unpacked to");
        }
        this.home = home;
        this.environment = Map.copyOf(environment);
        this.jars = Stream.concat(
                        Stream.of(classPath.split(File.pathSeparator))
                                .filter(entry -> !entry.isEmpty())
                                .map(Path::of),
                        module.stream())
                .filter(jar -> SHARED.stream().noneMatch(name -> fileName(jar).startsWith(name)))
                .map(Path::toAbsolutePath)
                .toList();
        for (Path jar : jars) {
            if (!fileName(jar).toLowerCase(Locale.ROOT).endsWith(".jar")) {
                throw PlumblineException.usage("executors are sent jars, and " + jar + " is none; start Plumbline from"
                        + " its jars, as ./plumbline does");
            }
        }
    }

    private static boolean isSpark(Path home) {
        try (DirectoryStream<Path> core = Files.newDirectoryStream(home.resolve("jars"), "spark-core_*.jar")) {
            return core.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
    }

    private static String fileName(Path file) {
        Path name = file.getFileName();
        return name == null ? "" : name.toString();
    }

    /**
     * Runs a command and waits for its end; it reads and prints what this process does.
     *
     * @param main class with the command line, in the first jar that is ours
     * @return its exit code
     * @throws PlumblineException of kind STORAGE if it cannot be started
     */
    public int run(Class<?> main, List<String> arguments, EngineSettings settings) {
        Path logging = logging();
        try {
            Process process = new ProcessBuilder(command(main, arguments, settings, logging))
                    .inheritIO()
                    .start();
            // at Ctrl-C the terminal asks both to end, at SIGTERM only this one is asked; what has ended already stays
            // so
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end of the process under Spark"));
            return process.waitFor();
        } catch (IOException e) {
            throw PlumblineException.storage("cannot start Java for Spark: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PlumblineException.model("interrupted while Spark was at work", e);
        } finally {
            logging.toFile().delete();
        }
    }

    private List<String> command(Class<?> main, List<String> arguments, EngineSettings settings, Path logging) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + (Runtime.getRuntime().maxMemory() >> 20) + "m");
        command.addAll(List.of(
                "-XX:+UseParallelGC",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED",
                "-Djdk.reflect.useDirectMethodHandle=false",
                "-Dio.netty.tryReflectionSetAccessible=true",
                "-Djava.awt.headless=true",
                "-Dlog4j2.configurationFile=" + logging.toUri()));
        OPENED.forEach(room -> command.add("--add-opens=java.base/" + room + "=ALL-UNNAMED"));
        for (String property : List.of("plumbline.home", "maven.repo.local")) {
            if (System.getProperty(property) != null) {
                command.add("-D" + property + "=" + System.getProperty(property));
            }
        }
        command.addAll(List.of("-cp", classPath(), SUBMIT));
        settings.master().ifPresent(master -> command.addAll(List.of("--master", master)));
        // ours before Spark's; that of executors is set with the connection
        command.addAll(List.of("--conf", "spark.driver.userClassPathFirst=true"));
        settings.conf().forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
        command.addAll(List.of("--class", main.getName()));
        Path first = jars.get(0);
        command.addAll(List.of(
                "--jars",
                String.join(
                        ",",
                        jars.subList(1, jars.size()).stream()
                                .map(jar -> jar.toUri().toString())
                                .toList())));
        command.add(first.toUri().toString());
        command.addAll(arguments);
        return command;
    }

    /** Spark's settings, its jars, and what says where Hadoop's cluster is, in its launcher's order. */
    private String classPath() {
        List<String> entries = new ArrayList<>();
        entries.add(
                environment.getOrDefault("SPARK_CONF_DIR", home.resolve("conf").toString()));
        entries.add(home.resolve("jars").toString() + File.separator + "*");
        for (String variable : List.of("HADOOP_CONF_DIR", "YARN_CONF_DIR")) {
            if (environment.containsKey(variable)) {
                entries.add(environment.get(variable));
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    /** What Spark logs stays out of a command's way: errors alone, on stderr. */
    private static Path logging() {
        try {
            Path file = TemporaryFiles.tracked(() -> Files.createTempFile("plumbline-spark-", ".properties"));
            return Files.writeString(file, """
                    rootLogger.level = error
                    rootLogger.appenderRef.stderr.ref = stderr
                    appender.stderr.type = Console
                    appender.stderr.name = stderr
                    appender.stderr.target = SYSTEM_ERR
                    appender.stderr.layout.type = PatternLayout
                    appender.stderr.layout.pattern = spark: %m%n
                    """);
        } catch (IOException e) {
            throw PlumblineException.storage(
                    "no room in " + System.getProperty("java.io.tmpdir") + ": " + e.getMessage(), e);
        }
    }
}
