package dev.plumbline.harness.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import dev.plumbline.models.ModelContent;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.prompt.PromptChoice;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.trainer.loop.TeacherScores;
import dev.plumbline.trainer.mine.Miner;
import dev.plumbline.trainer.mine.RowTexts;
import dev.plumbline.trainer.rows.DatasetSettings;
import dev.plumbline.trainer.rows.DatasetVectors;
import dev.plumbline.trainer.rows.Instruction;
import dev.plumbline.trainer.rows.OtherVectors;
import dev.plumbline.trainer.rows.RowErrors;
import dev.plumbline.trainer.rows.RowFile;
import dev.plumbline.trainer.stage.TeacherModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Computes a teacher's scores or vectors of a training file once. The copy with them lies in a folder that all runs share, under a
 * hash of all that decides it: the model's name and revision, how it is run, its prompts, the file's content. Beside it,
 * written last, is its own hash, which is checked whenever it is used.
 *
 * <p>A computation that was stopped begins anew, and finds the vectors it had in the embedding store. A run remembers which
 * copy it took, so that going on with it does not open the teacher again.
 */
public final class TeacherCache implements TeacherScores {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NAME_DIGITS = 20;
    private static final String VECTORS = "vectors\n";

    private final Path shared;
    private final Path run;
    private final Function<TeacherModel, Opening> opening;
    private final int threads;
    private final Consumer<String> notes;
    private final Map<TeacherModel, Optional<String>> contents = new HashMap<>();

    /**
     * How a teacher is opened.
     *
     * @param spec as {@code --model} takes it
     */
    public record Opening(String spec, ModelOptions options) {}

    /**
     * A cache.
     *
     * @param shared folder of the copies
     * @param run folder in which a run remembers what it took
     * @param opening says how a teacher is opened
     * @param notes told what is computed, and of rows left out
     */
    public TeacherCache(
            Path shared, Path run, Function<TeacherModel, Opening> opening, int threads, Consumer<String> notes) {
        this.shared = shared;
        this.run = run;
        this.opening = opening;
        this.threads = threads;
        this.notes = notes;
    }

    /** Read once a run: a model's files are many bytes. */
    @Override
    public Optional<String> content(TeacherModel teacher) {
        return contents.computeIfAbsent(teacher, own -> {
            Opening how = opening.apply(own);
            return ModelContent.of(how.spec(), how.options());
        });
    }

    @Override
    public List<DatasetSettings> scored(TeacherModel teacher, List<DatasetSettings> datasets) {
        List<DatasetSettings> scored = new ArrayList<>();
        for (DatasetSettings dataset : datasets) {
            List<Path> files = new ArrayList<>();
            for (Path file : dataset.files()) {
                files.add(scored(teacher, dataset, file));
            }
            scored.add(dataset.withFiles(files));
        }
        return scored;
    }

    private Path scored(TeacherModel teacher, DatasetSettings dataset, Path file) {
        return once("", teacher, dataset, file, (spec, options, content) -> {
            try (Model model = Models.open(spec, options)) {
                return sealed("", model, dataset, content, ".jsonl", copy -> compute(model, dataset, file, copy));
            }
        });
    }

    /** Finds or makes a file with the teacher opened. */
    @FunctionalInterface
    private interface Maker {
        Path file(String spec, ModelOptions options, String content);
    }

    /**
     * What the run took before, or else what is found or made now, which the run then remembers.
     *
     * @param kind before what decides it, so that no two kinds have one name
     */
    private Path once(String kind, TeacherModel teacher, DatasetSettings dataset, Path file, Maker maker) {
        String content = hash(file);
        String wanted = kind
                + String.join(
                        "\n",
                        teacher.toString(),
                        content(teacher).orElse(""),
                        dataset.instruction().toString(),
                        dataset.onError().name(),
                        content);
        Path receipt = run.resolve(shorten(wanted) + ".json");
        Optional<Path> known = known(receipt);
        if (known.isPresent()) {
            return known.get();
        }
        Opening how = opening.apply(teacher);
        ModelOptions options = teacher.template()
                .map(template -> how.options().withPrompts(prompts(dataset.instruction(), template)))
                .orElse(how.options());
        Path made = maker.file(how.spec(), options, content);
        write(receipt, made);
        return made;
    }

