package dev.plumbline.harness.run;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Charge;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.EncodeWork;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.VectorSearch;
import java.util.Locale;
import java.util.Optional;

/**
 * Holds an encoder to its contract: one finite row of one width per text. Counts zero vectors, which mteb scores, and the
 * time spent encoding.
 */
final class CheckedEncoder implements Encoder, CheckedModel {

    private final Encoder model;
    private final RunListener listener;
    private final Optional<Charge> chargedBefore;
    private long texts;
    private long encodedTexts;
    private long zeroVectors;
    private long nanos;
    private long unkept;
    private int width = -1;

    CheckedEncoder(Encoder model, RunListener listener) {
        this.model = model;
        this.listener = listener;
        this.chargedBefore = model.charge();
    }

    @Override
    public ModelCard card() {
        return model.card();
    }

    @Override
    public Encoder model() {
        return this;
    }

    @Override
    public FloatMatrix encode(EncodeRequest request) {
        listener.encoding(request.task().name(), request.texts().size());
        checkHeap(request);
        long start = System.nanoTime();
        Optional<EncodeWork> before = model.work();
        FloatMatrix vectors = model.encode(request);
        Optional<EncodeWork> after = model.work();
        texts += request.texts().size();
        if (before.isPresent() && after.isPresent()) {
            encodedTexts += after.get().texts() - before.get().texts();
            nanos += after.get().nanos() - before.get().nanos();
            unkept += after.get().unkept() - before.get().unkept();
        } else {
            encodedTexts += request.texts().size();
            nanos += System.nanoTime() - start;
        }
        check(request, vectors);
        return vectors;
    }

    /** Said before hours of work and not after. */
    private void checkHeap(EncodeRequest request) {
        long needed = (long) request.texts().size() * card().dimensions() * Float.BYTES;
        long most = Runtime.getRuntime().maxMemory();
        if (needed > most) {
            throw PlumblineException.storage(String.format(
                    Locale.ROOT,
                    "the vectors of %d texts of %s need %.1f GB, and Java may use %.1f GB; give it more, as in"
                            + " PLUMBLINE_JAVA_OPTS=-Xmx%dg (plumbline plan says what a run needs)",
                    request.texts().size(),
                    request.task().name(),
                    needed / 1e9,
                    most / 1e9,
                    needed * 3 / 2 / (1L << 30) + 1));
        }
    }

    @Override
    public boolean independent() {
        return model.independent();
    }

    @Override
    public VectorSearch searching(VectorSearch here, Parallel parallel) {
        return model.searching(here, parallel);
    }

    @Override
    public String prompt(TaskSpec task, Role role) {
        return model.prompt(task, role);
    }

    /** The wrapped model is closed by whoever opened it. */
    @Override
    public void close() {}

    @Override
    public long texts() {
        return texts;
    }

    @Override
    public long encodedTexts() {
        return encodedTexts;
    }

    @Override
    public long zeroVectors() {
        return zeroVectors;
    }

    @Override
    public long unkept() {
        return unkept;
    }

    @Override
    public Optional<Charge> charge() {
        return CheckedModel.since(chargedBefore, model);
    }

    @Override
    public double seconds() {
        return nanos / 1e9;
    }

    private void check(EncodeRequest request, FloatMatrix vectors) {
        if (vectors.rows() != request.texts().size()) {
            throw PlumblineException.model(card().name() + " returned " + vectors.rows() + " vectors for "
                    + request.texts().size() + " texts");
        }
        if (width >= 0 && vectors.rows() > 0 && vectors.columns() != width) {
            throw PlumblineException.model(card().name() + " returned vectors of length " + vectors.columns()
                    + " after vectors of length " + width);
        }
        width = vectors.columns();
        for (int row = 0; row < vectors.rows(); row++) {
            boolean zero = true;
            for (int i = row * width; i < (row + 1) * width; i++) {
                float value = vectors.data()[i];
                zero &= value == 0;
                if (!Float.isFinite(value)) {
                    throw PlumblineException.model(card().name() + " returned " + value + " at position "
                            + (i - row * width) + " of the vector of text " + row + " (\""
                            + excerpt(request.texts().get(row)) + "\")");
                }
            }
            zeroVectors += zero ? 1 : 0;
        }
    }

    private static String excerpt(String text) {
        int shown = 60;
        return text.length() <= shown ? text : text.substring(0, shown) + "...";
    }
}
