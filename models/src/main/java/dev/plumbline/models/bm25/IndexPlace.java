package dev.plumbline.models.bm25;

import dev.plumbline.ground.TemporaryFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;

/** Where an index lies while it is searched: in memory, or for a large corpus in a temporary folder. */
final class IndexPlace implements AutoCloseable {

    /** Characters of text; an index takes about a third of them in bytes. */
    private static final long LARGEST_IN_MEMORY = 256L << 20;

    private final Directory directory;
    private final @Nullable Path folder;

    private IndexPlace(Directory directory, @Nullable Path folder) {
        this.directory = directory;
        this.folder = folder;
    }

    static IndexPlace fit(List<String> texts) throws IOException {
        if (texts.stream().mapToLong(String::length).sum() <= LARGEST_IN_MEMORY) {
            return new IndexPlace(new ByteBuffersDirectory(), null);
        }
        Path folder = TemporaryFiles.tracked(() -> Files.createTempDirectory("plumbline-bm25"));
        return new IndexPlace(FSDirectory.open(folder), folder);
    }

    Directory directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        if (folder != null) {
            for (String file : directory.listAll()) {
                directory.deleteFile(file);
            }
        }
        directory.close();
        if (folder != null) {
            Files.deleteIfExists(folder);
        }
    }
}