    /** The shared copy; computed unless it is there, whole. */
    private Path sealed(
            String kind, Model model, DatasetSettings dataset, String content, String ending, Consumer<Path> compute) {
        String decides = kind + String.join("\n", fingerprint(model), "" + symmetric(dataset), content);
        Path copy = shared.resolve(shorten(decides) + ending);
        Path seal = Path.of(copy + ".json");
        if (known(seal).isEmpty()) {
            compute.accept(copy);
            write(seal, copy);
        }
        return copy;
    }

    private void compute(Model model, DatasetSettings dataset, Path file, Path copy) {
        notes.accept("scores of " + model.card().name() + " for " + file);
        RowErrors errors = RowErrors.of(dataset, notes);
        Miner.Sides sides = new Miner.Sides(symmetric(dataset), List.of());
        try (Parallel parallel = Parallel.of(threads)) {
            long rows = new Miner(model, sides, parallel, errors).score(List.of(file), copy);
            notes.accept(rows + " rows scored, kept as " + copy);
        }
    }

    @Override
    public OtherVectors vectors(TeacherModel teacher, List<DatasetSettings> datasets) {
        Map<String, List<Path>> files = new LinkedHashMap<>();
        for (DatasetSettings dataset : datasets) {
            List<Path> own = new ArrayList<>();
            for (Path file : dataset.files()) {
                own.add(vectors(teacher, dataset, file));
            }
            files.put(dataset.name(), own);
        }
        return DatasetVectors.open(files);
    }

    private Path vectors(TeacherModel teacher, DatasetSettings dataset, Path file) {
        return once(VECTORS, teacher, dataset, file, (spec, options, content) -> {
            try (Encoder model = Models.openEncoder(spec, options)) {
                return sealed(VECTORS, model, dataset, content, ".vectors", copy -> encode(model, dataset, file, copy));
            }
        });
    }

    private void encode(Encoder model, DatasetSettings dataset, Path file, Path copy) {
        notes.accept("vectors of " + model.card().name() + " for " + file);
        RowErrors errors = RowErrors.of(dataset, notes);
        long texts = RowTexts.write(new RowFile(file), model, symmetric(dataset), errors, copy);
        notes.accept(texts + " texts encoded, kept as " + copy);
    }

    private static boolean symmetric(DatasetSettings dataset) {
        return dataset.instruction().passages();
    }

    private static PromptRule prompts(Instruction instruction, String template) {
        String query = new Instruction(instruction.text(), template, false).query("");
        PromptChoice queries = new PromptChoice(query, "teacher.template");
        PromptChoice documents = new PromptChoice("", "passages carry no instruction");
        return (task, role) -> role == Role.QUERY ? queries : documents;
    }

    private static String fingerprint(Model model) {
        List<String> facts =
                new ArrayList<>(List.of(model.card().name(), model.card().revision()));
        for (String key : Model.DECIDING) {
            facts.add(key + " " + model.about().get(key));
        }
        facts.add(model.card().maxTokens() + " tokens");
        facts.add(model.prompt(Miner.TASK, Role.QUERY));
        facts.add(model.prompt(Miner.TASK, Role.DOCUMENT));
        return String.join("\n", facts);
    }

    /** The copy that a note names, if it is as it was. */
    private static Optional<Path> known(Path note) {
        if (!Files.isRegularFile(note)) {
            return Optional.empty();
        }
        try {
            JsonNode json = JSON.readTree(Files.readString(note));
            Path copy = Path.of(json.path("scores").asText());
            return Files.isRegularFile(copy)
                            && hash(copy).equals(json.path("sha256").asText())
                    ? Optional.of(copy)
                    : Optional.empty();
        } catch (IOException e) {
            // It can be made again, whatever has become of it.
            return Optional.empty();
        }
    }

    private static void write(Path note, Path copy) {
        Path place = copy.toAbsolutePath();
        try {
            String json = JSON.writeValueAsString(
                    JSON.createObjectNode().put("scores", place.toString()).put("sha256", hash(place)));
            AtomicFiles.write(note, json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("two strings can be written", e);
        }
    }

    private static String shorten(String text) {
        return Sha256.hex(text).substring(0, NAME_DIGITS);
    }

    private static String hash(Path file) {
        try {
            return Sha256.hex(file);
        } catch (IOException e) {
            throw PlumblineException.data(file + " cannot be read: " + e, e);
        }
    }
}
