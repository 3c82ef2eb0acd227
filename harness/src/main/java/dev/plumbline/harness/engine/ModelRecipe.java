package dev.plumbline.harness.engine;

import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.directory.DtypeChoice;
import dev.plumbline.models.directory.ModelDirectory;
import dev.plumbline.models.directory.WeightsForm;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.models.torch.Devices;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Objects;

/**
 * How a model is opened once more in another process: what of its options decides vectors, as text that travels. Prompts are
 * none of it: each request brings its own.
 *
 * @param spec as {@code --model} has it
 * @param identity of the model as it was opened here, which the other must have too; empty if it has none
 * @param attention empty for the model's own, as dtype and libtorch are
 * @param batchTokens 0 for what suits the device
 */
public record ModelRecipe(
        String spec,
        String identity,
        String weights,
        String attention,
        String dtype,
        String device,
        String libtorch,
        int batchTokens,
        int batchTexts,
        boolean offline)
        implements Serializable {
    public ModelRecipe {
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(weights, "weights");
        Objects.requireNonNull(attention, "attention");
        Objects.requireNonNull(dtype, "dtype");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(libtorch, "libtorch");
    }

    /**
     * The recipe of a model.
     *
     * @param identity of the model that was opened so
     */
    public static ModelRecipe of(String spec, String identity, ModelOptions options) {
        return new ModelRecipe(
                // executors have working folders of their own
                ModelDirectory.looksLikeOne(spec)
                        ? Path.of(spec).toAbsolutePath().normalize().toString()
                        : spec,
                identity,
                options.weights().name(),
                options.attention().map(Attention::name).orElse(""),
                options.dtype().map(DtypeChoice::name).orElse(""),
                options.devices().label(),
                options.libtorch()
                        .map(folder -> folder.toAbsolutePath().toString())
                        .orElse(""),
                options.batchTokens().orElse(0),
                options.batchTexts(),
                options.offline());
    }

    /** The same model under another name. */
    public ModelRecipe of(String otherSpec) {
        return new ModelRecipe(
                otherSpec, identity, weights, attention, dtype, device, libtorch, batchTokens, batchTexts, offline);
    }

    /**
     * The options it is opened with there.
     *
     * @param threads batches at the same time
     * @param device instead of its own, if not empty
     * @param prompts what each request is given
     */
    public ModelOptions options(int threads, String device, PromptRule prompts) {
        ModelOptions options = ModelOptions.defaults()
                .withThreads(threads)
                .withWeights(WeightsForm.valueOf(weights))
                .withDevices(Devices.read("--device", device.isEmpty() ? this.device : device))
                .withBatchTexts(batchTexts)
                .withPrompts(prompts);
        if (!attention.isEmpty()) {
            options = options.withAttention(Attention.valueOf(attention));
        }
        if (!dtype.isEmpty()) {
            options = options.withDtype(DtypeChoice.valueOf(dtype));
        }
        if (!libtorch.isEmpty()) {
            options = options.withLibtorch(Path.of(libtorch));
        }
        if (batchTokens > 0) {
            options = options.withBatchTokens(batchTokens);
        }
        return offline ? options.withOffline() : options;
    }
}
