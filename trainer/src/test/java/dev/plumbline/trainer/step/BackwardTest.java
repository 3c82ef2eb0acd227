package dev.plumbline.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.plumbline.trainer.TestLibtorch;
import dev.plumbline.trainer.objective.HardNegatives;
import dev.plumbline.trainer.objective.InfoNce;
import dev.plumbline.trainer.objective.Matryoshka;
import dev.plumbline.trainer.objective.Objective;
import dev.plumbline.trainer.optimise.Gradients;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackwardTest {

    private static final Objective OBJECTIVE = new Matryoshka(
            List.of(8, 4),
            List.of(1.0, 0.3),
            new InfoNce(0.05, true, HardNegatives.SHARED, 0.5, true, Optional.empty(), OptionalDouble.of(0.1), false));

    private final NDManager manager = TestLibtorch.manager();
    private final ToyEncoder encoder = new ToyEncoder(manager, 40, 8);

    @AfterEach
    void close() {
        manager.close();
    }

    private static TrainingTokens batch(int queries, int negatives) {
        return new TrainingTokens(
                texts(queries, 1), texts(queries, 2), texts(queries * negatives, 3), TrainingTokens.Annotations.NONE);
    }

    private static List<TextTokens> texts(int count, int seed) {
        List<int[]> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] ids = new int[1 + (i * seed) % 5];
            for (int j = 0; j < ids.length; j++) {
                ids[j] = (7 * i + 11 * j + 13 * seed) % 40;
            }
            texts.add(ids);
        }
        return TextTokens.whole(texts);
    }

    private Map<String, double[]> gradients() {
        Map<String, double[]> gradients = new LinkedHashMap<>();
        encoder.parameters()
                .forEach((name, parameter) ->
                        gradients.put(name, parameter.getGradient().toDoubleArray()));
        try (Gradients all = new Gradients(manager, encoder.parameters().values())) {
            all.clear();
        }
        return gradients;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6, 100})
    void chunksGiveTheLossAndGradientOfThePlainWay(int chunk) {
        TrainingTokens batch = batch(6, 2);
        double plain = new Backward(manager, encoder, OptionalInt.empty())
                .add(batch, OBJECTIVE, 1, 0)
                .loss();
        Map<String, double[]> expected = gradients();
        double loss = new Backward(manager, encoder, OptionalInt.of(chunk))
                .add(batch, OBJECTIVE, 1, 0)
                .loss();
        assertThat(loss).isCloseTo(plain, within(1e-12));
        gradients()
                .forEach((name, gradient) ->
                        assertThat(gradient).as(name).containsExactly(expected.get(name), within(1e-12)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void batchesAddUp(boolean chunked) {
        Backward backward = new Backward(manager, encoder, chunked ? OptionalInt.of(2) : OptionalInt.empty());
        backward.add(batch(4, 1), OBJECTIVE, 1, 0);
        Map<String, double[]> first = gradients();
        backward.add(batch(5, 1), OBJECTIVE, 1, 0);
        Map<String, double[]> second = gradients();
        backward.add(batch(4, 1), OBJECTIVE, 0.25, 0);
        backward.add(batch(5, 1), OBJECTIVE, 0.75, 0);
        gradients().forEach((name, sum) -> {
            double[] expected = new double[sum.length];
            for (int i = 0; i < sum.length; i++) {
                expected[i] = 0.25 * first.get(name)[i] + 0.75 * second.get(name)[i];
            }
            assertThat(sum).as(name).containsExactly(expected, within(1e-12));
        });
    }

    @Test
    void nothingIsLeftBehind() {
        Backward backward = new Backward(manager, encoder, OptionalInt.of(2));
        assertThat(backward.add(batch(4, 1), OBJECTIVE, 1, 0).loss()).isFinite();
        int before = manager.getManagedArrays().size();
        for (int i = 0; i < 20; i++) {
            assertThat(backward.add(batch(4, 1), OBJECTIVE, 1, 0).loss()).isFinite();
        }
        assertThat(manager.getManagedArrays()).hasSize(before);
        for (NDArray parameter : encoder.parameters().values()) {
            assertThat(parameter.isReleased()).isFalse();
        }
    }
}
