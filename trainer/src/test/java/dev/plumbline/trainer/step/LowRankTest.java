package dev.plumbline.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.models.transformer.Dropout;
import dev.plumbline.models.transformer.Layout;
import dev.plumbline.models.transformer.LowRank;
import dev.plumbline.models.transformer.ParameterSpec;
import dev.plumbline.models.transformer.Parameters;
import dev.plumbline.models.transformer.Precision;
import dev.plumbline.models.transformer.Transformer;
import dev.plumbline.models.transformer.TransformerConfig;
import dev.plumbline.models.transformer.Weights;
import dev.plumbline.trainer.ReferenceModels;
import dev.plumbline.trainer.TestLibtorch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Matrices beside a network's own do what their product does when it is merged, and take the gradient that follows from that
 * of the whole matrix: {@code dB = s dW A^T}, {@code dA = s B^T dW}.
 */
class LowRankTest {

    private static final int RANK = 3;
    private static final double SCALING = 0.7;
    private static final List<TextTokens> TEXTS = TextTokens.whole(
            List.of(new int[] {2, 17, 33, 50, 61, 70, 60, 3}, new int[] {2, 5, 3}, new int[] {2, 40, 3, 17, 17}));

    private final NDManager manager = TestLibtorch.manager();

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray wave(ParameterSpec parameter, double phase) {
        long[] shape = parameter.shape().stream().mapToLong(Long::longValue).toArray();
        float[] values = new float[(int) new Shape(shape).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.2 * Math.sin(1.9 * i + phase));
        }
        try (NDArray view = manager.create(values, new Shape(shape))) {
            return view.duplicate();
        }
    }

    private TrainableTransformer network(
            TransformerConfig config, Parameters weights, LowRank lowRank, Layout layout, boolean recompute) {
        Attention attention = config.attention().orElse(Attention.BIDIRECTIONAL);
        Transformer transformer =
                Transformer.compile(config, attention, Precision.F32, Dropout.NONE, lowRank, layout, manager);
        Map<String, NDArray> own = new LinkedHashMap<>(weights.arrays());
        lowRank.parameters(config).forEach(parameter -> own.remove(parameter.name()));
        return new TrainableTransformer(
                manager,
                transformer,
                weights,
                Precision.F32,
                new TrainableHead(SentenceHead.of(Pooling.MEAN, false), transformer.packs(), manager),
                recompute,
                false,
                name -> !lowRank.modules().isEmpty() && own.containsKey(name));
    }

    private Parameters load(Path folder, TransformerConfig config) {
        try (Weights weights = Weights.open(folder, config)) {
            return Parameters.load(weights, manager);
        }
    }

    private Map<String, float[]> gradients(TrainableTransformer network) {
        NDArray vectors = network.vectors(manager, TEXTS, 0);
        float[] values = new float[(int) vectors.getShape().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.cos(i);
        }
        network.backward(manager, TEXTS, manager.create(values, vectors.getShape()), 0);
        Map<String, float[]> gradients = new LinkedHashMap<>();
        network.parameters().forEach((name, weight) -> {
            if (weight.hasGradient()) {
                gradients.put(name, weight.getGradient().toFloatArray());
            }
        });
        return gradients;
    }

    @ParameterizedTest
    @CsvSource({
        "bert-tiny, PADDED, false",
        "bert-tiny, GATHERED, true",
        "qwen2-tiny, PADDED, true",
        "families/modernbert, PADDED, false",
        "families/mpnet, PADDED, true",
        "families/distilbert, GATHERED, false",
        "families/gemma3_text, PADDED, false",
        "families/llama, PADDED, true",
        "families/nomic_bert, GATHERED, true"
    })
    void theyAreWorthTheirProduct(String name, Layout layout, boolean recompute) {
        Libtorch.useThreads(1);
        Path folder = ReferenceModels.own(name);
        TransformerConfig config = TransformerConfig.read(folder.resolve("config.json"));
        // all but those of the first layer's first part, so that layers are not alike
        Set<String> modules = new LinkedHashSet<>(LowRank.maps(config));
        modules.remove(modules.iterator().next());
        LowRank lowRank = new LowRank(RANK, SCALING, 0, modules);
        Map<String, NDArray> beside = new LinkedHashMap<>();
        for (ParameterSpec parameter : lowRank.parameters(config)) {
            beside.put(parameter.name(), wave(parameter, beside.size()));
        }
        Parameters own = load(folder, config);
        Map<String, NDArray> merged = new LinkedHashMap<>();
        for (String module : modules) {
            NDArray product = beside.get(LowRank.second(module)).matMul(beside.get(LowRank.first(module)));
            merged.put(module + ".weight", own.get(module + ".weight").add(product.mul(SCALING)));
        }
        TrainableTransformer whole =
                network(config, load(folder, config).with(merged), LowRank.NONE, Layout.PADDED, false);
        TrainableTransformer adapted = network(config, own.and(beside), lowRank, layout, recompute);
        assertThat(adapted.vectors(manager, TEXTS, 0).toFloatArray())
                .containsExactly(whole.vectors(manager, TEXTS, 0).toFloatArray(), within(5e-6f));

        Map<String, float[]> wholes = gradients(whole);
        Map<String, float[]> lows = gradients(adapted);
        assertThat(lows.keySet()).isEqualTo(beside.keySet());
        for (String module : modules) {
            NDArray gradient = manager.create(
                    wholes.get(module + ".weight"), own.get(module + ".weight").getShape());
            NDArray first = beside.get(LowRank.first(module)).stopGradient();
            NDArray second = beside.get(LowRank.second(module)).stopGradient();
            check(lows.get(LowRank.second(module)), gradient.matMul(first.transpose()), module);
            check(lows.get(LowRank.first(module)), second.transpose().matMul(gradient), module);
        }
    }

    private static void check(float[] found, NDArray product, String module) {
        List<Float> wanted = new ArrayList<>();
        float size = 0;
        for (float value : product.toFloatArray()) {
            wanted.add((float) (SCALING * value));
            size = Math.max(size, Math.abs(value));
        }
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).as("%s, %d", module, i).isCloseTo(wanted.get(i), within(1e-4f * size + 1e-6f));
        }
    }
}
