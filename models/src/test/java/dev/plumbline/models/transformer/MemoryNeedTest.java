package dev.plumbline.models.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.models.ReferenceModels;
import dev.plumbline.models.network.FloatType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MemoryNeedTest {

    @TempDir
    private Path folder;

    @Test
    void weightsAreThoseOfTheFileAndHalfInHalfPrecision() throws IOException {
        Path model = ReferenceModels.own("families").resolve("qwen3");
        MemoryNeed whole = MemoryNeed.of(model, FloatType.FLOAT32, 384, 2);
        long file = Files.size(model.resolve("model.safetensors"));
        // the rest is the header
        assertThat(whole.weights()).isBetween(file - 4096, file);
        assertThat(MemoryNeed.of(model, FloatType.BFLOAT16, 384, 2).weights() * 2)
                .isEqualTo(whole.weights());
        assertThat(whole.batch())
                .isEqualTo(MemoryNeed.of(model, FloatType.FLOAT32, 384, 1).batch() * 2);
    }

    /** Qwen3-Embedding-8B by its configuration. */
    @Test
    void eightBillionInHalfPrecisionAreLoadedWithinAFifthMore() throws IOException {
        Files.writeString(folder.resolve("config.json"), """
                {"model_type": "qwen3", "vocab_size": 151665, "hidden_size": 4096, "intermediate_size": 12288,
                 "num_hidden_layers": 36, "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 128,
                 "max_position_embeddings": 40960, "rope_theta": 1000000, "rms_norm_eps": 1e-06, "hidden_act": "silu",
                 "attention_bias": false, "tie_word_embeddings": false, "use_sliding_window": false}
                """);
        MemoryNeed need = MemoryNeed.of(folder, FloatType.BFLOAT16, 384, 2);
        assertThat(need.weights()).isBetween(15_000_000_000L, 15_300_000_000L);
        assertThat(need.loading()).isLessThan((long) (1.2 * need.weights()));
        assertThat(need.label()).startsWith("weights 15.1 GB, at most 15.").contains("for batches");
        // 4 x 4096 + 2 x 4096 + 2 x 1024 + 3 x 12288 values of two bytes each: 127 kB a token
        assertThat(MemoryNeed.deviceTokens(folder, FloatType.BFLOAT16, OptionalLong.empty()))
                .isEqualTo((int) ((2L << 30) / 126_976));
        assertThat(MemoryNeed.deviceTokens(folder, FloatType.BFLOAT16, OptionalLong.of(6_000 * 126_976L * 2)))
                .isEqualTo(2_048);
        assertThat(MemoryNeed.deviceTokens(folder, FloatType.BFLOAT16, OptionalLong.of(6_000 * 126_976L * 6)))
                .isEqualTo(6_000);
        assertThat(MemoryNeed.deviceTokens(folder, FloatType.BFLOAT16, OptionalLong.of(120L << 30)))
                .isEqualTo(32_768);
        assertThat(MemoryNeed.deviceTokens(folder, FloatType.BFLOAT16, OptionalLong.of(0)))
                .isEqualTo(2_048);
    }
}
