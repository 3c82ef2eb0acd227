package dev.plumbline.trainer.decontaminate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.tasks.data.DatasetSource;
import dev.plumbline.tasks.evaluate.LoadedTask;
import dev.plumbline.tasks.evaluate.TaskLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The samples of tasks that training data hold, as reports leave them out:
 *
 * <pre>
 * {"schema": "plumbline-seen/1", "model": "org/name" or null, "training": ["rows.jsonl", ...],
 *  "missing": ["MSMARCO (train)", ...], "tasks": {"SciFact": {"test": {"default": ["1", "36"]}}}}
 * </pre>
 *
 * <p>Every task that was looked at is there, those of which nothing was found too. Which samples count is {@link
 * LoadedTask#samplesWith}.
 */
public final class SeenSamples {

    static final String SCHEMA = "plumbline-seen/1";

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private final Map<TestSource, Set<String>> texts = new HashMap<>();

    /** Takes a test text that was found. */
    public void add(Overlap overlap) {
        texts.computeIfAbsent(overlap.test(), none -> new HashSet<>()).add(overlap.text());
    }

    /**
     * Writes the file.
     *
     * @param sets what was looked for, read once more
     * @param model whose training data they are; empty if nobody says
     * @param training what was looked at, for a reader
     * @param missing what the model was trained on too and could not be looked at, for a reader
     * @return how many samples there are
     * @throws dev.plumbline.ground.PlumblineException of kind DATA if data are missing, of kind STORAGE if there is no room
     */
    public int write(
            Path file,
            List<TestTexts.TestSet> sets,
            DatasetSource source,
            Optional<String> model,
            List<String> training,
            List<String> missing) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("schema", SCHEMA);
        root.put("model", model.orElse(null));
        ArrayNode looked = root.putArray("training");
        training.forEach(looked::add);
        ArrayNode unknown = root.putArray("missing");
        missing.forEach(unknown::add);
        ObjectNode tasks = root.putObject("tasks");
        TaskLoader loader = new TaskLoader(source);
        int seen = 0;
        for (TestTexts.TestSet set : sets) {
            String name = set.task().name();
            LoadedTask loaded = loader.load(set.task(), set.selection());
            ObjectNode task = tasks.putObject(name);
            for (String split : set.selection().splits()) {
                ObjectNode subsets = task.putObject(split);
                for (String subset : set.selection().subsets()) {
                    ArrayNode ids = subsets.putArray(subset);
                    loaded.samplesWith(
                                    split,
                                    subset,
                                    (part, text) -> texts.getOrDefault(
                                                    new TestSource(name, split, subset, part), Set.of())
                                            .contains(text))
                            .forEach(ids::add);
                    seen += ids.size();
                }
            }
        }
        AtomicFiles.write(file, root.toPrettyString() + "\n");
        return seen;
    }
}
