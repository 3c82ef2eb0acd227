package dev.plumbline.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.directory.DirectoryContent;
import dev.plumbline.models.directory.ModelDirectory;
import dev.plumbline.models.directory.ModelDirectoryWriter;
import dev.plumbline.models.directory.WeightsForm;
import dev.plumbline.models.prompt.PromptChoice;
import dev.plumbline.models.text.Dense;
import dev.plumbline.models.text.DenseActivation;
import dev.plumbline.models.text.DropoutLayer;
import dev.plumbline.models.text.LayerNorm;
import dev.plumbline.models.text.Normalize;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.text.TextEncoder;
import dev.plumbline.models.text.VectorLayer;
import dev.plumbline.models.torch.Devices;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.models.transformer.Dropout;
import dev.plumbline.models.transformer.Precision;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Role;
import dev.plumbline.trainer.ReferenceModels;
import dev.plumbline.trainer.TestLibtorch;
import dev.plumbline.trainer.mine.Miner;
import dev.plumbline.trainer.optimise.AdamW;
import dev.plumbline.trainer.optimise.LearningRate;
import dev.plumbline.trainer.rows.DatasetSettings;
import dev.plumbline.trainer.rows.DatasetType;
import dev.plumbline.trainer.rows.Instruction;
import dev.plumbline.trainer.rows.RowPlace;
import dev.plumbline.trainer.rows.TrainingBatch;
import dev.plumbline.trainer.rows.TrainingRow;
import dev.plumbline.trainer.stage.OptimiserSettings;
import dev.plumbline.trainer.step.TextTokens;
import dev.plumbline.trainer.step.TrainingTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a text's vector is in training, its length apart, is what it is scored by, whatever follows the network. */
class TrainedVectorsTest {

    private static final int WIDTH = 32;
    private static final String QUERY = "the market by the river is old";
    private static final String PASSAGE = "copper stones";
    private static final Instruction INSTRUCTION =
            new Instruction("Find the garden", "Instruct: {instruction}\nQuery: ", true);

    private static final OptimiserSettings OPTIMISER = new OptimiserSettings(
            1e-3,
            0,
            Optional.empty(),
            LearningRate.Decay.CONSTANT,
            AdamW.Settings.DEFAULT,
            1,
            new OptimiserSettings.Memory(1, OptionalInt.empty(), false, Precision.F32),
            List.of());

    @TempDir
    Path folder;

    private static float[] wave(int count, double phase) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (0.3 * Math.sin(1.7 * i + phase));
        }
        return values;
    }

    private static Dense.Weights weights(int inputs, int outputs, boolean bias) {
        return new Dense.Weights(
                inputs, outputs, wave(inputs * outputs, 1), bias ? Optional.of(wave(outputs, 2)) : Optional.empty());
    }

    private Path directory(SentenceHead head) throws Exception {
        Path source = ReferenceModels.own("bert-tiny");
        Path target = folder.resolve("network");
        ModelDirectoryWriter.write(
                target,
                DirectoryContent.of(source).withHead(head),
                place -> Files.copy(source.resolve("model.safetensors"), place.resolve("model.safetensors")));
        return target;
    }

    private void check(boolean includePrompt, Pooling pooling, VectorLayer... layers) throws Exception {
        List<VectorLayer> all = new ArrayList<>(List.of(layers));
        all.add(new Normalize());
        Path directory = directory(new SentenceHead(List.of(pooling), includePrompt, all, OptionalInt.empty()));
        float[][] trained = trained(directory, includePrompt);
        float[][] scored = scored(directory);
        for (int text = 0; text < scored.length; text++) {
            assertThat(normalised(trained[text]))
                    .as("%s, %s, text %d", pooling, all, text)
                    .containsExactly(scored[text], within(3e-6f));
        }
    }

    /** A query and a passage as they go into a batch. */
    private static float[][] trained(Path directory, boolean includePrompt) {
        Libtorch libtorch = TestLibtorch.start();
        TrainedNetwork.Computed computed = new TrainedNetwork.Computed(
                Precision.F32, Dropout.NONE, OptionalDouble.of(0), Optional.empty(), "stage", 1, false);
        TrainingRow row = new TrainingRow(
                "rows",
                new RowPlace(Path.of("rows.jsonl"), true, 1),
                INSTRUCTION.query(QUERY),
                INSTRUCTION.passage(PASSAGE),
                List.of(),
                new TrainingRow.Prompts(INSTRUCTION.query(""), INSTRUCTION.passage("")),
                new TrainingRow.Ids(1, 2, List.of()),
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty());
        DatasetSettings dataset = DatasetSettings.of("rows", DatasetType.RETRIEVAL, Path.of("rows.jsonl"))
                .withInstruction(INSTRUCTION);
        try (TrainedNetwork network = TrainedNetwork.open(directory, directory, Optional.empty(), computed, libtorch);
                BatchTokens tokens = new BatchTokens(directory, false, 128, includePrompt)) {
            TrainingTokens batch = tokens.of(new TrainingBatch(0, 0, dataset, 0, List.of(row)));
            List<TextTokens> texts =
                    List.of(batch.query().get(0), batch.positive().get(0));
            float[] vectors = network.trainable(OPTIMISER)
                    .vectors(network.manager(), texts, 0)
                    .toFloatArray();
            int width = vectors.length / 2;
            return new float[][] {Arrays.copyOfRange(vectors, 0, width), Arrays.copyOfRange(vectors, width, 2 * width)};
        }
    }

    private static float[][] scored(Path directory) {
        PromptChoice prompt = new PromptChoice(INSTRUCTION.query(""), "the instruction");
        ModelDirectory.Request request = new ModelDirectory.Request(
                Optional.empty(),
                Optional.empty(),
                WeightsForm.NATIVE,
                Optional.empty(),
                Optional.empty(),
                Optional.of((task, role) -> prompt),
                Optional.empty(),
                Devices.CPU,
                false,
                TestLibtorch::start,
                card -> card,
                new TextEncoder.Execution(1, 400, EncodeProgress.NONE));
        try (TextEncoder encoder = ModelDirectory.open(directory, request)) {
            float[] vectors = encoder.encode(new EncodeRequest(List.of(QUERY, PASSAGE), Role.QUERY, Miner.TASK))
                    .data();
            int width = vectors.length / 2;
            return new float[][] {Arrays.copyOfRange(vectors, 0, width), Arrays.copyOfRange(vectors, width, 2 * width)};
        }
    }

    private static float[] normalised(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / Math.sqrt(squares));
        }
        return unit;
    }

    @ParameterizedTest
    @EnumSource(
            value = Pooling.class,
            names = {"MEAN", "CLS", "LAST_TOKEN"})
    void promptsAreLeftOutAsInScoring(Pooling pooling) throws Exception {
        check(false, pooling);
    }

    @Test
    void layersAfterPoolingAreThoseOfScoring() throws Exception {
        check(true, Pooling.MEAN, new Dense(weights(WIDTH, 20, true), DenseActivation.TANH, Dense.Residual.NONE));
    }

    @Test
    void everyKindOfLayer() throws Exception {
        check(
                false,
                Pooling.CLS,
                new DropoutLayer(0.3),
                new LayerNorm(wave(WIDTH, 4), wave(WIDTH, 5)),
                new Dense(weights(WIDTH, WIDTH, false), DenseActivation.SILU, Dense.Residual.INPUT),
                new Normalize(),
                new Dense(weights(WIDTH, 12, true), DenseActivation.GELU, weights(WIDTH, 12, false)));
    }
}
