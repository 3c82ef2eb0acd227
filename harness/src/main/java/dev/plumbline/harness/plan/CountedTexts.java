package dev.plumbline.harness.plan;

import dev.plumbline.ground.Sha256;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.store.KeyIndex;
import dev.plumbline.models.store.StoredEncoder;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.evaluate.LoadedTask;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The texts of a task, role by role: how many, how many of them new in the run, and some of the new ones. */
final class CountedTexts {

    /** A list's place in memory and a string's own. */
    private static final int PER_TEXT = 64;

    /** Where a document is found by its id, and the line it came from. */
    private static final int PER_DOCUMENT = 48;

    private static final int AT_ONCE = 16_384;

    /** Fresh texts that are remembered, evenly spread: at most twice as many. */
    private static final int REMEMBERED = Planner.COUNTED;

    private final Encoder model;
    private final TaskSpec task;
    private final KeyIndex seen;
    private final List<Sample> samples = new ArrayList<>();
    private long every = 1;
    private long fresh;
    private final List<String> batch = new ArrayList<>();
    private Role role = Role.NONE;
    private MessageDigest prefix;
    private long texts;
    private long distinct;
    private long kept;
    private long documents;
    private long characters;

    /** One of the texts to be encoded, by its number. */
    private record Sample(long number, EncodeRequest request) {}

    /**
     * Nothing yet.
     *
     * @param seen texts of the run so far
     */
    CountedTexts(Encoder model, TaskSpec task, KeyIndex seen) {
        this.model = model;
        this.task = task;
        this.seen = seen;
        this.prefix = prefix(role);
    }

    private MessageDigest prefix(Role side) {
        MessageDigest digest = Sha256.start();
        digest.update((side + "\n" + model.prompt(task, side)).getBytes(StandardCharsets.UTF_8));
        return digest;
    }

    void add(Role side, String text) {
        if (side != role) {
            flush();
            role = side;
            prefix = prefix(side);
        }
        texts++;
        documents += side == Role.DOCUMENT ? 1 : 0;
        characters += text.length();
        if (isNew(text)) {
            distinct++;
            batch.add(text);
            if (batch.size() == AT_ONCE) {
                flush();
            }
        }
    }

    private boolean isNew(String text) {
        try {
            MessageDigest digest = (MessageDigest) prefix.clone();
            long key = ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)))
                    .getLong();
            if (seen.find(key) != KeyIndex.ABSENT) {
                return false;
            }
            seen.put(key, 0);
            return true;
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }

    private void flush() {
        if (batch.isEmpty()) {
            return;
        }
        EncodeRequest request = new EncodeRequest(List.copyOf(batch), role, task);
        BitSet there = model instanceof StoredEncoder stored ? stored.kept(request) : new BitSet();
        kept += there.cardinality();
        for (int i = there.nextClearBit(0); i < batch.size(); i = there.nextClearBit(i + 1)) {
            remember(batch.get(i));
        }
        batch.clear();
    }

    private void remember(String text) {
        if (fresh % every == 0) {
            samples.add(new Sample(fresh, new EncodeRequest(List.of(text), role, task)));
        }
        fresh++;
        if (samples.size() > 2 * REMEMBERED) {
            every *= 2;
            samples.removeIf(sample -> sample.number() % every != 0);
        }
    }

    /** How many texts are to be encoded; called when everything was added, as is {@link #samples}. */
    long fresh() {
        flush();
        return fresh;
    }

    /** Some of them, evenly spread, each by itself. */
    List<EncodeRequest> samples() {
        flush();
        return samples.stream().map(Sample::request).toList();
    }

    long texts() {
        return texts;
    }

    long distinct() {
        return distinct;
    }

    long kept() {
        return kept;
    }

    /** Vectors that a scoring holds at once, at most. */
    long vectorsAtOnce() {
        return texts - documents + Math.min(documents, LoadedTask.DOCUMENTS_AT_ONCE);
    }

    /** Bytes of the heap: the texts, at two a character, as far as they are held in memory, and where documents are. */
    long bytes() {
        return Math.min(2 * characters + PER_TEXT * texts, DatasetDirectory.MOST_TEXT_BYTES) + PER_DOCUMENT * documents;
    }
}
