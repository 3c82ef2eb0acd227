package dev.plumbline.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.transformer.Dropout;
import dev.plumbline.models.transformer.TransformerConfig;
import dev.plumbline.trainer.ReferenceModels;
import dev.plumbline.trainer.stage.OptimisedStage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class MemoryAdviceTest extends TrainingCase {

    private static final BatchLengths BATCH = new BatchLengths(List.of(new int[100], new int[] {40, 60}));

    private MemoryAdvice advice(TrainingDevice device, String... more) throws IOException {
        OptimisedStage stage = (OptimisedStage) settings("qwen2-tiny", "", stage("tune", "finetune", more))
                .stages()
                .get(0);
        Path network = ReferenceModels.own("qwen2-tiny");
        TransformerConfig config = TransformerConfig.read(network.resolve("config.json"));
        TrainedParameters parameters = TrainedParameters.of(stage, network, config);
        return new MemoryAdvice(stage, new StageMemory(stage, config, parameters, device, Dropout.NONE), device);
    }

    private static String exhausted(MemoryAdvice advice) {
        PlumblineException failure =
                advice.exhausted(12, List.of(BATCH), new EngineException("CUDA out of memory. Tried to allocate"));
        assertThat(failure.kind()).isEqualTo(PlumblineException.Kind.MODEL);
        assertThat(failure).hasCauseInstanceOf(EngineException.class);
        return String.valueOf(failure.getMessage());
    }

    @Test
    void anErrorSaysWhatTookTheMemoryAndWhatToSet() throws IOException {
        assertThat(exhausted(advice(TrainingDevice.SOME_GPU)))
                .isEqualTo("stage tune, step 12: no memory is left on the GPU. A batch of 102 texts and 100 tokens, the"
                        + " longest text of 60, takes about 0.5 GB; set chunk: 64, or recompute: true, or precision: bf16,"
                        + " or a smaller batch_size or shorter texts");
        assertThat(exhausted(advice(TrainingDevice.CPU, "chunk: 64", "recompute: true", "precision: bf16")))
                .contains("no memory is left on the machine")
                .endsWith("set chunk: 32, or a smaller batch_size or shorter texts");
        assertThat(exhausted(advice(TrainingDevice.CPU, "chunk: 1", "recompute: true")))
                .endsWith("; set a smaller batch_size or shorter texts");
    }

    @Test
    void whatDoesNotFitIsToldOfBefore() throws IOException {
        TrainingDevice small = new TrainingDevice(true, false, OptionalLong.of(505_000_000), 1);
        assertThat(advice(small).warning(List.of(BATCH)))
                .hasValueSatisfying(warning -> assertThat(warning)
                        .startsWith("stage tune: A batch of 102 texts and 100 tokens")
                        .contains("takes about 0.5 GB of 0.5 GB; set chunk: "));
        assertThat(advice(new TrainingDevice(true, false, OptionalLong.of(8_000_000_000L), 1))
                        .warning(List.of(BATCH)))
                .isEmpty();
        assertThat(advice(TrainingDevice.SOME_GPU).warning(List.of(BATCH))).isEmpty();
    }
}
