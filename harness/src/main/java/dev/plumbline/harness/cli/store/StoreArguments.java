package dev.plumbline.harness.cli.store;

import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.FolderWords;
import dev.plumbline.models.store.KeptVectors;
import dev.plumbline.tasks.data.CacheFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where the kept vectors are, and which. */
final class StoreArguments {

    @Option(
            names = "--embedding-cache",
            paramLabel = "DIR",
            description = "Where the vectors are. Default: embeddings in $$PLUMBLINE_CACHE,"
                    + " $$XDG_CACHE_HOME/plumbline or ~/.cache/plumbline.")
    private Path folder;

    @Parameters(
            arity = "0..*",
            paramLabel = "MODEL",
            description = "By name, or by the first digits of the fingerprint that store ls shows; all without.")
    private List<String> models = List.of();

    Path folder() {
        if (folder != null && Files.exists(folder)) {
            return FolderWords.read("--embedding-cache", folder);
        }
        return folder == null ? CacheFolder.ofEnvironment().embeddings() : folder;
    }

    KeptVectors vectors() {
        return KeptVectors.in(folder());
    }

    /** Whether no models are named. */
    boolean areAll() {
        return models.isEmpty();
    }

    /** The models that are meant. */
    List<KeptVectors.Model> models() {
        List<KeptVectors.Model> all = vectors().models();
        models.forEach(wanted -> {
            if (all.stream().noneMatch(model -> isMeant(model, wanted))) {
                List<String> names = all.stream().map(KeptVectors.Model::name).toList();
                throw PlumblineException.usage("no vectors of " + wanted + " are kept in " + folder()
                        + (names.isEmpty() ? "" : "; nearest: " + String.join(", ", NearestNames.of(wanted, names)))
                        + " (plumbline store ls says what there is)");
            }
        });
        return all.stream()
                .filter(model -> models.isEmpty() || models.stream().anyMatch(wanted -> isMeant(model, wanted)))
                .toList();
    }

    private static boolean isMeant(KeptVectors.Model model, String wanted) {
        return model.name().equals(wanted)
                || (!wanted.isEmpty() && model.fingerprint().startsWith(wanted));
    }
}
