package dev.plumbline.tasks.data;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.BundledFile;
import dev.plumbline.manifest.BundledFiles;
import dev.plumbline.manifest.DatasetRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Data sets that come inside Plumbline, {@code plumbline/mini-...}; all others are asked of another source.
 *
 * <p>They are laid out in the cache when first opened. Every opening compares each file's hash with the one in the jar, so
 * that a file that was damaged, or left by another version, is replaced and never scored.
 */
public final class BundledDatasets implements DatasetSource {

    private final BundledFiles bundled = BundledFiles.load();
    private final CacheFolder cache;
    private final DatasetSource others;

    public BundledDatasets(CacheFolder cache, DatasetSource others) {
        this.cache = cache;
        this.others = others;
    }

    @Override
    public DatasetDirectory open(DatasetRef ref) {
        List<BundledFile> files = bundled.of(ref.path());
        if (files.isEmpty()) {
            return others.open(ref);
        }
        Path folder = cache.bundledDatasets().resolve(ref.path());
        files.forEach(file -> layOut(file, folder.resolve(file.name())));
        return DatasetDirectory.open(ref.path(), folder);
    }

    private static void layOut(BundledFile file, Path target) {
        try {
            if (Files.isRegularFile(target) && file.hasContent(Files.readAllBytes(target))) {
                return;
            }
            AtomicFiles.write(target, file.content());
        } catch (IOException | PlumblineException e) {
            throw PlumblineException.storage(
                    "a data set that comes with Plumbline cannot be laid out at " + target + " (" + e.getMessage()
                            + "); make room or name another cache folder with PLUMBLINE_CACHE",
                    e);
        }
    }
}
