package dev.plumbline.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.models.transformer.Dropout;
import dev.plumbline.models.transformer.Layout;
import dev.plumbline.models.transformer.Parameters;
import dev.plumbline.models.transformer.Precision;
import dev.plumbline.models.transformer.Transformer;
import dev.plumbline.models.transformer.TransformerConfig;
import dev.plumbline.models.transformer.Weights;
import dev.plumbline.trainer.ReferenceModels;
import dev.plumbline.trainer.TestLibtorch;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoundedWeightsTest {

    private static final List<TextTokens> TEXTS = TextTokens.whole(
            List.of(new int[] {2, 17, 33, 50, 61, 70, 90, 3}, new int[] {2, 5, 3}, new int[] {2, 80, 3, 17, 17}));
    private static final String FROZEN = "encoder.layer.1.output.dense.weight";

    private final NDManager manager = TestLibtorch.manager();

    @AfterEach
    void close() {
        manager.close();
    }

    private TrainableTransformer network(boolean once, boolean recompute, Layout layout) {
        return network(Precision.BF16, once, recompute, layout);
    }

    /** The same network with weights that each layer rounds for itself, or that are rounded once. */
    private TrainableTransformer network(Precision precision, boolean once, boolean recompute, Layout layout) {
        Path folder = ReferenceModels.own("bert-tiny");
        TransformerConfig config = TransformerConfig.read(folder.resolve("config.json"));
        Libtorch.useThreads(1);
        try (Weights weights = Weights.open(folder, config)) {
            return new TrainableTransformer(
                    manager,
                    Transformer.compile(config, Attention.BIDIRECTIONAL, precision, Dropout.NONE, layout, manager),
                    Parameters.load(weights, manager),
                    once ? precision : Precision.F32,
                    new TrainableHead(SentenceHead.of(Pooling.MEAN, false), layout != Layout.PADDED, manager),
                    recompute,
                    false,
                    FROZEN::equals);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PADDED", "GATHERED"})
    void gradientsAreThoseOfWeightsThatEachLayerRounds(Layout layout) {
        for (boolean recompute : new boolean[] {false, true}) {
            for (Precision precision : List.of(Precision.BF16, Precision.FP16)) {
                Map<String, float[]> expected = gradients(network(precision, false, recompute, layout));
                Map<String, float[]> once = gradients(network(precision, true, recompute, layout));
                assertThat(once.keySet()).isEqualTo(expected.keySet()).doesNotContain(FROZEN);
                once.forEach((name, gradient) -> assertThat(gradient).as(name).containsExactly(expected.get(name)));
            }
        }
    }

    /** Two backward passes add up in float32, and what weights are changed to is computed with once it is told. */
    @ParameterizedTest
    @EnumSource(names = {"PADDED", "GATHERED"})
    void copiesFollowTheWeights(Layout layout) {
        TrainableTransformer network = network(true, false, layout);
        NDArray weight = network.parameters().get("encoder.layer.0.output.dense.weight");
        float[] before = vectors(network);
        weight.setRequiresGradient(false);
        weight.muli(1.5f);
        weight.setRequiresGradient(true);
        assertThat(vectors(network)).containsExactly(before);
        network.moved();
        assertThat(vectors(network)).isNotEqualTo(before);
        network.backward(
                manager, TEXTS, manager.ones(network.vectors(manager, TEXTS, 0).getShape()), 0);
        NDArray other = network.parameters().get("encoder.layer.0.intermediate.dense.weight");
        float[] one = other.getGradient().toFloatArray();
        network.backward(
                manager, TEXTS, manager.ones(network.vectors(manager, TEXTS, 0).getShape()), 0);
        float[] two = other.getGradient().toFloatArray();
        for (int i = 0; i < one.length; i++) {
            assertThat(two[i]).isCloseTo(2 * one[i], within(1e-6f * Math.abs(one[i])));
        }
    }

    private float[] vectors(TrainableTransformer network) {
        return network.vectors(manager, TEXTS, 0).toFloatArray();
    }

    private Map<String, float[]> gradients(TrainableTransformer network) {
        NDArray wanted = manager.ones(network.vectors(manager, TEXTS, 0).getShape());
        network.backward(manager, TEXTS, wanted, 0);
        Map<String, float[]> gradients = new LinkedHashMap<>();
        network.parameters().forEach((name, parameter) -> {
            if (parameter.hasGradient()) {
                gradients.put(name, parameter.getGradient().toFloatArray());
            }
        });
        return gradients;
    }
}
