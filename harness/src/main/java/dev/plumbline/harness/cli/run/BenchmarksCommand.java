package dev.plumbline.harness.cli.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.Words;
import dev.plumbline.harness.cli.table.Json;
import dev.plumbline.harness.cli.table.TextTable;
import dev.plumbline.manifest.Benchmark;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "benchmarks",
        aliases = "available-benchmarks",
        description = "List the benchmarks.",
        mixinStandardHelpOptions = true)
public final class BenchmarksCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Option(
            names = {"-b", "--benchmark", "--benchmarks"},
            arity = "1..*",
            paramLabel = "NAME",
            description = "These benchmarks alone.")
    private List<String> names = List.of();

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        Manifest manifest = Manifest.bundled();
        List<Benchmark> chosen = names.isEmpty()
                ? manifest.benchmarks()
                : Words.of(names).stream().map(manifest::benchmark).toList();
        command.commandLine().getOut().print(json ? json(chosen) : table(manifest, chosen));
        command.commandLine().getOut().flush();
        return ExitCode.DONE;
    }

    private static String table(Manifest manifest, List<Benchmark> chosen) {
        TextTable table = new TextTable("BENCHMARK", "LANGUAGE", " TASKS", "TYPES");
        for (Benchmark benchmark : chosen) {
            Map<TaskType, Integer> types = types(manifest, benchmark);
            table.add(
                    benchmark.name(),
                    benchmark.language(),
                    String.valueOf(benchmark.tasks().size()),
                    String.join(
                            ", ",
                            types.entrySet().stream()
                                    .map(entry -> entry.getKey().label() + " " + entry.getValue())
                                    .toList()));
        }
        return table.toString();
    }

    private static String json(List<Benchmark> chosen) {
        ArrayNode list = Json.MAPPER.createArrayNode();
        for (Benchmark benchmark : chosen) {
            ObjectNode node = list.addObject();
            node.put("name", benchmark.name());
            node.put("id", benchmark.id());
            node.put("language", benchmark.language());
            node.set("tasks", Json.MAPPER.valueToTree(benchmark.tasks()));
        }
        return list.toPrettyString() + "\n";
    }

    private static Map<TaskType, Integer> types(Manifest manifest, Benchmark benchmark) {
        Map<TaskType, Integer> types = new TreeMap<>();
        Arrays.stream(TaskType.values()).forEach(type -> types.put(type, 0));
        benchmark
                .tasks()
                .forEach(entry -> types.merge(manifest.task(entry.task()).type(), 1, Integer::sum));
        types.values().removeIf(count -> count == 0);
        return types;
    }
}
