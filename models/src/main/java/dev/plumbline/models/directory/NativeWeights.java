package dev.plumbline.models.directory;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.network.TokenNetwork;
import dev.plumbline.models.safetensors.Checkpoint;
import java.util.Optional;

/** Weights in safetensors. */
final class NativeWeights {

    private NativeWeights() {}

    static TokenNetwork load(ModelFolder folder, Attention attention) {
        Optional<TokenNetwork> network = Optional.empty();
        return network.orElseThrow(() ->
                PlumblineException.model(folder.path() + " " + attention + ": native networks are not there yet"));
    }

    /** Values of all tensors of numbers; 0 if there are no weights in safetensors. */
    static long parameters(WeightsFiles files) {
        if (!files.checkpoint()) {
            return 0;
        }
        try (Checkpoint checkpoint = Checkpoint.open(files.folder().path())) {
            return checkpoint.tensors().values().stream()
                    .filter(tensor -> tensor.dtype().readsAsFloat())
                    .mapToLong(tensor -> tensor.elements())
                    .sum();
        }
    }
}
