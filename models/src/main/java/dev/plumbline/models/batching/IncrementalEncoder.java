package dev.plumbline.models.batching;

import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.numeric.FloatMatrix;

/** An encoder that hands over vectors as they come, so that a failure does not take those with it that were made before. */
public interface IncrementalEncoder extends Encoder {

    /** Receives finished vectors, one call at a time, from whichever thread. */
    @FunctionalInterface
    interface Sink {
        /**
         * Takes the vectors of some texts.
         *
         * @param places of the texts in the request; none comes twice
         * @param vectors one row per place
         */
        void accept(int[] places, FloatMatrix vectors);

        /**
         * Told how many tokens texts were to the network, by an encoder that knows: of all texts or of none, and in calls apart
         * from those above, likewise one at a time.
         *
         * @param places as there
         * @param tokens per place, prompt and special tokens included
         */
        default void counted(int[] places, int[] tokens) {}
    }

    /**
     * Encodes the texts and hands over every vector. Before a failure is thrown, everything that has been finished is
     * handed over.
     *
     * @throws dev.plumbline.ground.PlumblineException as {@link #encode(EncodeRequest)}
     */
    void encode(EncodeRequest request, Sink sink);

    @Override
    default FloatMatrix encode(EncodeRequest request) {
        FloatMatrix vectors = FloatMatrix.zeros(request.texts().size(), card().dimensions());
        encode(request, (places, rows) -> {
            int width = rows.columns();
            for (int i = 0; i < places.length; i++) {
                System.arraycopy(rows.data(), i * width, vectors.data(), places[i] * width, width);
            }
        });
        return vectors;
    }
}
