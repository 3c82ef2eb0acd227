package dev.plumbline.models.store;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.batching.DistinctTexts;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.batching.IncrementalEncoder;
import dev.plumbline.models.batching.RemoteEncoder;
import dev.plumbline.tasks.Charge;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.EncodeWork;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.PairSimilarity;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.VectorSearch;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Encodes each text once and reads its vector ever after. What was read is what was encoded, bit for bit. Vectors of an
 * {@link IncrementalEncoder} are kept as they come, those of another after every {@value #WINDOW} texts, so that neither a
 * killed run nor a text that fails takes those with it that were made before.
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
        VectorStore store = VectorStore.open(root, fingerprint.get(), encoder.card(), progress::warning);
        StoredEncoder stored = new StoredEncoder(encoder, fingerprint.get(), store, progress);
        if (encoder instanceof RemoteEncoder remote) {
            stored.checkSample(remote.sample(), root);
        }
        return stored;
    }

    /** Keeps the sample, or compares it with the one of an earlier run: vectors of two models must not be mixed. */
    private void checkSample(RemoteEncoder.Sample sample, Path root) {
        VectorKey key = VectorKey.of(VectorKey.prefix(fingerprint, card(), Role.NONE), sample.text());
        FloatMatrix earlier = FloatMatrix.zeros(1, card().dimensions());
        if (store.read(List.of(Optional.of(key)), earlier.data()).isEmpty()) {
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
        List<Optional<VectorKey>> keys = keys(request, distinct.texts());
        BitSet found = store.read(keys, vectors.data());
        progress.reused(found.cardinality());
        int[] missing = IntStream.range(0, keys.size())
                .filter(place -> !found.get(place))
                .toArray();
        if (missing.length > 0) {
            List<String> texts =
                    Arrays.stream(missing).mapToObj(distinct.texts()::get).toList();
            encode(new EncodeRequest(texts, request.role(), request.task()), missing, keys, vectors);
        }
        return distinct.spread(vectors);
    }

    /** Which texts of a request have a vector in the store, as far as its index tells. */
    public synchronized BitSet kept(EncodeRequest request) {
        return store.has(keys(request, request.texts()));
    }

    /** What encodes the texts whose vectors are not there. */
    public Encoder encoder() {
        return encoder;
    }

    /** Bytes free where vectors are kept; empty where none can be kept. */
    public OptionalLong room() {
        return store.room();
    }

    /** Bytes that a vector takes in the store. */
    public static long bytesPerVector(int width) {
        return VectorKey.BYTES + Integer.BYTES + (long) width * Float.BYTES;
    }

    private List<Optional<VectorKey>> keys(EncodeRequest request, List<String> texts) {
        if (encoder instanceof RemoteEncoder remote) {
            // what it encodes is all that decides a vector: roles are not kept apart
            MessageDigest prefix = VectorKey.prefix(fingerprint, card(), Role.NONE);
            return texts.stream()
                    .map(text -> remote.encoded(text, request.task(), request.role())
                            .map(encoded -> VectorKey.of(prefix, encoded)))
                    .toList();
        }
        String prompt = encoder.prompt(request.task(), request.role());
        MessageDigest prefix = VectorKey.prefix(fingerprint, card(), request.role());
        return texts.stream()
                .map(text -> Optional.of(VectorKey.of(prefix, prompt + text)))
                .toList();
    }

    /** Said before hours of work and not after. */
    private void checkRoom(int texts, int width) {
        long needed = texts * bytesPerVector(width);
        OptionalLong room = store.room();
        if (room.isPresent() && needed > room.getAsLong()) {
            throw PlumblineException.storage(String.format(
                    Locale.ROOT,
                    "the vectors of %d texts need %.1f GB, and %s has %.1f GB free: make room (plumbline store gc), keep them"
                            + " elsewhere with --embedding-cache, or keep none with --no-cache",
                    texts,
                    needed / 1e9,
                    store.folder(),
                    room.getAsLong() / 1e9));
        }
    }

    /** Encodes the missing texts and keeps their vectors as they come. */
    private void encode(EncodeRequest request, int[] missing, List<Optional<VectorKey>> keys, FloatMatrix vectors) {
        int width = vectors.columns();
        checkRoom(missing.length, width);
        long start = System.nanoTime();
        try (PendingVectors pending = new PendingVectors(store, width)) {
            IncrementalEncoder.Sink sink = (places, rows) -> {
                for (int i = 0; i < places.length; i++) {
                    System.arraycopy(rows.data(), i * width, vectors.data(), missing[places[i]] * width, width);
                }
                pending.add(
                        Arrays.stream(places)
                                .mapToObj(place -> keys.get(missing[place]))
                                .toList(),
                        rows);
            };
            if (encoder instanceof IncrementalEncoder incremental) {
                incremental.encode(request, sink);
            } else {
                WindowedEncoder.encode(encoder, request, WINDOW, sink);
            }
        }
        work = work.plus(missing.length, System.nanoTime() - start).withUnkept(store.lost());
    }

    @Override
    public VectorSearch searching(VectorSearch here, Parallel parallel) {
        return encoder.searching(here, parallel);
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
    public Optional<Charge> charge() {
        return encoder.charge();
    }

    @Override
    public Optional<String> fingerprint() {
        return Optional.of(fingerprint);
    }

    @Override
    public synchronized void close() {
        if (store.lost() > 0) {
            progress.warning(String.format(
                    Locale.ROOT,
                    "%,d vectors were made that could not be kept in %s: the next run makes them again",
                    store.lost(),
                    store.folder()));
        }
        encoder.close();
    }
}
