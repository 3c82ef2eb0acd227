package dev.plumbline.harness.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.error.PlumblineException;
import dev.plumbline.manifest.Selection;
import dev.plumbline.tasks.release.MtebRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known of how the results of a folder came about: {@code plumbline/run.json}, ours, one entry per task, and
 * {@code run_settings.jsonl}, mteb's, one line per task.
 *
 * <p>Ours lies in a folder of its own since mteb 2.20.0 ({@code cache/result_cache.py}) takes every other {@code *.json}
 * beside the results for a result and stops at the first that is none.
 */
public final class RunLog {

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private static final String RUN = "plumbline/run.json";

    private final ResultFolder folder;

    public RunLog(ResultFolder folder) {
        this.folder = folder;
    }

    /**
     * What decides whether an earlier result may stand for the one asked for.
     *
     * @param prompts prompt type to the text put in front, in effect for the task; another run's result with other prompts
     *     is not taken for this one
     * @param modifiedData where the data differ from mteb's published statistics, empty if nowhere
     * @param warnings what a reader of the score should know
     * @param model how the model was run, {@link dev.plumbline.tasks.Model#about}
     * @param texts texts that went through the model
     * @param encodeSeconds time that took
     * @param seconds time of the whole task
     */
    public record Facts(
            Map<String, String> prompts,
            List<String> modifiedData,
            List<String> warnings,
            Map<String, String> model,
            long texts,
            double encodeSeconds,
            double seconds) {
        public Facts {
            prompts = new TreeMap<>(prompts);
            modifiedData = List.copyOf(modifiedData);
            warnings = List.copyOf(warnings);
            model = new TreeMap<>(model);
        }
    }

    /** The prompts an earlier result was made with; empty for results that did not come from Plumbline. */
    public Optional<Map<String, String>> promptsOf(String task) {
        return texts(task, "prompts");
    }

    /** How the model of an earlier result was run; empty if that was not recorded. */
    public Optional<Map<String, String>> modelOf(String task) {
        return texts(task, "model");
    }

    private Optional<Map<String, String>> texts(String task, String key) {
        JsonNode object = read().path("tasks").path(task).path(key);
        if (!object.isObject()) {
            return Optional.empty();
        }
        Map<String, String> texts = new TreeMap<>();
        object.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return Optional.of(texts);
    }

    /** Records a finished task in both files, scored as a release of mteb. */
    public void record(String task, Selection selection, Facts facts, MtebRelease release) {
        ObjectNode run = read();
        ObjectNode entry = run.withObjectProperty("tasks").putObject(task);
        entry.put("plumbline_version", Versions.PLUMBLINE);
        entry.set("prompts", MAPPER.valueToTree(facts.prompts()));
        entry.set("modified_data", MAPPER.valueToTree(facts.modifiedData()));
        entry.set("warnings", MAPPER.valueToTree(facts.warnings()));
        entry.set("model", MAPPER.valueToTree(facts.model()));
        entry.put("texts", facts.texts());
        entry.put("encode_seconds", facts.encodeSeconds());
        entry.put("seconds", facts.seconds());
        entry.put("java", System.getProperty("java.version"));
        entry.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        entry.put("processors", Runtime.getRuntime().availableProcessors());
        AtomicFiles.write(file(RUN), run.toPrettyString() + "\n");
        recordSettings(task, selection, release);
    }

    private void recordSettings(String task, Selection selection, MtebRelease release) {
        ObjectNode line = MAPPER.createObjectNode();
        line.put("task", task);
        line.set("splits", MAPPER.valueToTree(selection.splits()));
        ObjectNode version = line.putObject("version");
        version.put("mteb", release.version());
        version.put("plumbline", Versions.PLUMBLINE);
        line.putObject("encode_kwargs");
        line.set("subsets", MAPPER.valueToTree(selection.subsets()));
        List<String> lines = new ArrayList<>();
        Path file = file("run_settings.jsonl");
        try {
            if (Files.exists(file)) {
                for (String old : Files.readAllLines(file)) {
                    if (!old.isBlank()
                            && !task.equals(MAPPER.readTree(old).path("task").asText())) {
                        lines.add(old);
                    }
                }
            }
            lines.add(MAPPER.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw PlumblineException.result(file + " is damaged; move it away: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw PlumblineException.storage("cannot read " + file + ": " + e, e);
        }
        AtomicFiles.write(file, String.join("\n", lines) + "\n");
    }

    private ObjectNode read() {
        Path file = file(RUN);
        if (!Files.exists(file)) {
            return MAPPER.createObjectNode();
        }
        try {
            JsonNode run = MAPPER.readTree(file.toFile());
            if (run instanceof ObjectNode object) {
                return object;
            }
            throw PlumblineException.result(file + " is damaged (no JSON object); move it away");
        } catch (JsonProcessingException e) {
            throw PlumblineException.result(file + " is damaged; move it away: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw PlumblineException.storage("cannot read " + file + ": " + e, e);
        }
    }

    private Path file(String name) {
        return folder.path().resolve(name);
    }
}
