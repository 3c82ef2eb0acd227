package dev.plumbline.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.network.FloatType;
import dev.plumbline.models.network.SeveralNetworks;
import dev.plumbline.models.network.TokenNetwork;
import dev.plumbline.models.safetensors.Checkpoint;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.models.transformer.TransformerNetwork;
import java.util.Optional;
import java.util.function.Supplier;

/** Weights in safetensors. */
final class NativeWeights {

    private NativeWeights() {}

    /**
     * Loads them into a network of our own, on each of libtorch's devices.
     *
     * @param asked whether the attention was asked for, so that code of the model's own may be left out
     * @throws dev.plumbline.ground.PlumblineException of kind MODEL if the network needs what is not supported
     */
    static TokenNetwork load(
            ModelFolder folder, Attention attention, boolean asked, FloatType type, Supplier<Libtorch> libtorch) {
        JsonNode config = folder.parse(NetworkConfig.FILE);
        Optional<String> code = OwnCode.named(config);
        if (code.isPresent() && !asked && !OwnCode.isKnown(folder, config)) {
            throw folder.wrong(
                    NetworkConfig.FILE,
                    "auto_map names code of the model's own (" + code.get()
                            + "), which is not run. If all that it changes is that every token sees every other,"
                            + " --attention bidirectional does the same; an ONNX form of the model is supported too");
        }
        if (config.hasNonNull("quantization_config")) {
            throw folder.wrong(
                    NetworkConfig.FILE,
                    "quantization_config: quantised weights are not supported; fetch the whole ones");
        }
        return SeveralNetworks.open(libtorch.get().each().stream()
                .map(one -> (Supplier<TokenNetwork>) () -> TransformerNetwork.open(folder.path(), attention, type, one))
                .toList());
    }

    /** Values of all tensors of numbers; 0 if there are no weights in safetensors. */
    static long parameters(WeightsFiles files) {
        return files.checkpoint() ? parameters(files.folder()) : 0;
    }

    /** Values of all tensors of numbers in a folder's weights. */
    static long parameters(ModelFolder folder) {
        try (Checkpoint checkpoint = Checkpoint.open(folder.path())) {
            return checkpoint.tensors().values().stream()
                    .filter(tensor -> tensor.dtype().readsAsFloat())
                    .mapToLong(tensor -> tensor.elements())
                    .sum();
        }
    }
}
