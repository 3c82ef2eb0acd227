package dev.plumbline.models.probe;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.PairSimilarity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Asks an encoder some sixty short texts and a few long ones. No vectors may be kept for it: it times and compares. */
public final class Probe {

    private static final int SHORTEST = 16;
    /** Lengths are found to one part in so many. */
    private static final int PRECISION = 16;

    private final Encoder model;
    private final TaskSpec task;
    private final Role role;
    private final int mostWords;

    /**
     * A probe of an encoder.
     *
     * @param task decides the prompt, together with the role
     * @param mostWords the longest text tried, at least 16
     */
    public Probe(Encoder model, TaskSpec task, Role role, int mostWords) {
        if (mostWords < SHORTEST) {
            throw PlumblineException.usage("a probe tries texts of " + SHORTEST + " words or more, not " + mostWords);
        }
        this.model = model;
        this.task = task;
        this.role = role;
        this.mostWords = mostWords;
    }

    /**
     * Asks.
     *
     * @param reference another encoder to compare with
     * @throws PlumblineException of kind MODEL or ENDPOINT if the model, or the other, cannot be used
     */
    public ProbeReport run(Optional<Encoder> reference) {
        List<String> texts = ProbeTexts.TEXTS;
        List<Double> times = new ArrayList<>();
        FloatMatrix alone = oneByOne(texts, times);
        FloatMatrix again = oneByOne(texts, new ArrayList<>());
        long start = System.nanoTime();
        FloatMatrix together = vectors(model, texts);
        double first = seconds(start);
        List<String> reverse = new ArrayList<>(texts);
        Collections.reverse(reverse);
        start = System.nanoTime();
        FloatMatrix backwards = vectors(model, reverse);
        double second = seconds(start);
        int last = texts.size() - 1;
        FloatMatrix forwards = backwards.select(
                texts.stream().mapToInt(text -> last - texts.indexOf(text)).toArray());

        Collections.sort(times);
        ProbeReport.Likeness repeated = likeness(alone, again);
        return new ProbeReport(
                model.card(),
                norms(alone),
                repeated,
                likeness(alone, together),
                likeness(together, forwards),
                length(repeated.greatestDifference()),
                empty(),
                new ProbeReport.Speed(times.get(times.size() / 2), Math.min(first, second), texts.size()),
                reference.map(other -> agreement(other, alone)));
    }

    private FloatMatrix oneByOne(List<String> texts, List<Double> times) {
        List<FloatMatrix> ones = new ArrayList<>(texts.size());
        for (int row = 0; row < texts.size(); row++) {
            long start = System.nanoTime();
            ones.add(vectors(model, List.of(texts.get(row))));
            times.add(seconds(start));
        }
        FloatMatrix all = FloatMatrix.zeros(texts.size(), ones.get(0).columns());
        for (int row = 0; row < ones.size(); row++) {
            System.arraycopy(ones.get(row).data(), 0, all.data(), row * all.columns(), all.columns());
        }
        return all;
    }

    private FloatMatrix vectors(Encoder encoder, List<String> texts) {
        FloatMatrix vectors = encoder.encode(new EncodeRequest(texts, role, task));
        int width = encoder.card().dimensions();
        if (vectors.rows() != texts.size() || (width > 0 && vectors.columns() != width)) {
            throw PlumblineException.model(encoder.card().name() + " returned " + vectors.rows() + " x "
                    + vectors.columns() + " values for " + texts.size() + " texts and " + width + " dimensions");
        }
        for (int i = 0; i < vectors.data().length; i++) {
            if (!Float.isFinite(vectors.data()[i])) {
                throw PlumblineException.model(encoder.card().name() + " returned " + vectors.data()[i]
                        + " at position " + i % vectors.columns() + " of the vector of '"
                        + texts.get(i / vectors.columns()) + "'");
            }
        }
        return vectors;
    }

    private static ProbeReport.Norms norms(FloatMatrix vectors) {
        double[] norms = new double[vectors.rows()];
        for (int row = 0; row < norms.length; row++) {
            norms[row] = norm(vectors, row);
        }
        Arrays.sort(norms);
        return new ProbeReport.Norms(norms[0], Arrays.stream(norms).average().orElseThrow(), norms[norms.length - 1]);
    }

    private static double norm(FloatMatrix vectors, int row) {
        double squares = 0;
        for (int i = 0; i < vectors.columns(); i++) {
            squares += (double) vectors.get(row, i) * vectors.get(row, i);
        }
        return Math.sqrt(squares);
    }

    private static ProbeReport.Likeness likeness(FloatMatrix one, FloatMatrix other) {
        double[] cosines = PairSimilarity.modelCosine(one, other);
        return new ProbeReport.Likeness(
                Arrays.stream(cosines).min().orElseThrow(),
                Arrays.stream(cosines).average().orElseThrow(),
                difference(one, other));
    }

    private static double difference(FloatMatrix one, FloatMatrix other) {
        double most = 0;
        for (int i = 0; i < one.data().length; i++) {
            most = Math.max(most, Math.abs((double) one.data()[i] - other.data()[i]));
        }
        return most;
    }

    private ProbeReport.Agreement agreement(Encoder other, FloatMatrix own) {
        FloatMatrix theirs = vectors(other, ProbeTexts.TEXTS);
        return new ProbeReport.Agreement(
                other.card(),
                norms(theirs),
                theirs.columns() == own.columns() ? Optional.of(likeness(own, theirs)) : Optional.empty());
    }

    private ProbeReport.Empty empty() {
        try {
            return new ProbeReport.Empty(Optional.of(norm(vectors(model, List.of("")), 0)), "");
        } catch (PlumblineException e) {
            return new ProbeReport.Empty(Optional.empty(), e.getMessage());
        }
    }

    /** What became of a text of some length. */
    private record Tried(ProbeReport.LongText outcome, String message) {}

    /**
     * Finds the number of words after which other words make no difference, by doubling and then by halves.
     *
     * @param noise by which two vectors of one text differ
     */
    private ProbeReport.Length length(double noise) {
        int most = model.card().maxTokens() == 0
                ? mostWords
                : Math.min(mostWords, Math.max(SHORTEST, 2 * model.card().maxTokens()));
        int read = 0;
        int words = SHORTEST;
        Tried beyond = tried(words, noise);
        while (beyond.outcome() == ProbeReport.LongText.READ && words < most) {
            read = words;
            words = Math.min(most, 2 * words);
            beyond = tried(words, noise);
        }
        if (beyond.outcome() == ProbeReport.LongText.READ) {
            return new ProbeReport.Length(beyond.outcome(), words, words, "");
        }
        int limit = words;
        while (limit - read > Math.max(1, limit / PRECISION)) {
            int middle = (read + limit) >>> 1;
            Tried between = tried(middle, noise);
            if (between.outcome() == ProbeReport.LongText.READ) {
                read = middle;
            } else {
                limit = middle;
                beyond = between;
            }
        }
        return new ProbeReport.Length(beyond.outcome(), read, limit, beyond.message());
    }

    private Tried tried(int words, double noise) {
        try {
            FloatMatrix one = vectors(model, List.of(ProbeTexts.ending(words, false)));
            FloatMatrix other = vectors(model, List.of(ProbeTexts.ending(words, true)));
            // twice the noise: either of the two has it
            boolean same = difference(one, other) <= 2 * noise;
            return new Tried(same ? ProbeReport.LongText.CUT : ProbeReport.LongText.READ, "");
        } catch (PlumblineException e) {
            return new Tried(ProbeReport.LongText.REFUSED, e.getMessage());
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
