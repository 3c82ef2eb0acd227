package dev.plumbline.test;

import dev.plumbline.harness.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The command line in a process of its own, where the environment decides. */
final class PlumblineProcess {

    private final Path folder;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> before = new ArrayList<>();

    /** @param folder takes what it prints, and has the hub's files */
    PlumblineProcess(Path folder) {
        this.folder = folder;
        // no variable of whoever runs the tests
        environment.put("HOME", System.getProperty("user.home"));
        environment.put("PATH", String.valueOf(System.getenv("PATH")));
        environment.put("HF_HOME", folder.resolve("huggingface").toString());
    }

    PlumblineProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Runs it under another program, such as one that takes the network away. */
    PlumblineProcess under(String... program) {
        before.addAll(List.of(program));
        return this;
    }

    Process start(Path out, Path err, Object... arguments) {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // over before the optimising compiler would pay off
        command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    CommandLineRun run(Object... arguments) {
        try {
            Path out = Files.createTempFile(folder, "out", ".txt");
            Path err = Files.createTempFile(folder, "err", ".txt");
            int code = start(out, err, arguments).waitFor();
            return new CommandLineRun(code, Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
