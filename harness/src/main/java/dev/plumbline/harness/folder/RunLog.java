package dev.plumbline.harness.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.engine.StageFigures;
import dev.plumbline.manifest.Selection;
import dev.plumbline.tasks.Charge;
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
 * What is known of how the results of a folder came about. A result of ours carries it within; here it is once more:
 * {@code plumbline/run.json}, ours, one entry per task, for whom one file is handier and for results that mteb rewrote; and
 * {@code run_settings.jsonl}, mteb's, one line per task. Both are written after the result and mended by the next run.
 *
 * <p>{@code configs} in it has what the run of each task was asked for, as {@code run --config} reads it; that is of this
 * machine and not in the result.
 *
 * <p>Ours lies in a folder of its own since mteb 2.20.0 ({@code cache/result_cache.py}) takes every other {@code *.json}
 * beside the results for a result and stops at the first that is none.
 */
public final class RunLog {

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private static final String RUN = "plumbline/run.json";
    private static final String LOCK = "plumbline/.lock";

    /** What an entry calls {@link MadeWith}. */
    static final String MADE_WITH = "made_with";

    /** What an entry calls the hash of the samples that belong to the result. */
    static final String SAMPLES = "samples_sha256";

    private final ResultFolder folder;
    private final Map<String, Object> asked;

    public RunLog(ResultFolder folder) {
        this(folder, Map.of());
    }

    /** @param asked what the run was asked for, option by option, to be kept for each task that it records */
    public RunLog(ResultFolder folder, Map<String, Object> asked) {
        this.folder = folder;
        this.asked = asked;
    }

    /**
     * What decides whether an earlier result may stand for the one asked for.
     *
     * @param prompts prompt type to the text put in front, in effect for the task; another run's result with other prompts
     *     is not taken for this one
     * @param modifiedData where the data differ from mteb's published statistics, empty if nowhere
     * @param warnings what a reader of the score should know
     * @param model how the model was run, {@link dev.plumbline.tasks.Model#about}
     * @param passes for a task whose entries draw from one generator, the selections its entries were drawn in: an entry's
     *     is the last that has it; empty for other tasks
     * @param work what it took
     * @param stages what a cluster did of it; empty where none did
     */
    public record Facts(
            Map<String, String> prompts,
            List<String> modifiedData,
            List<String> warnings,
            Map<String, String> model,
            List<Selection> passes,
            Work work,
            List<StageFigures> stages) {
        public Facts {
            prompts = new TreeMap<>(prompts);
            modifiedData = List.copyOf(modifiedData);
            warnings = List.copyOf(warnings);
            model = new TreeMap<>(model);
            passes = List.copyOf(passes);
            stages = List.copyOf(stages);
        }
    }

