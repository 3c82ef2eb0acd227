package dev.plumbline.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.safetensors.SafetensorsFile;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.tokenize.TextTokenizer;
import dev.plumbline.models.tokenize.TokenizerSettings;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.models.torch.Transfers;
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
import dev.plumbline.trainer.optimise.AdamW;
import dev.plumbline.trainer.optimise.Gradients;
import dev.plumbline.trainer.optimise.LearningRate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Six AdamW steps on {@code qwen2-tiny} by torch and transformers ({@code training_steps.json}): losses, gradient norms and
 * the weights after them, in every way a gradient can be had.
 */
class TrainingStepsTest {

    private static final double TOLERANCE = 3e-5;

    @ParameterizedTest
    @CsvSource({
        "0, false, PADDED",
        "5, false, PADDED",
        "0, true, PADDED",
        "5, true, PADDED",
        "0, false, GATHERED",
        "5, false, GATHERED",
        "0, true, GATHERED"
    })
    void lossesAndWeightsAreTorchs(int chunk, boolean recompute, Layout layout) throws IOException {
        for (Path models : ReferenceModels.folders().toList()) {
            check(models, chunk, recompute, layout);
        }
    }

    private static void check(Path models, int chunk, boolean recompute, Layout layout) throws IOException {
        Path folder = models.resolve("qwen2-tiny");
        JsonNode reference = new ObjectMapper()
                .readTree(models.resolve("training_steps.json").toFile());
        TransformerConfig config = TransformerConfig.read(folder.resolve("config.json"));
        try (NDManager manager = TestLibtorch.manager();
                Weights weights = Weights.open(folder, config);
                Transformer transformer = Transformer.compile(
                        config, Attention.BIDIRECTIONAL, Precision.F32, Dropout.NONE, layout, manager)) {
            Libtorch.useThreads(1);
            Parameters parameters = Parameters.load(weights, manager);
            TrainableTransformer encoder = new TrainableTransformer(
                    manager,
                    transformer,
                    parameters,
                    Precision.F32,
                    new TrainableHead(SentenceHead.of(Pooling.MEAN, false), transformer.packs(), manager),
                    recompute,
                    false,
                    name -> false);
            Backward backward =
                    new Backward(manager, encoder, chunk == 0 ? OptionalInt.empty() : OptionalInt.of(chunk));
            train(reference, folder, encoder, backward, chunk, manager);
            compare(models, parameters);
        }
    }

    private static InfoNce objective() {
        return new InfoNce(
                0.05, true, HardNegatives.SHARED, 0.5, true, Optional.empty(), OptionalDouble.empty(), false);
    }

    private static void train(
            JsonNode reference,
            Path folder,
            TrainableTransformer encoder,
            Backward backward,
            int chunk,
            NDManager manager)
            throws IOException {
        TrainingTokens batch = batch(folder, reference.get("groups"));
        long most = 2 * passes(batch, encoder, chunk);
        LearningRate rate = new LearningRate(1e-3, 2, 6, LearningRate.Decay.LINEAR);
        AdamW.Settings settings = new AdamW.Settings(0.9, 0.999, 1e-8, 0.01);
        try (AdamW optimiser = new AdamW(manager, encoder.parameters(), settings);
                Gradients gradients =
                        new Gradients(manager, encoder.parameters().values())) {
            for (JsonNode step : reference.get("steps")) {
                assertThat(rate.at(optimiser.steps())).isCloseTo(step.get("lr").asDouble(), within(1e-12));
                long uploads = Transfers.uploads();
                long reads = Transfers.reads();
                LossFigures figures = backward.add(batch, objective(), 1, 0);
                assertThat(Transfers.uploads() - uploads).isBetween(1L, most);
                assertThat(Transfers.reads()).isEqualTo(reads);
                assertThat(figures.loss()).isCloseTo(step.get("loss").asDouble(), within(TOLERANCE));
                double norm = gradients.norm();
                double expected = step.get("grad_norm_before_clip").asDouble();
                assertThat(norm).isCloseTo(expected, within(1e-4 * expected));
                gradients.scale(Gradients.clipping(norm, 1));
                optimiser.step(rate.at(optimiser.steps()));
                gradients.clear();
            }
        }
    }

    /** Each has its whole numbers and its mask in one copy each. */
    private static long passes(TrainingTokens batch, TrainableTransformer encoder, int chunk) {
        if (chunk == 0) {
            return encoder.merges() ? 1 : 3;
        }
        // once for the vectors, once for the gradient
        return 2
                * Stream.of(batch.query(), batch.positive(), batch.negatives())
                        .mapToLong(kind -> (kind.size() + chunk - 1) / chunk)
                        .sum();
    }

    private static TrainingTokens batch(Path folder, JsonNode groups) throws IOException {
        List<int[]> queries = new ArrayList<>();
        List<int[]> positives = new ArrayList<>();
        List<int[]> negatives = new ArrayList<>();
        try (InputStream json = Files.newInputStream(folder.resolve("tokenizer.json"));
                TextTokenizer tokenizer = TextTokenizer.read(json, TokenizerSettings.cutAfter(64), "tokenizer.json")) {
            for (JsonNode group : groups) {
                queries.add(tokenizer.encode(group.get(0).asText()));
                positives.add(tokenizer.encode(group.get(1).asText()));
                for (int i = 2; i < group.size(); i++) {
                    negatives.add(tokenizer.encode(group.get(i).asText()));
                }
            }
        }
        return new TrainingTokens(
                TextTokens.whole(queries),
                TextTokens.whole(positives),
                TextTokens.whole(negatives),
                TrainingTokens.Annotations.NONE);
    }

    private static void compare(Path models, Parameters parameters) {
        try (SafetensorsFile after = SafetensorsFile.open(models.resolve("qwen2-tiny-after-6-steps.safetensors"))) {
            assertThat(parameters.arrays().keySet())
                    .containsExactlyInAnyOrderElementsOf(after.tensors().keySet());
            parameters
                    .arrays()
                    .forEach((name, array) -> assertThat(array.toFloatArray())
                            .as(name)
                            .containsExactly(after.floats(name), within((float) TOLERANCE)));
        }
    }
}
