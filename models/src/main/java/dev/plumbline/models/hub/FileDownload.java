package dev.plumbline.models.hub;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.tasks.hub.ListedFile;
import dev.plumbline.tasks.hub.RepositoryId;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file of a commit, into the cache. What arrived before a cut is kept and the rest asked for; what arrives is what the
 * hub listed, in size and hash, or it is thrown away, once more asked for, and then an error.
 */
final class FileDownload {

    private static final int BUFFER = 1 << 16;
    /** A cut connection that brought this much makes the next attempt the first again. */
    private static final long WORTH_GOING_ON = 1 << 20;

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]+/([0-9]{1,18}|\\*)");

    private final HubTransport transport;
    private final Retries retries;
    private final Duration patience;
    private final CacheWriter writer;
    private final HubProgress progress;
    private final RepositoryId id;
    private final String commit;
    private final ListedFile file;
    private final String etag;

    /** @param file with its etag */
    FileDownload(
            HubTransport transport,
            Retries retries,
            Duration patience,
            CacheWriter writer,
            HubProgress progress,
            RepositoryId id,
            String commit,
            ListedFile file) {
        this.transport = transport;
        this.retries = retries;
        this.patience = patience;
        this.writer = writer;
        this.progress = progress;
        this.id = id;
        this.commit = commit;
        this.file = file;
        this.etag = file.etag().orElseThrow();
    }

    /** What arrived is not what was listed. */
    private static final class Mismatch extends IOException {
        private static final long serialVersionUID = 1L;

        Mismatch(String message) {
            super(message);
        }
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
            transfer(channel);
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

    /** Until the file is whole or nothing more comes of trying. */
    private void transfer(FileChannel channel) throws IOException {
        while (true) {
            long before = channel.size();
            try {
                retries.call(() -> {
                    attempt(channel);
                    return null;
                });
                return;
            } catch (TransientFailure e) {
                if (channel.size() - before < WORTH_GOING_ON) {
                    throw e;
                }
            }
        }
    }

    private void attempt(FileChannel channel) throws IOException {
        long have = channel.size();
        if (file.size().isPresent() && have >= file.size().getAsLong() && have > 0) {
            return;
        }
        URI address = transport.addresses().file(id, commit, file.path());
        Map<String, String> headers = have > 0 ? Map.of("Range", "bytes=" + have + "-") : Map.of();
        try (HubReply reply = transport.exchange("GET", address, headers, patience)) {
            switch (reply.status()) {
                case 200 -> {
                    // also from a server that knows no ranges
                    restart(channel);
                    checkAnnounced(reply.headers().firstValueAsLong("Content-Length"));
                }
                case 206 -> checkRange(channel, reply);
                case 416 -> {
                    restart(channel);
                    throw TransientFailure.cut(
                            "the part of " + file.path() + " that is here cannot be gone on with", null);
                }
                default -> throw refused(reply);
            }
            copy(reply, channel);
        }
    }

    private IOException refused(HubReply reply) {
        Optional<TransientFailure> passing = Refusal.passing(reply);
        if (passing.isPresent()) {
            return passing.get();
        }
        if (reply.header("X-Error-Code").orElse("").equals("EntryNotFound")) {
            writer.recordMissing(commit, file.path());
        }
        throw new Refusal(transport, id, commit).ofFile(reply, file.path());
    }

    private void restart(FileChannel channel) {
        try {
            progress.received(-channel.size());
            channel.truncate(0);
        } catch (IOException e) {
            throw writer.unwritable(Path.of(etag), e);
        }
    }

    private void checkRange(FileChannel channel, HubReply reply) throws IOException {
        Matcher range = CONTENT_RANGE.matcher(
                reply.headers().firstValue("Content-Range").orElse(""));
        if (!range.matches() || Long.parseLong(range.group(1)) != channel.size()) {
            restart(channel);
            throw TransientFailure.cut(reply.address() + " answers with another range than it was asked for", null);
        }
        checkAnnounced(
                range.group(2).equals("*") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(range.group(2))));
    }

    private void checkAnnounced(OptionalLong announced) throws Mismatch {
        if (announced.isPresent()
                && file.size().isPresent()
                && announced.getAsLong() != file.size().getAsLong()) {
            throw new Mismatch(file.path() + " comes with " + announced.getAsLong() + " bytes and not the "
                    + file.size().getAsLong() + " that the hub lists");
        }
    }

    private void copy(HubReply reply, FileChannel channel) throws IOException {
        byte[] buffer = new byte[BUFFER];
        while (true) {
            int count;
            try {
                count = reply.body().read(buffer);
            } catch (IOException e) {
                throw TransientFailure.cut(
                        file.path() + " was cut off after " + channel.size() + " bytes (" + e.getMessage() + ")", e);
            }
            if (count < 0) {
                break;
            }
            write(channel, ByteBuffer.wrap(buffer, 0, count));
            progress.received(count);
            if (file.size().isPresent() && channel.size() > file.size().getAsLong()) {
                throw new Mismatch(
                        file.path() + " has more than the " + file.size().getAsLong() + " bytes that the hub lists");
            }
        }
        if (file.size().isPresent() && channel.size() < file.size().getAsLong()) {
            throw TransientFailure.cut(
                    file.path() + " was cut off after " + channel.size() + " of "
                            + file.size().getAsLong() + " bytes",
                    null);
        }
    }

    private void write(FileChannel channel, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw writer.unwritable(writer.pointer(commit, file.path()), e);
        }
    }
}
