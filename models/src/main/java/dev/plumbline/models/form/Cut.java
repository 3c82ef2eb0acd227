package dev.plumbline.models.form;

import dev.plumbline.ground.PlumblineException;
import java.util.Locale;

/**
 * Shorter vectors: the leading values of each.
 *
 * @param width values kept, at least 1
 * @param scaled whether what is left is scaled to length 1 again. mteb's {@code embed_dim}, which is sentence-transformers'
 *     {@code truncate_dim}, does not; cosine similarity does not notice, dot products, distances, clusters and classifiers do
 */
public record Cut(int width, boolean scaled) {
    public Cut {
        if (width < 1) {
            throw PlumblineException.usage("--dims must be at least 1, not " + width);
        }
    }

    /** Name of the setting in mteb's {@code experiment_kwargs}; ours for what mteb cannot do, so that none is taken for it. */
    String setting() {
        return scaled ? "unit_embed_dim" : "embed_dim";
    }

    /** In words. */
    String about() {
        return String.format(Locale.ROOT, "first %d values, %s", width, scaled ? "scaled to length 1" : "not scaled");
    }
}
