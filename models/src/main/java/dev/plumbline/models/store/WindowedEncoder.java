package dev.plumbline.models.store;

import dev.plumbline.models.batching.IncrementalEncoder.Sink;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.List;
import java.util.stream.IntStream;

/** Has an encoder that gives vectors all at once give them window by window. */
final class WindowedEncoder {

    private WindowedEncoder() {}

    /**
     * Encodes the texts.
     *
     * @param window texts at once
     * @throws IllegalStateException if the encoder gives other numbers of vectors or values than it should
     */
    static void encode(Encoder encoder, EncodeRequest request, int window, Sink sink) {
        int width = encoder.card().dimensions();
        int texts = request.texts().size();
        for (int from = 0; from < texts; from += window) {
            int to = Math.min(texts, from + window);
            List<String> some = request.texts().subList(from, to);
            FloatMatrix vectors = encoder.encode(new EncodeRequest(some, request.role(), request.task()));
            if (vectors.rows() != some.size() || vectors.columns() != width) {
                throw new IllegalStateException(encoder.card().name() + " returned " + vectors.rows() + " x "
                        + vectors.columns() + " values for " + some.size() + " texts and " + width + " dimensions");
            }
            sink.accept(IntStream.range(from, to).toArray(), vectors);
        }
    }
}
