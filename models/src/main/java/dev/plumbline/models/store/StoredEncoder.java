package dev.plumbline.models.store;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.batching.DistinctTexts;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.batching.IncrementalEncoder;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.EncodeWork;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.PairSimilarity;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Encodes each text once and reads its vector ever after. What was read is what was encoded, bit for bit. Vectors are on
 * disk after every {@value #WINDOW} texts, so that a killed run goes on near where it stopped; those of an
 * {@link IncrementalEncoder} as they come, also where a later text fails.
 */
public final class StoredEncoder implements Encoder {

    private static final int WINDOW = 16_384;

    /** Rounding that depends on the batch, in half precision too, stays above. */
    private static final double SAME_MODEL = 0.999;

    private final Encoder encoder;
    private final String fingerprint;
    private final VectorStore store;
    private final EncodeProgress progress;
    private EncodeWork work = EncodeWork.NONE;

    private StoredEncoder(Encoder encoder, String fingerprint, VectorStore store, EncodeProgress progress) {
        this.encoder = encoder;
        this.fingerprint = fingerprint;
        this.store = store;
        this.progress = progress;
    }

    /**
     * Puts a store before an encoder; an encoder without a fingerprint stays as it is.
     *
     * @param encoder its card gives the width of its vectors; closed by this one
     * @param root the folder that holds a folder per model; made if needed
     * @param progress told of vectors read and of damage
     */
    public static Encoder over(Encoder encoder, Path root, EncodeProgress progress) {
        Optional<String> fingerprint = encoder.fingerprint();
        int width = encoder.card().dimensions();
        if (fingerprint.isEmpty() || width < 1) {
            return encoder;
        }
        VectorStore store = VectorStore.open(root, fingerprint.get(), width, progress::warning);
        StoredEncoder stored = new StoredEncoder(encoder, fingerprint.get(), store, progress);
        if (encoder instanceof IncrementalEncoder incremental) {
            stored.checkSample(incremental.sample(), root);
        }
        return stored;
    }

    /** Keeps the sample, or compares it with the one of an earlier run: vectors of two models must not be mixed. */
    private void checkSample(IncrementalEncoder.Sample sample, Path root) {
        VectorKey key = VectorKey.of(VectorKey.prefix(fingerprint, card(), Role.NONE), sample.text());
        FloatMatrix earlier = FloatMatrix.zeros(1, card().dimensions());
        if (store.read(List.of(key), earlier.data()).isEmpty()) {
            store.append(List.of(key), sample.vector().data());
            return;
        }
        double similarity = PairSimilarity.modelCosine(earlier, sample.vector())[0];
        if (similarity < SAME_MODEL) {
            encoder.close();
            throw PlumblineException.model(String.format(
                    Locale.ROOT,
                    "%s gives other vectors than those kept of it (cosine %.4f between two of one text): it is not the"
                            + " model it was. Keep the new ones elsewhere with --embedding-cache, keep none with --no-cache,"
                            + " or delete %s",
                    card().name(),
                    similarity,
                    root.resolve(fingerprint)));
        }
    }

    @Override
    public ModelCard card() {
        return encoder.card();
    }

    @Override
    public synchronized FloatMatrix encode(EncodeRequest request) {
        DistinctTexts distinct = DistinctTexts.of(request.texts());
        FloatMatrix vectors = FloatMatrix.zeros(distinct.texts().size(), card().dimensions());
        store.refresh();
        if (encoder instanceof IncrementalEncoder incremental) {
            complete(incremental, request, distinct.texts(), vectors);
        } else {
            complete(request, distinct.texts(), vectors);
        }
        return distinct.spread(vectors);
    }

    private void complete(EncodeRequest request, List<String> texts, FloatMatrix vectors) {
        String prompt = encoder.prompt(request.task(), request.role());
        MessageDigest prefix = VectorKey.prefix(fingerprint, card(), request.role());
        List<VectorKey> keys =
                texts.stream().map(text -> VectorKey.of(prefix, prompt + text)).toList();
        BitSet found = store.read(keys, vectors.data());
        progress.reused(found.cardinality());

        int window = Math.min(WINDOW, VectorShard.mostRows(vectors.columns()));
        List<Integer> missing = new ArrayList<>();
        for (int i = found.nextClearBit(0); i < texts.size(); i = found.nextClearBit(i + 1)) {
            missing.add(i);
            if (missing.size() == window) {
                encode(missing, request, texts, keys, vectors);
                missing.clear();
            }
        }
        if (!missing.isEmpty()) {
            encode(missing, request, texts, keys, vectors);
        }
    }

    private void complete(
            IncrementalEncoder incremental, EncodeRequest request, List<String> texts, FloatMatrix vectors) {
        // what it encodes is all that decides a vector: roles are not kept apart
        MessageDigest prefix = VectorKey.prefix(fingerprint, card(), Role.NONE);
        List<Optional<VectorKey>> keys = texts.stream()
                .map(text -> incremental
                        .encoded(text, request.task(), request.role())
                        .map(encoded -> VectorKey.of(prefix, encoded)))
                .toList();
        BitSet found = read(keys, vectors);
        progress.reused(found.cardinality());
        List<Integer> missing = new ArrayList<>();
        for (int i = found.nextClearBit(0); i < texts.size(); i = found.nextClearBit(i + 1)) {
            missing.add(i);
        }
        if (missing.isEmpty()) {
            return;
        }
        int width = vectors.columns();
        List<String> missingTexts = missing.stream().map(texts::get).toList();
        long start = System.nanoTime();
        try (PendingVectors pending = new PendingVectors(store, width)) {
            incremental.encode(new EncodeRequest(missingTexts, request.role(), request.task()), (places, rows) -> {
                for (int i = 0; i < places.length; i++) {
                    System.arraycopy(rows.data(), i * width, vectors.data(), missing.get(places[i]) * width, width);
                }
                pending.add(
                        Arrays.stream(places)
                                .mapToObj(place -> keys.get(missing.get(place)))
                                .toList(),
                        rows);
            });
        }
        work = work.plus(missing.size(), System.nanoTime() - start);
    }

    /** Reads what there is of the vectors that may be kept. */
    private BitSet read(List<Optional<VectorKey>> keys, FloatMatrix vectors) {
        int width = vectors.columns();
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i).isPresent()) {
                kept.add(i);
            }
        }
        float[] rows = new float[Math.multiplyExact(kept.size(), width)];
        BitSet places =
                store.read(kept.stream().map(i -> keys.get(i).orElseThrow()).toList(), rows);
        BitSet found = new BitSet(keys.size());
        places.stream().forEach(place -> {
            System.arraycopy(rows, place * width, vectors.data(), kept.get(place) * width, width);
            found.set(kept.get(place));
        });
        return found;
    }

    /** Encodes the missing and keeps them, unless one is unusable: the caller finds that out and says so. */
    private void encode(
            List<Integer> missing,
            EncodeRequest request,
            List<String> texts,
            List<VectorKey> keys,
            FloatMatrix vectors) {
        List<String> missingTexts = missing.stream().map(texts::get).toList();
        long start = System.nanoTime();
        FloatMatrix fresh = encoder.encode(new EncodeRequest(missingTexts, request.role(), request.task()));
        work = work.plus(missing.size(), System.nanoTime() - start);
        int width = vectors.columns();
        if (fresh.rows() != missing.size() || fresh.columns() != width) {
            throw new IllegalStateException(card().name() + " returned " + fresh.rows() + " x " + fresh.columns()
                    + " values for " + missing.size() + " texts and " + width + " dimensions");
        }
        for (int i = 0; i < fresh.rows(); i++) {
            System.arraycopy(fresh.data(), i * width, vectors.data(), missing.get(i) * width, width);
        }
        if (finite(fresh.data())) {
            store.append(missing.stream().map(keys::get).toList(), fresh.data());
        }
    }

    private static boolean finite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String prompt(TaskSpec task, Role role) {
        return encoder.prompt(task, role);
    }

    @Override
    public synchronized Optional<EncodeWork> work() {
        return Optional.of(work);
    }

    @Override
    public Optional<String> identity() {
        return encoder.identity();
    }

    @Override
    public Map<String, String> about() {
        return encoder.about();
    }

    @Override
    public List<String> warnings() {
        return encoder.warnings();
    }

    @Override
    public Optional<String> fingerprint() {
        return Optional.of(fingerprint);
    }

    @Override
    public void close() {
        encoder.close();
    }
}
