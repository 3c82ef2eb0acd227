package dev.plumbline.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Spark's own standalone cluster: a master and workers of one core each, in processes of their own. */
final class StandaloneCluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String HOST = "127.0.0.1";

    private final SparkHome home;
    private final Path folder;
    private final String master;
    private final List<Process> processes = new ArrayList<>();
    private final List<Process> workers = new ArrayList<>();

    /** @param folder takes logs and what executors write */
    StandaloneCluster(SparkHome home, Path folder, int size) throws IOException {
        this(home, folder, Collections.nCopies(size, List.of()));
    }

    /** @param wrappers what each worker is started by, such as a shell that limits it */
    StandaloneCluster(SparkHome home, Path folder, List<List<String>> wrappers) throws IOException {
        this.home = home;
        this.folder = Files.createDirectories(folder);
        int port = freePort();
        master = "spark://" + HOST + ":" + port;
        Path log = folder.resolve("master.log");
        start(List.of(), log, "master.Master", "--host", HOST, "--port", "" + port, "--webui-port", "0");
        await(log, "New state: ALIVE");
        List<Path> logs = new ArrayList<>();
        for (int i = 0; i < wrappers.size(); i++) {
            logs.add(folder.resolve("worker" + i + ".log"));
            workers.add(start(
                    wrappers.get(i),
                    logs.get(i),
                    "worker.Worker",
                    "--host",
                    HOST,
                    "--webui-port",
                    "0",
                    "--cores",
                    "1",
                    "--memory",
                    "800m",
                    "--work-dir",
                    folder.resolve("work" + i).toString(),
                    master));
        }
        for (Path each : logs) {
            await(each, "Successfully registered with master");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process start(List<String> wrapper, Path log, String daemon, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "-cp",
                home.classPath(),
                "org.apache.spark.deploy." + daemon));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("SPARK_HOME", home.folder().toString());
        // as Spark's own scripts have it
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_DIRS", local().toString());
        builder.environment().put("SPARK_LOCAL_IP", HOST);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** Until a daemon has said something. */
    private void await(Path log, String words) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.readString(log).contains(words)) {
            if (System.nanoTime() > end || processes.stream().anyMatch(process -> !process.isAlive())) {
                throw new IllegalStateException(log + " never said " + words + ":\n" + Files.readString(log));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A command's words, and those that have it work here. */
    Object[] asked(Object... arguments) {
        return Stream.concat(
                        Stream.of(arguments),
                        Stream.of(
                                "--engine",
                                "spark",
                                "--master",
                                master,
                                "--spark-conf",
                                "spark.executor.memory=640m",
                                "--spark-conf",
                                "spark.executor.cores=1",
                                "--spark-conf",
                                "spark.ui.enabled=false",
                                "--spark-conf",
                                "spark.driver.host=" + HOST))
                .toArray();
    }

    String master() {
        return master;
    }

    /** Executors that are running, of all workers. */
    List<ProcessHandle> executors() {
        return workers.stream()
                .flatMap(Process::children)
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    /** What executors write while they work. */
    Path local() {
        return folder.resolve("local");
    }

    /** Files of that name that executors have been sent. */
    long unpacked(String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(path -> path.endsWith(name)).count();
        }
    }

    /** What executors have logged last, and every exception's line, for the message of a test that fails. */
    String logs() throws IOException {
        StringBuilder logs = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(path -> path.endsWith("stderr")).sorted().toList()) {
                List<String> lines = Files.readAllLines(file);
                logs.append(file).append('\n');
                for (int i = 0; i < lines.size(); i++) {
                    if (i >= lines.size() - 30 || lines.get(i).contains("Exception")) {
                        logs.append(lines.get(i)).append('\n');
                    }
                }
            }
        } catch (UncheckedIOException e) {
            // executors that end take their files away
            logs.append(e.getMessage());
        }
        return logs.toString();
    }

    @Override
    public void close() {
        executors().forEach(ProcessHandle::destroyForcibly);
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
