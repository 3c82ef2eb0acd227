package dev.plumbline.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Brings the rest of a file into a part file, by as many requests as it takes. */
final class Transfer {

    private static final int BUFFER = 1 << 16;
    /** A cut connection that brought this much makes the next attempt the first again. */
    private static final long WORTH_GOING_ON = 1 << 20;

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]+/([0-9]{1,18}|\\*)");

    private final Hub hub;
    private final CacheWriter writer;
    private final RepositoryId id;
    private final String commit;
    private final ListedFile file;
    private final FileChannel channel;

    /** To the end of what the channel holds already. */
    Transfer(Hub hub, CacheWriter writer, RepositoryId id, String commit, ListedFile file, FileChannel channel) {
        this.hub = hub;
        this.writer = writer;
        this.id = id;
        this.commit = commit;
        this.file = file;
        this.channel = channel;
    }

    /** Until the file is whole or nothing more comes of trying. */
    void run() throws IOException {
        while (true) {
            long before = channel.size();
            try {
                hub.attempts().run(this::attempt);
                return;
            } catch (TransientFailure e) {
                if (channel.size() - before < WORTH_GOING_ON) {
                    throw e;
                }
            }
        }
    }

    private void attempt() throws IOException {
        long have = channel.size();
        if (file.size().isPresent() && have >= file.size().getAsLong() && have > 0) {
            return;
        }
        URI address = hub.transport().addresses().file(id, commit, file.path());
        Map<String, String> headers = have > 0 ? Map.of("Range", "bytes=" + have + "-") : Map.of();
        try (HubReply reply = hub.transport().exchange("GET", address, headers, hub.bodyPatience())) {
            switch (reply.status()) {
                case 200 -> {
                    // also from a server that knows no ranges
                    restart();
                    checkAnnounced(reply.headers().firstValueAsLong("Content-Length"));
                }
                case 206 -> checkRange(reply);
                case 416 -> {
                    restart();
                    throw TransientFailure.cut("the part of " + file.path() + " that is here cannot be gone on with");
                }
                default -> throw refused(reply);
            }
            copy(reply);
        }
    }

    private IOException refused(HubReply reply) {
        Optional<TransientFailure> passing = HubRefusal.passing(reply);
        if (passing.isPresent()) {
            return passing.get();
        }
        if (reply.header("X-Error-Code").orElse("").equals("EntryNotFound")) {
            writer.recordMissing(commit, file.path());
        }
        throw new HubRefusal(hub.transport(), id, commit).ofFile(reply, file.path());
    }

    private void restart() {
        try {
            hub.progress().received(-channel.size());
            channel.truncate(0);
        } catch (IOException e) {
            throw writer.unwritable(writer.pointer(commit, file.path()), e);
        }
    }

    private void checkRange(HubReply reply) throws IOException {
        Matcher range = CONTENT_RANGE.matcher(
                reply.headers().firstValue("Content-Range").orElse(""));
        if (!range.matches() || Long.parseLong(range.group(1)) != channel.size()) {
            restart();
            throw TransientFailure.cut(reply.address() + " answers with another range than it was asked for");
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

    private void copy(HubReply reply) throws IOException {
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
            write(ByteBuffer.wrap(buffer, 0, count));
            hub.progress().received(count);
            if (file.size().isPresent() && channel.size() > file.size().getAsLong()) {
                throw new Mismatch(
                        file.path() + " has more than the " + file.size().getAsLong() + " bytes that the hub lists");
            }
        }
        if (file.size().isPresent() && channel.size() < file.size().getAsLong()) {
            throw TransientFailure.cut(file.path() + " was cut off after " + channel.size() + " of "
                    + file.size().getAsLong() + " bytes");
        }
    }

    private void write(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw writer.unwritable(writer.pointer(commit, file.path()), e);
        }
    }
}
