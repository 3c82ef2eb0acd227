package dev.plumbline.models.store;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.batching.DistinctTexts;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Encodes each text once and reads its vector ever after. What was read is what was encoded, bit for bit. Vectors are on
 * disk after every {@value #WINDOW} texts, so that a killed run goes on near where it stopped.
 */
public final class StoredEncoder implements Encoder {

    private static final int WINDOW = 16_384;

    private final Encoder encoder;
    private final String fingerprint;
    private final VectorStore store;
    private final EncodeProgress progress;

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
        return new StoredEncoder(encoder, fingerprint.get(), store, progress);
    }

    @Override
    public ModelCard card() {
        return encoder.card();
    }

    @Override
    public synchronized FloatMatrix encode(EncodeRequest request) {
        DistinctTexts distinct = DistinctTexts.of(request.texts());
        List<String> texts = distinct.texts();
        List<VectorKey> keys = keys(request, texts);
        FloatMatrix vectors = FloatMatrix.zeros(texts.size(), card().dimensions());
        store.refresh();
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
        return distinct.spread(vectors);
    }

    private List<VectorKey> keys(EncodeRequest request, List<String> texts) {
        String prompt = encoder.prompt(request.task(), request.role());
        MessageDigest prefix = VectorKey.prefix(fingerprint, card(), request.role());
        return texts.stream().map(text -> VectorKey.of(prefix, prompt + text)).toList();
    }

    /** Encodes the missing and keeps them, unless one is unusable: the caller finds that out and says so. */
    private void encode(
            List<Integer> missing,
            EncodeRequest request,
            List<String> texts,
            List<VectorKey> keys,
            FloatMatrix vectors) {
        List<String> missingTexts = missing.stream().map(texts::get).toList();
        FloatMatrix fresh = encoder.encode(new EncodeRequest(missingTexts, request.role(), request.task()));
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
    public Map<String, String> about() {
        return encoder.about();
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