    /**
     * What scoring a task took.
     *
     * @param texts texts that the task asked vectors of
     * @param encodedTexts of these, those that were really encoded rather than found in a store
     * @param encodeSeconds time that took
     * @param seconds time of the whole task
     * @param unkept vectors that could not be kept for later runs
     * @param charge what the model cost; empty for one that is not paid for by use
     */
    public record Work(
            long texts, long encodedTexts, double encodeSeconds, double seconds, long unkept, Optional<Charge> charge) {

        /** Of a task that encodes nothing. */
        public static Work none(double seconds) {
            return new Work(0, 0, 0, seconds, 0, Optional.empty());
        }

        private void put(ObjectNode entry) {
            entry.put("texts", texts);
            entry.put("encoded_texts", encodedTexts);
            entry.put("encode_seconds", encodeSeconds);
            entry.put("seconds", seconds);
            if (unkept > 0) {
                entry.put("vectors_not_kept", unkept);
            }
            charge.ifPresent(paid -> {
                ObjectNode endpoint = entry.putObject("endpoint");
                endpoint.put("requests", paid.requests());
                endpoint.put("texts", paid.texts());
                paid.tokens().ifPresent(tokens -> endpoint.put("tokens", tokens));
                paid.cost().ifPresent(cost -> endpoint.put("cost", cost));
            });
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

    /** The selections an earlier result's entries were drawn in; empty if that was not recorded. */
    public List<Selection> passesOf(String task) {
        return passes(read().path("tasks").path(task));
    }

    static List<Selection> passes(JsonNode entry) {
        List<Selection> passes = new ArrayList<>();
        entry.path("passes").forEach(pass -> {
            List<String> splits = texts(pass.path("splits"));
            List<String> subsets = texts(pass.path("subsets"));
            if (!splits.isEmpty() && !subsets.isEmpty()) {
                passes.add(new Selection(splits, subsets));
            }
        });
        return passes;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** What a result was made with whose own file does not say it; empty if the record does not either. */
    public Optional<MadeWith> madeWith(String task) {
        JsonNode facts = read().path("tasks").path(task).path(MADE_WITH);
        return facts.isObject() ? Optional.of(MadeWith.ofJson(facts)) : Optional.empty();
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

    /**
     * The entry of a finished task, which goes into its result too.
     *
     * @param samples SHA-256 of the samples that were written with it; empty if none were
     */
    public static ObjectNode entry(MadeWith madeWith, Facts facts, Optional<String> samples) {
        ObjectNode entry = MAPPER.createObjectNode();
        entry.put("plumbline_version", Versions.PLUMBLINE);
        entry.put("plumbline_commit", Versions.COMMIT);
        entry.set(MADE_WITH, MAPPER.valueToTree(madeWith.facts()));
        entry.put("made_with_sha256", madeWith.hash());
        entry.set("prompts", MAPPER.valueToTree(facts.prompts()));
        entry.set("modified_data", MAPPER.valueToTree(facts.modifiedData()));
        entry.set("warnings", MAPPER.valueToTree(facts.warnings()));
        entry.set("model", MAPPER.valueToTree(facts.model()));
        if (!facts.passes().isEmpty()) {
            entry.set("passes", MAPPER.valueToTree(facts.passes()));
        }
        facts.work().put(entry);
        StageEntries.put(entry, facts.stages());
        entry.put("java", System.getProperty("java.version"));
        entry.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        entry.put("processors", Runtime.getRuntime().availableProcessors());
        samples.ifPresent(hash -> entry.put(SAMPLES, hash));
        return entry;
    }

    /** Records a finished task in both files, scored as a release of mteb; other processes may do so at the same time. */
    public void record(String task, Selection selection, ObjectNode entry, MtebRelease release) {
        FolderLock.hold(file(LOCK), () -> {
            recordSettings(task, selection, release);
            set(task, entry);
        });
    }

    /** Records that a task's result was taken over that says nothing of how it was made, if nothing is recorded of it yet. */
    public void recordTakenOver(String task, String warning) {
        if (read().path("tasks").has(task)) {
            return;
        }
        ObjectNode entry = MAPPER.createObjectNode();
        entry.put("plumbline_version", Versions.PLUMBLINE);
        entry.put("plumbline_commit", Versions.COMMIT);
        entry.put("taken_over", true);
        entry.putArray("warnings").add(warning);
        FolderLock.hold(file(LOCK), () -> set(task, entry));
    }

    private void set(String task, ObjectNode entry) {
        ObjectNode run = read();
        run.withObjectProperty("tasks").set(task, entry);
        if (!asked.isEmpty()) {
            ObjectNode config = run.withObjectProperty("configs").putObject(task);
            config.put("plumbline_commit", Versions.COMMIT);
            config.set("run", MAPPER.valueToTree(asked));
        }
        AtomicFiles.write(file(RUN), run.toPrettyString() + "\n");
    }

    /** Records a task whose result says something else than the record, as after a run that was killed between the two. */
    public void mend(String task, Selection selection, ObjectNode entry, MtebRelease release) {
        if (!entry.equals(read().path("tasks").path(task))) {
            record(task, selection, entry, release);
        }
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
            throw PlumblineException.result(file + " is damaged; move it away: " + JsonObjection.of(e), e);
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
            JsonNode run = MAPPER.readTree(Files.readAllBytes(file));
            if (!(run instanceof ObjectNode object)) {
                throw PlumblineException.result(file + " is damaged (no JSON object); move it away");
            }
            for (String part : List.of("tasks", "configs")) {
                if (object.has(part) && !object.get(part).isObject()) {
                    throw PlumblineException.result(
                            file + " is damaged ('" + part + "' is no JSON object); move it away");
                }
            }
            return object;
        } catch (JsonProcessingException e) {
            throw PlumblineException.result(file + " is damaged; move it away: " + JsonObjection.of(e), e);
        } catch (IOException e) {
            throw PlumblineException.storage("cannot read " + file + ": " + e, e);
        }
    }

    private Path file(String name) {
        return folder.path().resolve(name);
    }
}
