package dev.plumbline.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A list of tasks, and of each the splits and subsets that count.
 *
 * @param id short name for files and code, such as {@code eng_v2}
 * @param name mteb's name, such as {@code MTEB(eng, v2)}
 * @param language ISO 639-3 code the benchmark is about, {@code mul} where it is about several languages
 * @param mtebVersion the mteb release whose definition this is; null in a user's own
 * @param tasks in mteb's order
 */
public record Benchmark(
        @JsonProperty("id") String id,
        @JsonProperty("name") String name,
        @JsonProperty("language") String language,
        @JsonProperty("mteb_version") @Nullable String mtebVersion,
        @JsonProperty("tasks") List<Entry> tasks) {

    /** One task of a benchmark with the splits and subsets that enter its score there. */
    public record Entry(
            @JsonProperty("task") String task,
            @JsonProperty("splits") List<String> splits,
            @JsonProperty("subsets") List<String> subsets) {
        public Entry {
            Objects.requireNonNull(task, "task");
        }

        public Selection selection() {
            return new Selection(splits, subsets);
        }
    }

    public Benchmark {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        tasks = List.copyOf(tasks);
        if (tasks.stream().map(Entry::task).distinct().count() != tasks.size()) {
            throw new IllegalArgumentException(name + " lists a task twice");
        }
    }

    /**
     * A benchmark of tasks of one's own, everything of each.
     *
     * @param name what it is called; also its id
     */
    public static Benchmark own(String name, Collection<TaskSpec> tasks) {
        return new Benchmark(
                name,
                name,
                "mul",
                null,
                tasks.stream()
                        .map(task -> new Entry(
                                task.name(),
                                task.everything().splits(),
                                task.everything().subsets()))
                        .toList());
    }

    /** Task name to what is scored of it, in the benchmark's order. */
    public Map<String, Selection> selections() {
        Map<String, Selection> selections = new LinkedHashMap<>();
        tasks.forEach(entry -> selections.put(entry.task(), entry.selection()));
        return selections;
    }
}
