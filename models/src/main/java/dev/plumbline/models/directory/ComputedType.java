package dev.plumbline.models.directory;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.network.FloatType;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The type that a network is computed in.
 *
 * @param type of what is run natively
 * @param asked what was asked for; nothing is float32
 * @param byDefault torch's name of the type that transformers 5.24.0, and mteb with it, takes where it is not told
 * @param reason who says so
 * @param tf32 whether a GPU may multiply float32 matrices with fewer digits
 */
record ComputedType(FloatType type, Optional<DtypeChoice> asked, String byDefault, String reason, boolean tf32) {

    /**
     * What is asked for; else on a GPU what transformers would take, and on a CPU float32, in which nothing is lost of
     * weights of any type.
     *
     * @param gpu whether it will be computed on one
     * @throws PlumblineException of kind MODEL if the model is to decide and names a type that is not supported, or its
     *     weights cannot be read
     */
    static ComputedType of(Optional<DtypeChoice> asked, NetworkConfig config, WeightsFiles files, boolean gpu) {
        String said = files.type(config);
        String byDefault = FloatType.named(said).map(FloatType::label).orElse(said);
        boolean theirs = gpu && FloatType.named(said).isPresent();
        DtypeChoice choice = asked.orElse(theirs ? DtypeChoice.AUTO : DtypeChoice.FLOAT32);
        FloatType type = choice.type()
                .or(() -> FloatType.named(byDefault))
                .orElseThrow(() -> files.folder()
                        .wrong(
                                NetworkConfig.FILE,
                                "--dtype auto: it names " + byDefault
                                        + ", which is not supported natively (float32, bfloat16 and float16 are)"));
        String reason = config.dtype().isPresent() ? "as " + NetworkConfig.FILE + " says" : "as its weights are stored";
        return new ComputedType(type, asked, byDefault, reason, choice == DtypeChoice.TF32);
    }

    /**
     * Refuses a graph where another type than float32 is asked for.
     *
     * @throws PlumblineException of kind USAGE naming it
     */
    void checkGraph(Path graph) {
        if (type != FloatType.FLOAT32) {
            String choice = asked.orElseThrow().label();
            throw PlumblineException.usage("--dtype " + choice
                    + (choice.equals(type.label()) ? "" : ", which is " + type.label() + " here")
                    + ": " + graph
                    + " computes in the types it was exported with; only weights in safetensors can be run in"
                    + " another (--weights native)");
        }
    }

    /** What is to be said where nobody chose and mteb runs the same weights in another type. */
    Optional<String> warning(boolean graph) {
        Optional<FloatType> theirs = FloatType.named(byDefault);
        if (asked.isPresent() || theirs.equals(Optional.of(type)) || theirs.equals(Optional.of(FloatType.FLOAT32))) {
            return Optional.empty();
        }
        String same = theirs.isPresent()
                ? "; --dtype auto does as mteb does, --dtype float32 keeps to this without a warning"
                : "";
        return Optional.of("mteb with transformers 5 runs it in " + byDefault + ", " + reason + "; here "
                + (graph ? "its graph is run as it was exported" : "it is run in float32")
                + ", and scores differ, by up to some 0.01 on full tasks" + same);
    }

    /** The type in words, and what transformers makes of it where that is another. */
    String label() {
        return (tf32 ? "float32 with tf32 products" : type.label())
                + (byDefault.equals(type.label()) ? "" : ", transformers 5 would run " + byDefault);
    }
}
