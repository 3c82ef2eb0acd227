package dev.plumbline.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.plumbline.models.text.Dense;
import dev.plumbline.models.text.DenseActivation;
import dev.plumbline.models.text.HeadTensors;
import dev.plumbline.models.text.LayerNorm;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.text.VectorLayer;
import dev.plumbline.models.torch.Upload;
import dev.plumbline.trainer.TestLibtorch;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainableHeadTest {

    private static final int WIDTH = 5;

    private final NDManager manager = TestLibtorch.manager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** All whose value is no draw; that of RReLU is one in training. */
    static List<DenseActivation> activations() {
        return DenseActivation.all().stream()
                .filter(activation -> !activation.equals(DenseActivation.RRELU))
                .toList();
    }

    private static float[] wave(int count, double phase) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (2 * Math.sin(1.3 * i + phase));
        }
        return values;
    }

    private static SentenceHead head(VectorLayer... layers) {
        return new SentenceHead(List.of(Pooling.CLS), true, List.of(layers), OptionalInt.empty());
    }

    private static Dense dense(DenseActivation activation) {
        return new Dense(
                new Dense.Weights(WIDTH, 7, wave(WIDTH * 7, 1), Optional.of(wave(7, 2))),
                activation,
                new Dense.Weights(WIDTH, 7, wave(WIDTH * 7, 3), Optional.empty()));
    }

    private NDArray vectors(TrainableHead head, NDArray hidden) {
        return head.of(new Upload(manager), TextTokens.whole(List.of(new int[] {1})))
                .apply(hidden);
    }

    @ParameterizedTest
    @MethodSource("activations")
    void everyActivationIsThatOfScoring(DenseActivation activation) {
        SentenceHead head = head(dense(activation));
        float[] token = wave(WIDTH, 0.7);
        NDArray hidden = manager.create(token, new Shape(1, 1, WIDTH));
        NDArray vector = vectors(new TrainableHead(head, false, manager), hidden);
        assertThat(vector.toFloatArray()).containsExactly(head.apply(token, 0, 1, WIDTH), within(2e-6f));
    }

    /** The gradient foretells what a small step of one weight does. */
    @ParameterizedTest
    @MethodSource("activations")
    void weightsHaveGradients(DenseActivation activation) {
        SentenceHead head = head(dense(activation), new LayerNorm(wave(7, 1), wave(7, 2)));
        TrainableHead trained = new TrainableHead(head, false, manager);
        trained.parameters().values().forEach(weight -> weight.setRequiresGradient(true));
        NDArray hidden = manager.create(wave(WIDTH, 0.7), new Shape(1, 1, WIDTH));
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(vectors(trained, hidden)
                    .mul(manager.create(wave(7, 3), new Shape(1, 7)))
                    .sum());
        }
        trained.parameters().forEach((name, weight) -> {
            float[] gradient = weight.getGradient().toFloatArray();
            double step = 1e-4;
            double foretold = gradient[1] * 2 * step;
            double difference = value(head, name, step) - value(head, name, -step);
            assertThat(difference).as("%s of %s", name, activation.label()).isCloseTo(foretold, within(2e-5));
        });
    }

    private static double value(SentenceHead head, String name, double step) {
        SentenceHead moved = HeadTensors.with(head, other -> {
            float[] own = values(head, other);
            if (other.equals(name)) {
                own[1] += (float) step;
            }
            return own;
        });
        float[] vector = moved.apply(wave(WIDTH, 0.7), 0, 1, WIDTH);
        double sum = 0;
        for (int i = 0; i < vector.length; i++) {
            sum += vector[i] * wave(7, 3)[i];
        }
        return sum;
    }

    private static float[] values(SentenceHead head, String name) {
        return HeadTensors.of(head).stream()
                .filter(tensor -> tensor.name().equals(name))
                .findFirst()
                .map(tensor -> {
                    FloatBuffer buffer = FloatBuffer.allocate((int) tensor.shape().stream()
                            .reduce(1L, Math::multiplyExact)
                            .longValue());
                    tensor.values().read(0, buffer);
                    return buffer.array();
                })
                .orElseThrow();
    }
}
