package dev.plumbline.hub;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * One file of a commit, into the cache. What arrived before a cut is kept and the rest asked for; what arrives is what the
 * hub listed, in size and hash, or it is thrown away, once more asked for, and then an error.
 */
final class FileDownload {

    private static final int MOST_IN_MEMORY = 1 << 26;

    private final Hub hub;
    private final CacheWriter writer;
    private final HubProgress progress;
    private final RepositoryId id;
    private final String commit;
    private final ListedFile file;
    private final String etag;

    /** A file that has an etag. */
    FileDownload(Hub hub, CacheWriter writer, RepositoryId id, String commit, ListedFile file) {
        this.hub = hub;
        this.progress = hub.progress();
        this.writer = writer;
        this.id = id;
        this.commit = commit;
        this.file = file;
        this.etag = file.etag().orElseThrow();
    }

    /**
     * Fetches the file unless it is there.
     *
     * @throws PlumblineException if the file cannot be had, is not what the hub lists, or cannot be written
     * @throws IOException if the hub cannot be reached
     */
    void run() throws IOException {
        try (BlobLock lock = writer.lock(etag, progress)) {
            if (writer.has(commit, file)) {
                // another process was quicker
                progress.received(file.size().orElse(0));
                return;
            }
            boolean fresh = !writer.hasBlob(etag, file.size());
            if (fresh) {
                fetch(lock.keepsProcessesOut());
            } else {
                progress.received(file.size().orElse(0));
            }
            writer.link(commit, file.path(), etag, fresh);
        }
    }

    /**
     * A small file's content, which is not kept.
     *
     * @throws PlumblineException if the file cannot be had or is not what the hub lists
     * @throws IOException if the hub cannot be reached
     */
    byte[] read() throws IOException {
        HubTransport transport = hub.transport();
        URI address = transport.addresses().file(id, commit, file.path());
        byte[] content = hub.attempts().call(() -> {
            try (HubReply reply = transport.exchange("GET", address, Map.of(), hub.bodyPatience())) {
                Optional<TransientFailure> passing = HubRefusal.passing(reply);
                if (passing.isPresent()) {
                    throw passing.get();
                }
                if (reply.status() != 200) {
                    throw new HubRefusal(transport, id, commit).ofFile(reply, file.path());
                }
                return content(reply);
            }
        });
        if (BlobHash.isHash(etag) && !BlobHash.of(content, etag).equals(etag)) {
            throw id.type()
                    .problem(id + ": " + file.path() + " is not what the hub lists; look at HF_ENDPOINT and at"
                            + " proxies in between");
        }
        return content;
    }

    private byte[] content(HubReply reply) throws TransientFailure {
        try {
            return reply.body().readNBytes(MOST_IN_MEMORY);
        } catch (IOException e) {
            throw TransientFailure.cut(file.path() + " was cut off (" + e.getMessage() + ")", e);
        }
    }

    private void fetch(boolean resumable) throws IOException {
        Path part = writer.part(etag, resumable);
        try {
            fetchWhole(part);
        } catch (Mismatch first) {
            forget(part);
            progress.note(id + ": " + first.getMessage() + "; fetching it once more");
            try {
                fetchWhole(part);
            } catch (Mismatch again) {
                forget(part);
                throw id.type()
                        .problem(
                                id + ": " + again.getMessage()
                                        + ", twice; it was thrown away. Look at HF_ENDPOINT and at"
                                        + " proxies in between",
                                again);
            }
        }
        writer.keep(part, etag);
    }

    private void forget(Path part) throws IOException {
        progress.received(-Files.size(part));
        writer.discard(part);
    }

    private void fetchWhole(Path part) throws IOException {
        try (FileChannel channel = writer.open(part)) {
            progress.received(channel.size());
            new Transfer(hub, writer, id, commit, file, channel).run();
        }
        if (file.size().isPresent() && Files.size(part) != file.size().getAsLong()) {
            throw new Mismatch(file.path() + " has " + Files.size(part) + " bytes and not the "
                    + file.size().getAsLong() + " that the hub lists");
        }
        if (BlobHash.isHash(etag)) {
            String found = BlobHash.of(part, etag);
            if (!found.equals(etag)) {
                throw new Mismatch(
                        file.path() + " has the hash " + found + " and not " + etag + ", which the hub lists");
            }
        }
    }
}
