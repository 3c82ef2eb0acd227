package dev.plumbline.manifest;

import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.PlumblineException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The tasks and benchmarks Plumbline knows. Immutable; {@link #withTasks} adds a user's own.
 *
 * <p>Files are read when first asked for, so that naming one task does not parse all of them.
 */
public final class Manifest {

    private static final BundledFolder FILES = BundledFolder.of("/manifest/", "tasks/index.txt");

    private final Set<String> bundledTasks;
    private final Map<String, Benchmark> benchmarks;
    private final Map<String, TaskSpec> added;
    private final Map<String, TaskSpec> read = new TreeMap<>();

    private Manifest(Set<String> bundledTasks, Map<String, Benchmark> benchmarks, Map<String, TaskSpec> added) {
        this.bundledTasks = bundledTasks;
        this.benchmarks = benchmarks;
        this.added = added;
    }

    /** The tasks and benchmarks that come with Plumbline. */
    public static Manifest bundled() {
        Map<String, Benchmark> benchmarks = new LinkedHashMap<>();
        for (String id : lines("benchmarks/index.txt")) {
            benchmarks.put(id, parse("benchmarks/" + id + ".json", Benchmark.class));
        }
        return new Manifest(new LinkedHashSet<>(lines("tasks/index.txt")), benchmarks, Map.of());
    }

    /**
     * This manifest and more tasks.
     *
     * @throws PlumblineException of kind USAGE if a name is there already
     */
    public Manifest withTasks(Collection<TaskSpec> tasks) {
        Map<String, TaskSpec> more = new LinkedHashMap<>(added);
        for (TaskSpec task : tasks) {
            if (bundledTasks.contains(task.name()) || more.put(task.name(), task) != null) {
                throw PlumblineException.usage(
                        "there is a task " + task.name() + " already; give the one in the task file another name");
            }
        }
        return new Manifest(bundledTasks, benchmarks, more);
    }

    /** Every task name, bundled ones sorted, then added ones. */
    public Set<String> taskNames() {
        Set<String> names = new LinkedHashSet<>(bundledTasks);
        names.addAll(added.keySet());
        return names;
    }

    public List<TaskSpec> tasks() {
        return taskNames().stream().map(this::task).toList();
    }

    /**
     * A task by its exact name.
     *
     * @throws PlumblineException of kind USAGE that suggests the nearest names
     */
    public synchronized TaskSpec task(String name) {
        TaskSpec own = added.get(name);
        if (own != null) {
            return own;
        }
        if (!bundledTasks.contains(name)) {
            throw unknown("task", name, taskNames());
        }
        return read.computeIfAbsent(name, known -> parse("tasks/" + known + ".json", TaskSpec.class));
    }

    public List<Benchmark> benchmarks() {
        return List.copyOf(benchmarks.values());
    }

    /**
     * A benchmark by its mteb name or its id.
     *
     * @throws PlumblineException of kind USAGE that suggests the nearest names
     */
    public Benchmark benchmark(String name) {
        List<String> names = new ArrayList<>();
        for (Benchmark benchmark : benchmarks.values()) {
            if (benchmark.name().equals(name) || benchmark.id().equals(name)) {
                return benchmark;
            }
            names.add(benchmark.name());
        }
        throw unknown("benchmark", name, names);
    }

    /**
     * What is scored of a task that is named without a benchmark: the union of what the benchmarks select, or everything
     * where none selects it.
     */
    public Selection selection(TaskSpec task) {
        Set<String> splits = new LinkedHashSet<>();
        Set<String> subsets = new LinkedHashSet<>();
        for (Benchmark benchmark : benchmarks.values()) {
            Selection selection = benchmark.selections().get(task.name());
            if (selection != null) {
                splits.addAll(selection.splits());
                subsets.addAll(selection.subsets());
            }
        }
        if (splits.isEmpty()) {
            return task.everything();
        }
        // The task's own order decides: fast clustering draws from one generator across splits and subsets.
        return new Selection(inOrderOf(task.evalSplits(), splits), inOrderOf(task.allSubsets(), subsets));
    }

    private static List<String> inOrderOf(List<String> order, Set<String> chosen) {
        return order.stream().filter(chosen::contains).toList();
    }

    private static PlumblineException unknown(String what, String name, Collection<String> known) {
        return PlumblineException.usage("unknown " + what + " \"" + name + "\"; nearest: "
                + String.join(", ", NearestNames.of(name, known)) + " (plumbline " + what + "s lists all)");
    }

    private static <T> T parse(String resource, Class<T> type) {
        try (InputStream in = FILES.open(resource)) {
            return TaskFile.JSON.readValue(in, type);
        } catch (IOException e) {
            throw new UncheckedIOException("bundled manifest file " + resource, e);
        }
    }

    private static List<String> lines(String resource) {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(FILES.open(resource), StandardCharsets.UTF_8))) {
            return in.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("bundled manifest file " + resource, e);
        }
    }
}
