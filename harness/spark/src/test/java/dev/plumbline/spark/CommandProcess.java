package dev.plumbline.spark;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** The command line in a process of its own, of jars alone and without Spark, as a user starts it. */
final class CommandProcess {

    private static final List<String> NOT_OURS =
            List.of("spark-", "scala-library-", "junit-", "assertj-", "surefire-", "byte-buddy-", "archunit");
    private static final List<String> NETWORKS = List.of("langchain4j-embeddings-", "onnxruntime", "pytorch-");

    private final Path folder;
    private final String classPath;
    private final Path sparkHome;
    private final Map<String, String> environment = new LinkedHashMap<>();

    /**
     * A command line of its own.
     *
     * @param folder takes packed classes and what is printed
     * @param networks whether bundled models and what computes networks are there: most of what executors are sent
     */
    CommandProcess(Path folder, Path sparkHome, boolean networks) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.sparkHome = sparkHome;
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                if (!path.endsWith("test-classes")) {
                    jars.add(packed(path, folder.resolve("classes" + jars.size() + ".jar"))
                            .toString());
                }
            } else if (Files.exists(path) && isOfTheCommand(path.getFileName().toString(), networks)) {
                jars.add(entry);
            }
        }
        classPath = String.join(File.pathSeparator, jars);
    }

    void environment(String variable, Object value) {
        environment.put(variable, value.toString());
    }

    private static boolean isOfTheCommand(String jar, boolean networks) {
        return Stream.concat(NOT_OURS.stream(), networks ? Stream.empty() : NETWORKS.stream())
                .noneMatch(jar::startsWith);
    }

    /** Executors are sent jars, and this build's classes are in folders. */
    private static Path packed(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                entries.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
        return jar;
    }

    /** What a command left. */
    record Ended(int code, String out, String err) {}

    /** A command at work. */
    record Started(Process process, Path out, Path err) {

        Ended await() throws IOException, InterruptedException {
            int code = process.waitFor();
            return new Ended(code, Files.readString(out), Files.readString(err));
        }
    }

    Started start(Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                "dev.plumbline.harness.cli.Main"));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("SPARK_HOME", sparkHome.toString());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        return new Started(builder.start(), out, err);
    }

    Ended run(Object... arguments) throws IOException, InterruptedException {
        return start(arguments).await();
    }
}
