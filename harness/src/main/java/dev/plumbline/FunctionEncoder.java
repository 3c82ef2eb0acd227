package dev.plumbline;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A caller's function as a model: no prompts, compared by cosine. */
final class FunctionEncoder implements Encoder {

    private final ModelCard card;
    private final Function<List<String>, float[][]> vectors;

    FunctionEncoder(String name, String revision, Function<List<String>, float[][]> vectors) {
        this.card = new ModelCard(name, revision, 0, 0, 0, Similarity.COSINE);
        this.vectors = Objects.requireNonNull(vectors, "vectors");
    }

    @Override
    public ModelCard card() {
        return card;
    }

    /** How many there are is checked by who asks; here only that they are all of one length. */
    @Override
    public FloatMatrix encode(EncodeRequest request) {
        float @Nullable [][] rows = rows(request);
        int width = rows == null || rows.length == 0 || rows[0] == null ? 0 : rows[0].length;
        if (rows == null || (width == 0 && !request.texts().isEmpty())) {
            throw PlumblineException.model(
                    card.name() + " returned no vectors for " + request.texts().size() + " texts");
        }
        FloatMatrix matrix = FloatMatrix.zeros(rows.length, width);
        for (int row = 0; row < rows.length; row++) {
            if (rows[row] == null || rows[row].length != width) {
                throw PlumblineException.model(card.name() + " returned "
                        + (rows[row] == null ? "no vector" : "a vector of length " + rows[row].length) + " for text "
                        + row
                        + " after vectors of length " + width);
            }
            System.arraycopy(rows[row], 0, matrix.data(), row * width, width);
        }
        return matrix;
    }

    private float @Nullable [][] rows(EncodeRequest request) {
        try {
            return vectors.apply(request.texts());
        } catch (PlumblineException e) {
            throw e;
        } catch (RuntimeException e) {
            // the caller's code, whose exceptions are not known here
            throw PlumblineException.model(
                    card.name() + " failed at a request of " + request.texts().size() + " texts: " + e, e);
        }
    }

    @Override
    public String prompt(TaskSpec task, Role role) {
        return "";
    }

    @Override
    public void close() {}
}
