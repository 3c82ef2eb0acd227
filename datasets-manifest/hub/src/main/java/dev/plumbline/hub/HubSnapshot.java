package dev.plumbline.hub;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A commit of a repository, of which files are fetched as they are needed. */
public final class HubSnapshot {

    /** As many files at a time as {@code huggingface_hub} fetches. */
    private static final int AT_A_TIME = 8;

    private final Hub hub;
    private final HubApi api;
    private final CachedRepository cached;
    private final CacheWriter writer;
    private final String commit;
    private final String asked;
    private final RepositoryListing listing;
    private final AtomicBoolean recorded = new AtomicBoolean();

    HubSnapshot(Hub hub, HubApi api, CachedRepository cached, String commit, String asked, RepositoryListing listing) {
        this.hub = hub;
        this.api = api;
        this.cached = cached;
        this.writer = hub.writer(cached);
        this.commit = commit;
        this.asked = asked;
        this.listing = listing;
    }

    public RepositoryId id() {
        return cached.id();
    }

    public String commit() {
        return commit;
    }

    /** Where the files lie once they are fetched. */
    public Path folder() {
        return cached.snapshot(commit);
    }

    /** Every file of the commit, here or not. */
    public Collection<String> paths() {
        return listing.files().keySet();
    }

    /**
     * What the hub says of a file.
     *
     * @throws PlumblineException if the commit has no such file
     */
    public ListedFile file(String path) {
        ListedFile file = listing.files().get(path);
        if (file == null) {
            throw id().type().problem(id() + " has no file " + path + " at revision " + asked);
        }
        return file;
    }

    /** Whether a file is in the cache, of the size that the hub lists. */
    public boolean has(String path) {
        return writer.has(commit, file(path));
    }

    /**
     * Fetches a file unless it is there.
     *
     * @return where it is, in the snapshot
     * @throws PlumblineException as {@link #fetch}
     */
    public Path locate(String path) {
        fetch(List.of(path));
        return writer.pointer(commit, path);
    }

    /**
     * The text of a small file, from the cache if it is there; nothing is written.
     *
     * @throws PlumblineException if the file cannot be had or is not what the hub lists
     */
    public String text(String path) {
        try {
            if (has(path)) {
                return Files.readString(writer.pointer(commit, path));
            }
            ListedFile file = described(file(path));
            byte[] content = new FileDownload(hub, writer, id(), commit, file).read();
            return new String(content, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /**
     * Fetches the files that are not there, several at a time.
     *
     * @throws PlumblineException if one of them cannot be had, is not what the hub lists, is refused for its name, or
     *     cannot be written
     */
    public void fetch(Collection<String> paths) {
        HubNames.checkDistinct(id(), paths);
        List<ListedFile> missing = new ArrayList<>();
        for (String path : new LinkedHashSet<>(paths)) {
            if (!has(path)) {
                missing.add(file(path));
            }
        }
        if (missing.isEmpty()) {
            record();
            return;
        }
        long bytes = missing.stream().mapToLong(file -> file.size().orElse(0)).sum();
        writer.checkRoom(bytes);
        writer.begin(commit, asked, listing);
        // the largest first, so that none is left alone at the end
        missing.sort(Comparator.comparingLong((ListedFile file) -> file.size().orElse(0))
                .reversed());
        hub.progress().downloading(id().name(), missing.size(), bytes);
        try {
            fetchAll(missing);
        } finally {
            hub.progress().downloaded();
        }
    }

    /** Under which revision it was asked for, if that can be written: a cache that is only read serves as well. */
    private void record() {
        if (recorded.getAndSet(true)) {
            return;
        }
        try {
            writer.begin(commit, asked, listing);
        } catch (PlumblineException e) {
            hub.progress().note(e.getMessage());
        }
    }

    private void fetchAll(List<ListedFile> files) {
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(AT_A_TIME, files.size()), task -> {
            Thread thread = new Thread(task, "download of " + id().name());
            thread.setDaemon(true);
            return thread;
        });
        CompletionService<Void> downloads = new ExecutorCompletionService<>(threads);
        try {
            files.forEach(file -> downloads.submit(() -> {
                download(file);
                return null;
            }));
            for (int done = 0; done < files.size(); done++) {
                downloads.take().get();
            }
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException stopped = new InterruptedIOException("interrupted");
            stopped.initCause(e);
            throw failure(stopped);
        } finally {
            threads.shutdownNow();
        }
    }

    private void download(ListedFile file) throws IOException {
        new FileDownload(hub, writer, id(), commit, described(file)).run();
    }

    private ListedFile described(ListedFile file) throws IOException {
        return file.etag().isPresent() ? file : api.describe(id(), commit, file.path());
    }

    private PlumblineException failure(@Nullable Throwable cause) {
        if (cause instanceof PlumblineException known) {
            return known;
        }
        if (cause instanceof IOException io) {
            return new HubRefusal(hub.transport(), id(), asked).unreachable(io);
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }
}
