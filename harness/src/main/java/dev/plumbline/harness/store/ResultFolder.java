package dev.plumbline.harness.store;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.result.TaskResult;
import dev.plumbline.tasks.result.TaskResultReader;
import dev.plumbline.tasks.result.TaskResultWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The folder of one model revision in mteb's cache layout ({@code mteb/cache/result_cache.py}, 2.20.0). */
public final class ResultFolder {

    private final Path folder;

    private ResultFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * The folder of a model under a results root.
     *
     * @param root what {@code --results} names: the folder that holds {@code results/}
     */
    public static ResultFolder of(Path root, ModelCard model) {
        return new ResultFolder(
                root.resolve("results").resolve(folderName(model.name())).resolve(folderName(model.revision())));
    }

    /**
     * The folder of the same model with other settings.
     *
     * @param name of the settings, as mteb spells them
     */
    public ResultFolder experiment(String name) {
        return new ResultFolder(folder.resolve("experiments").resolve(folderName(name)));
    }

    public Path path() {
        return folder;
    }

    public Path resultFile(String task) {
        return folder.resolve(task + ".json");
    }

    /**
     * The task's result, if it has been scored.
     *
     * @throws PlumblineException of kind RESULT if the file cannot be read
     */
    public Optional<TaskResult> read(String task) {
        Path file = resultFile(task);
        return Files.exists(file) ? Optional.of(TaskResultReader.read(file)) : Optional.empty();
    }

    public void write(TaskResult result) {
        AtomicFiles.write(resultFile(result.taskName()), TaskResultWriter.toJson(result));
    }

    /** mteb's spelling: {@code /} becomes {@code __}, a blank {@code _}. A name that would leave the folder is refused. */
    private static String folderName(String name) {
        String folder = name.replace("/", "__").replace(' ', '_');
        if (folder.equals(".") || folder.equals("..") || folder.contains("\\") || folder.indexOf('\0') >= 0) {
            throw PlumblineException.usage("\"" + name + "\" cannot name a result folder");
        }
        return folder;
    }
}
