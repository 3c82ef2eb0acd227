package dev.plumbline.tasks;

import dev.plumbline.manifest.TaskKind;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.VectorSearch;
import java.util.Optional;

/**
 * A model that turns texts into vectors. An implementation chooses and prepends its own prompt from role and task, and
 * returns the same vector for a text whatever else is in the request, up to rounding, unless it says that it is not
 * {@link #independent}.
 */
public non-sealed interface Encoder extends Model {

    /**
     * Encodes the texts.
     *
     * @return one row per text, in the order of the request, float32
     * @throws dev.plumbline.ground.PlumblineException of kind MODEL or ENDPOINT if a text cannot be encoded
     */
    FloatMatrix encode(EncodeRequest request);

    /**
     * SHA-256 in hex over everything besides the text (with its prompt), its role, the longest input and the width that
     * decides a vector: weights, tokenizer, pooling, versions of the libraries that compute it. Vectors are kept between
     * runs under it; empty for an encoder whose vectors are not to be kept.
     */
    default Optional<String> fingerprint() {
        return Optional.empty();
    }

    /**
     * Whether a text's vector depends on that text alone. Where it does not, as with int8 whose range is that of the
     * request, a caller requests what mteb requests, needed or not.
     */
    default boolean independent() {
        return true;
    }

    /**
     * What its vectors are searched with: something of its own where it computes on a device that does it faster, else what is
     * given. Lists are the same with either.
     *
     * @param here what searches otherwise
     * @param parallel threads of this process
     */
    default VectorSearch searching(VectorSearch here, Parallel parallel) {
        return here;
    }

    @Override
    default Optional<String> identity() {
        return fingerprint();
    }

    /**
     * What it really computed since it was opened: texts that were read from a store, looked up or asked for twice do not
     * count. Empty for an encoder that computes whatever it is asked.
     */
    default Optional<EncodeWork> work() {
        return Optional.empty();
    }

    @Override
    default boolean handles(TaskKind kind) {
        return true;
    }
}
