package dev.plumbline.tasks.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.manifest.Selection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Our own golden cases of the manifest's tasks, by {@code test/oracle/make_task_cases.py}: the miniature data sets. */
public final class TaskCases {

    private static final Path ROOT =
            Path.of(System.getProperty("plumbline.root"), "test", "src", "test", "resources", "task-cases");

    private TaskCases() {}

    /** Every folder that holds a miniature of a repository. */
    public static List<Path> repositories() {
        try (Stream<Path> tree = Files.walk(ROOT, 5)) {
            return tree.filter(file -> file.endsWith("README.md"))
                    .map(Path::getParent)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of a task's case. */
    public static Path folder(String task) {
        return ROOT.resolve(task.replaceAll("[^A-Za-z0-9.-]", "_"));
    }

    /** The data sets of a task's case, and no others. */
    public static DatasetSource data(String task) {
        return ref ->
                DatasetDirectory.open(ref.path(), folder(task).resolve("data").resolve(ref.path()));
    }

    /** What a case scores. */
    public static Selection selection(String task) {
        try {
            JsonNode definition = new ObjectMapper()
                    .readTree(folder(task).resolve("case.json").toFile());
            List<String> splits = new ArrayList<>();
            definition.get("eval_splits").forEach(split -> splits.add(split.asText()));
            List<String> subsets = new ArrayList<>();
            definition.get("hf_subsets").forEach(subset -> subsets.add(subset.asText()));
            return new Selection(splits, subsets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
