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
import dev.plumbline.trainer.objective.HardNegatives;
import dev.plumbline.trainer.objective.InfoNce;
import dev.plumbline.trainer.optimise.Gradients;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dropout in training: as much as transformers', and the same whenever a pass is done again. */
class DropoutTest {

    private static final int[] TEXT = {2, 17, 33, 50, 61, 70, 90, 3};
    private static final int DRAWS = 1000;

    private final NDManager manager = TestLibtorch.manager();

    @AfterEach
    void close() {
        manager.close();
    }

    private TrainableTransformer network(String name, Dropout dropout, boolean recompute) {
        Path folder = ReferenceModels.own(name);
        TransformerConfig config = TransformerConfig.read(folder.resolve("config.json"));
        Libtorch.useThreads(1);
        try (Weights weights = Weights.open(folder, config)) {
            return new TrainableTransformer(
                    manager,
                    Transformer.compile(
                            config, Attention.BIDIRECTIONAL, Precision.F32, dropout, Layout.PADDED, manager),
                    Parameters.load(weights, manager),
                    Precision.F32,
                    new TrainableHead(SentenceHead.of(Pooling.MEAN, false), false, manager),
                    recompute,
                    !dropout.isNone(),
                    frozen -> false);
        }
    }

    /**
     * Mean cosine of a text's vectors in two passes: transformers 5.24.0, torch 2.15.0, 4000 draws in train mode, mean
     * pooling. The standard error of the mean of our draws is a thirtieth of the deviation given.
     */
    @ParameterizedTest
    @CsvSource({
        "bert-tiny, 0.1, 0.1, 0.94609, 0.0218",
        "bert-tiny, 0.1, 0, 0.94917, 0.0208",
        "bert-tiny, 0, 0.3, 0.98951, 0.0049",
        "qwen2-tiny, 0, 0.3, 0.91722, 0.0448"
    })
    void vectorsScatterAsInTransformers(
            String name, double hidden, double attention, double expected, double deviation) {
        TrainableTransformer network = network(name, new Dropout(hidden, attention), false);
        List<TextTokens> texts = TextTokens.whole(Collections.nCopies(DRAWS, TEXT));
        NDArray first = network.vectors(manager, texts, 1);
        NDArray second = network.vectors(manager, texts, 2);
        NDArray cosine = first.mul(second)
                .sum(new int[] {1})
                .div(first.norm(new int[] {1}).mul(second.norm(new int[] {1})));
        assertThat((double) cosine.mean().getFloat()).isCloseTo(expected, within(4 * deviation / Math.sqrt(DRAWS)));
    }

    @Test
    void theSameSeedDrawsTheSameAndWithoutDropoutNothingIsDrawn() {
        TrainableTransformer network = network("bert-tiny", new Dropout(0.1, 0.1), false);
        float[] first =
                network.vectors(manager, TextTokens.whole(List.of(TEXT)), 5).toFloatArray();
        float[] other =
                network.vectors(manager, TextTokens.whole(List.of(TEXT)), 6).toFloatArray();
        assertThat(other).isNotEqualTo(first);
        assertThat(network.vectors(manager, TextTokens.whole(List.of(TEXT)), 5).toFloatArray())
                .isEqualTo(first);
        TrainableTransformer none = network("bert-tiny", Dropout.NONE, false);
        assertThat(none.vectors(manager, TextTokens.whole(List.of(TEXT)), 5).toFloatArray())
                .isEqualTo(none.vectors(manager, TextTokens.whole(List.of(TEXT)), 6)
                        .toFloatArray());
    }

    @ParameterizedTest
    @CsvSource({"bert-tiny, 0.2, 0.1", "qwen2-tiny, 0, 0.2"})
    void layersComputedAgainHaveTheirFirstMasks(String name, double hidden, double attention) {
        Dropout dropout = new Dropout(hidden, attention);
        Map<String, float[]> kept = gradients(network(name, dropout, false), OptionalInt.of(8));
        Map<String, float[]> recomputed = gradients(network(name, dropout, true), OptionalInt.of(8));
        Map<String, float[]> plain = gradients(network(name, dropout, false), OptionalInt.empty());
        assertThat(kept.keySet()).isEqualTo(recomputed.keySet());
        kept.forEach((parameter, gradient) -> {
            float size = largest(gradient);
            assertThat(recomputed.get(parameter)).as(parameter).containsExactly(gradient, within(2e-4f * size + 1e-7f));
            // one chunk holds all texts, so the plain way draws the same
            assertThat(plain.get(parameter)).as(parameter).containsExactly(gradient, within(2e-4f * size + 1e-7f));
        });
    }

    /** The gradient is that of the loss as it was drawn: it foretells what a small step does to it. */
    @ParameterizedTest
    @CsvSource({"0, false", "2, false", "2, true"})
    void theGradientBelongsToTheLossThatWasDrawn(int chunk, boolean recompute) {
        TrainableTransformer network = network("bert-tiny", new Dropout(0.2, 0.2), recompute);
        OptionalInt chunks = chunk == 0 ? OptionalInt.empty() : OptionalInt.of(chunk);
        double before = add(network, chunks);
        NDArray weight = network.parameters().get("encoder.layer.0.output.dense.weight");
        NDArray gradient = weight.getGradient().duplicate();
        try (Gradients all = new Gradients(manager, network.parameters().values())) {
            all.clear();
        }
        double squares = gradient.square().sum().getFloat();
        double step = 2e-3 / Math.sqrt(squares);
        try (NDArray moved = gradient.mul(step)) {
            weight.setRequiresGradient(false);
            weight.addi(moved);
        }
        double after = add(network, chunks);
        assertThat((after - before) / (step * squares)).isCloseTo(1, within(0.05));
    }

    private Map<String, float[]> gradients(TrainableTransformer network, OptionalInt chunk) {
        add(network, chunk);
        Map<String, float[]> gradients = new TreeMap<>();
        network.parameters()
                .forEach((name, parameter) ->
                        gradients.put(name, parameter.getGradient().toFloatArray()));
        return gradients;
    }

    private double add(TrainableTransformer network, OptionalInt chunk) {
        List<int[]> texts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int[] ids = Arrays.copyOf(TEXT, 5 + i % 3);
            ids[2] += i;
            texts.add(ids);
        }
        InfoNce objective =
                new InfoNce(0.05, true, HardNegatives.NONE, 0, true, Optional.empty(), OptionalDouble.empty(), false);
        return new Backward(manager, network, chunk)
                .add(
                        new TrainingTokens(
                                TextTokens.whole(texts),
                                TextTokens.whole(texts),
                                List.of(),
                                TrainingTokens.Annotations.NONE),
                        objective,
                        1,
                        11)
                .loss();
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
