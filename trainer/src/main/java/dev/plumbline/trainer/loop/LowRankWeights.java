package dev.plumbline.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.plumbline.models.safetensors.Dtype;
import dev.plumbline.models.safetensors.FloatSource;
import dev.plumbline.models.safetensors.LoraWriter;
import dev.plumbline.models.safetensors.SafetensorsFile;
import dev.plumbline.models.safetensors.Tensor;
import dev.plumbline.models.torch.HostValues;
import dev.plumbline.models.transformer.LowRank;
import dev.plumbline.models.transformer.ParameterSpec;
import dev.plumbline.models.transformer.TransformerConfig;
import dev.plumbline.trainer.checkpoint.CheckpointStore;
import dev.plumbline.trainer.stage.LoraSettings;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;
import org.jspecify.annotations.Nullable;

/** The matrices of low rank beside a network's own, as arrays by name. */
final class LowRankWeights {

    private final LoraSettings settings;
    private final LowRank lowRank;
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();

    /**
     * Where they come from.
     *
     * @param seed that they are drawn from
     * @param checkpoint folder that they are read from instead
     */
    record Beginning(long seed, Optional<Path> checkpoint) {}

    /**
     * Draws them as PEFT begins: A even within the bounds of torch's {@code kaiming_uniform_(a=sqrt(5))}, B 0, so that nothing is
     * changed yet; or reads those of a checkpoint.
     *
     * @param manager owns the arrays
     */
    LowRankWeights(
            LoraSettings settings, LowRank lowRank, TransformerConfig config, Beginning beginning, NDManager manager) {
        this.settings = settings;
        this.lowRank = lowRank;
        if (beginning.checkpoint().isPresent()) {
            try (SafetensorsFile file =
                    SafetensorsFile.open(beginning.checkpoint().get().resolve(LoraWriter.WEIGHTS))) {
                for (ParameterSpec parameter : lowRank.parameters(config)) {
                    add(parameter, file.floats(LoraWriter.stored(parameter.name())), manager);
                }
            }
        } else {
            lowRank.parameters(config)
                    .forEach(parameter -> add(parameter, drawn(parameter, beginning.seed()), manager));
        }
    }

    private void add(ParameterSpec parameter, float[] values, NDManager manager) {
        long[] shape = parameter.shape().stream().mapToLong(Long::longValue).toArray();
        // DJL's array is a view of the buffer
        try (NDArray view = manager.create(values, new Shape(shape))) {
            arrays.put(parameter.name(), view.duplicate());
        }
    }

    private static float[] drawn(ParameterSpec parameter, long seed) {
        int rows = Math.toIntExact(parameter.shape().get(0));
        int columns = Math.toIntExact(parameter.shape().get(1));
        float[] values = new float[Math.multiplyExact(rows, columns)];
        if (parameter.name().endsWith(LowRank.first(""))) {
            CRC32 hash = new CRC32();
            hash.update(parameter.name().getBytes(StandardCharsets.UTF_8));
            UniformRandomProvider random = new SplitMix64(new SplitMix64(seed).nextLong() ^ hash.getValue());
            double bound = 1 / Math.sqrt(columns);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
            }
        }
        return values;
    }

    Map<String, NDArray> arrays() {
        return arrays;
    }

    LowRank lowRank() {
        return lowRank;
    }

    /** Whether they are merged into the weights at the stage's end. */
    boolean merges() {
        return settings.merge();
    }

    /**
     * Writes them as PEFT's adapter.
     *
     * @param base the folder that they change
     */
    void keep(Path place, Path base, TransformerConfig config) throws IOException {
        Map<String, NDArray> named = new LinkedHashMap<>();
        arrays.forEach((name, array) -> named.put(LoraWriter.stored(name), array));
        LoraWriter.write(
                place,
                new LoraWriter.Description(
                        base,
                        lowRank.rank(),
                        settings.alpha(),
                        lowRank.dropout(),
                        LoraSettings.peftTargets(config, lowRank)),
                CheckpointStore.tensors(named));
    }

    /** The network's own tensors with these added where they belong. */
    List<Tensor> merged(Map<String, NDArray> own) {
        List<Tensor> tensors = new ArrayList<>();
        for (Tensor tensor : CheckpointStore.tensors(own)) {
            String module = tensor.name().replaceFirst("\\.weight$", "");
            NDArray array = Objects.requireNonNull(own.get(tensor.name()), tensor.name());
            tensors.add(
                    lowRank.modules().contains(module)
                            ? new Tensor(tensor.name(), Dtype.F32, tensor.shape(), new Sum(array, module))
                            : tensor);
        }
        return tensors;
    }

    /** One matrix with its change, computed when it is read and held until its end is. */
    private final class Sum implements FloatSource {

        private final NDArray own;
        private final String module;
        private float @Nullable [] values;

        Sum(NDArray own, String module) {
            this.own = own;
            this.module = module;
        }

        @Override
        public void read(long first, FloatBuffer target) {
            float[] whole = values == null ? sum() : values;
            int from = Math.toIntExact(first);
            int end = from + target.remaining();
            target.put(whole, from, end - from);
            values = end == whole.length ? null : whole;
        }

        private float[] sum() {
            String name = LowRank.second(module);
            NDArray second = Objects.requireNonNull(arrays.get(name), name);
            try (NDArray product = second.matMul(arrays.get(LowRank.first(module)));
                    NDArray change = product.mul(lowRank.scaling());
                    NDArray sum = own.add(change)) {
                return HostValues.of(sum);
            }
        }
    }
}
