package dev.plumbline.reports.read;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A file that should hold a result, found where results lie; not read yet.
 *
 * @param model {@code org/name}, from the model's own description where there is one, else from the folder's name
 * @param revision the folder's name
 * @param experiment name of the folder below {@code experiments/} that mteb keeps results of other settings in, such as
 *     {@code embed_dim_64}; empty for the model as it is
 * @param path {@code .../<Task>.json}
 */
public record ResultFile(String model, String revision, Optional<String> experiment, Path path) {

    /** Where the public results repository keeps what a model's page reports. */
    private static final String SELF_REPORTED = "external";

    /** mteb's name of the folder for other settings ({@code cache/result_cache.py}). */
    private static final String EXPERIMENTS = "experiments";

    private static final String META = ResultFacts.META;
    private static final String EXTENSION = ".json";
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    public ResultFile {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(revision, "revision");
        Objects.requireNonNull(experiment, "experiment");
        Objects.requireNonNull(path, "path");
    }

    /** The task that the file's name says. */
    public String task() {
        return task(path);
    }

    /** The task that a result file's name says. */
    public static String task(Path path) {
        String name = path.getFileName().toString();
        return name.substring(0, name.length() - EXTENSION.length());
    }

    /** Whether it is what a model's page reports rather than a run. */
    public boolean selfReported() {
        return isSelfReported(revision);
    }

    static boolean isSelfReported(String revision) {
        return revision.equals(SELF_REPORTED);
    }

    /**
     * The root of results below a folder, which is given with or without the inner {@code results/}.
     *
     * @throws PlumblineException of kind RESULT if the folder is missing
     */
    public static Path root(Path folder) {
        Path root = Files.isDirectory(folder.resolve("results")) ? folder.resolve("results") : folder;
        if (!Files.isDirectory(root)) {
            throw PlumblineException.result("no results folder " + folder);
        }
        return root;
    }

    /**
     * Every result file below a folder, sorted by path; a model's experiments come after its own results.
     *
     * @param folder with or without the inner {@code results/}; also one model's own folder, {@code results/<model>}, or that
     *     of a revision of it
     * @throws PlumblineException of kind RESULT if the folder is missing or cannot be listed
     */
    public static List<ResultFile> below(Path folder) {
        List<ResultFile> files = new ArrayList<>();
        Path root = root(folder).toAbsolutePath().normalize();
        if (isRevision(root)) {
            addRevision(root, files);
            return files;
        }
        List<Path> folders = list(root);
        if (folders.stream().anyMatch(ResultFile::isRevision)) {
            folders.forEach(revision -> addRevision(revision, files));
            return files;
        }
        Path shown = root(folder);
        for (Path model : list(shown)) {
            list(model).forEach(revision -> addRevision(revision, files));
        }
        return files;
    }

    /** The folder of a revision has the model's description beside its results. */
    private static boolean isRevision(Path folder) {
        return Files.isRegularFile(folder.resolve(META));
    }

    private static void addRevision(Path revision, List<ResultFile> files) {
        Path model = AtomicFiles.folderOf(revision);
        add(model, revision, Optional.empty(), revision, files);
        for (Path experiment : list(revision.resolve(EXPERIMENTS))) {
            add(model, revision, Optional.of(experiment.getFileName().toString()), experiment, files);
        }
    }

    /**
     * The result files of one revision of a model, without its experiments.
     *
     * @param revision its folder, {@code results/<model>/<revision>}
     * @throws PlumblineException of kind RESULT if it cannot be listed
     */
    public static List<ResultFile> of(Path revision) {
        Path whole = revision.toAbsolutePath().normalize();
        List<ResultFile> files = new ArrayList<>();
        if (whole.getParent() != null) {
            add(whole.getParent(), whole, Optional.empty(), whole, files);
        }
        return files;
    }

    private static void add(
            Path model, Path revision, Optional<String> experiment, Path folder, List<ResultFile> files) {
        List<Path> results = list(folder).stream().filter(ResultFile::isResult).toList();
        String name = results.isEmpty() ? "" : name(model, folder);
        results.forEach(
                file -> files.add(new ResultFile(name, revision.getFileName().toString(), experiment, file)));
    }

    /** Whether a file beside results is one by its name. */
    public static boolean isResult(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith(EXTENSION)
                && !name.equals(META)
                && !name.startsWith(".")
                && !name.endsWith("_predictions.json");
    }

    /** The name in the model's own description; without one, the folder's name read backwards. */
    private static String name(Path model, Path folder) {
        Path meta = folder.resolve(META);
        if (Files.isRegularFile(meta)) {
            try {
                String name = MAPPER.readTree(meta.toFile()).path("name").textValue();
                if (name != null && !name.isBlank()) {
                    return name;
                }
            } catch (IOException e) {
                // The scores do not depend on it; the folder says the name as well.
                return folderName(model);
            }
        }
        return folderName(model);
    }

    private static String folderName(Path model) {
        return model.getFileName().toString().replace("__", "/");
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw PlumblineException.result("cannot list " + folder + ": " + e.getMessage(), e);
        }
    }
}
