package dev.plumbline.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import dev.plumbline.trainer.objective.InfoNce;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What training pools is what scoring pools ({@link SentenceHead}, held to sentence-transformers), in every layout. */
class PromptPoolingTest {

    /** With prompts of none, some and all of their tokens. */
    private static final List<TextTokens> TEXTS = List.of(
            new TextTokens(new int[] {2, 17, 33, 50, 61, 70, 90, 3}, 4),
            new TextTokens(new int[] {2, 5, 3}, 0),
            new TextTokens(new int[] {2, 80, 44, 17, 3}, 2),
            new TextTokens(new int[] {2, 17, 33}, 9));

    private static final int WIDTH = 32;

    private final NDManager manager = TestLibtorch.manager();
    private final Path folder = ReferenceModels.own("bert-tiny");
    private final TransformerConfig config = TransformerConfig.read(folder.resolve("config.json"));

    @AfterEach
    void close() {
        manager.close();
    }

    private Transformer transformer(Layout layout) {
        Libtorch.useThreads(1);
        return Transformer.compile(config, Attention.BIDIRECTIONAL, Precision.F32, Dropout.NONE, layout, manager);
    }

    private Parameters parameters() {
        try (Weights weights = Weights.open(folder, config)) {
            return Parameters.load(weights, manager);
        }
    }

    private TrainableTransformer network(Pooling pooling, Layout layout, boolean recompute) {
        return new TrainableTransformer(
                manager,
                transformer(layout),
                parameters(),
                Precision.F32,
                new TrainableHead(SentenceHead.of(pooling, false), layout != Layout.PADDED, manager),
                recompute,
                false,
                name -> false);
    }

    /** The vector that a text is scored by. */
    private float[] scored(TextTokens text, Pooling pooling) {
        Transformer transformer = transformer(Layout.PADDED);
        float[] tokens = transformer
                .forward(parameters(), transformer.batch(manager, new int[][] {text.ids()}), false)
                .toFloatArray();
        SentenceHead head = new SentenceHead(List.of(pooling), false, List.of(), OptionalInt.empty());
        return head.apply(tokens, text.prompt(), text.length(), WIDTH);
    }

    @ParameterizedTest
    @CsvSource({
        "MEAN, PADDED",
        "CLS, PADDED",
        "LAST_TOKEN, PADDED",
        "MEAN, GATHERED",
        "CLS, GATHERED",
        "LAST_TOKEN, GATHERED"
    })
    void vectorsAreThoseOfScoring(Pooling pooling, Layout layout) {
        float[] vectors =
                network(pooling, layout, false).vectors(manager, TEXTS, 0).toFloatArray();
        for (int text = 0; text < TEXTS.size(); text++) {
            float[] own = Arrays.copyOfRange(vectors, text * WIDTH, (text + 1) * WIDTH);
            assertThat(own).as("text %d", text).containsExactly(scored(TEXTS.get(text), pooling), within(2e-6f));
        }
    }

    @ParameterizedTest
    @CsvSource({"MEAN", "CLS", "LAST_TOKEN"})
    void everyWayHasTheSameGradient(Pooling pooling) {
        Map<String, float[]> expected = gradients(network(pooling, Layout.PADDED, false), OptionalInt.empty());
        for (Layout layout : List.of(Layout.PADDED, Layout.GATHERED)) {
            for (boolean recompute : new boolean[] {false, true}) {
                for (OptionalInt chunk : List.of(OptionalInt.empty(), OptionalInt.of(2))) {
                    gradients(network(pooling, layout, recompute), chunk).forEach((name, gradient) -> {
                        float[] wanted = expected.get(name);
                        float size = 0;
                        for (float value : wanted) {
                            size = Math.max(size, Math.abs(value));
                        }
                        assertThat(gradient)
                                .as("%s, %s, recompute %s, chunk %s", name, layout, recompute, chunk)
                                .containsExactly(wanted, within(2e-5f * size + 1e-7f));
                    });
                }
            }
        }
    }

    @Test
    void aPromptLeftOutIsSeenByTheTextAllTheSame() {
        TrainableTransformer network = network(Pooling.MEAN, Layout.PADDED, false);
        TextTokens text = TEXTS.get(0);
        float[] without = network.vectors(manager, List.of(text), 0).toFloatArray();
        float[] with = network.vectors(manager, TextTokens.whole(List.of(text.ids())), 0)
                .toFloatArray();
        float[] alone = network.vectors(manager, TextTokens.whole(List.of(new int[] {61, 70, 90, 3})), 0)
                .toFloatArray();
        assertThat(without).isNotEqualTo(with).isNotEqualTo(alone);
    }

    private Map<String, float[]> gradients(TrainableTransformer network, OptionalInt chunk) {
        List<TextTokens> queries = TEXTS.subList(0, 3);
        List<TextTokens> positives = List.of(TEXTS.get(1), TEXTS.get(2), TEXTS.get(0));
        new Backward(manager, network, chunk)
                .add(
                        new TrainingTokens(queries, positives, List.of(), TrainingTokens.Annotations.NONE),
                        InfoNce.inBatch(0.2),
                        1,
                        0);
        Map<String, float[]> gradients = new TreeMap<>();
        network.parameters()
                .forEach((name, weight) ->
                        gradients.put(name, weight.getGradient().toFloatArray()));
        return gradients;
    }
}
