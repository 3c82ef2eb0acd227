package dev.plumbline.models.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.network.TokenNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against token vectors of transformers (each file names the release), made by {@code test/oracle/make_networks.py}. */
final class TransformerNetworkTest {

    private static final float TOLERANCE = 1e-5f;

    private static TransformerNetwork open(String name, Attention attention) {
        return TransformerNetwork.open(Networks.golden(name), attention, Networks.libtorch());
    }

    @ParameterizedTest
    @CsvSource({
        "qwen2-causal, CAUSAL",
        "qwen2-bidirectional, BIDIRECTIONAL",
        "qwen2-old, CAUSAL",
        "qwen2-bfloat16, BIDIRECTIONAL",
        "bert-float16, BIDIRECTIONAL",
        "bert-old, BIDIRECTIONAL",
        "roberta, BIDIRECTIONAL",
        "xlm-roberta, BIDIRECTIONAL",
        "qwen3, CAUSAL",
        "qwen3-window, BIDIRECTIONAL",
        "qwen2-window, CAUSAL",
        "qwen2-yarn, CAUSAL",
        "mistral, CAUSAL",
        "mistral-window, CAUSAL",
        "mistral-around, BIDIRECTIONAL",
        "llama3, CAUSAL",
        "llama-bias, BIDIRECTIONAL",
        "llama-dynamic, CAUSAL",
        "llama-longrope, BIDIRECTIONAL",
        "modernbert, BIDIRECTIONAL",
        "modernbert-bias, BIDIRECTIONAL",
        "mpnet, BIDIRECTIONAL",
        "distilbert, BIDIRECTIONAL",
        "nomic_bert, BIDIRECTIONAL",
        "eurobert, BIDIRECTIONAL",
        "gemma, CAUSAL",
        "gemma2, CAUSAL",
        "gemma2-around, BIDIRECTIONAL",
        "gemma3, CAUSAL",
        "gemma3-around, BIDIRECTIONAL"
    })
    void tokenVectorsAreThoseOfTransformers(String name, Attention attention) {
        Networks.Expected expected = Networks.Expected.of(name);
        int[][] texts = expected.tokens();
        try (TransformerNetwork network = open(name, attention)) {
            float[][] alone = Networks.alone(network, texts);
            float[][] together = Networks.together(network, texts);
            for (int text = 0; text < texts.length; text++) {
                assertThat(alone[text]).as("text %d", text).containsExactly(expected.text(text), within(TOLERANCE));
                assertThat(together[text]).as("text %d in a batch", text).containsExactly(alone[text], within(4e-6f));
            }
        }
    }

    @Test
    void aLateTokenMovesAnEarlyVectorOnlyIfAttentionIsBidirectional() {
        int[] text = {3, 1, 4, 1, 5, 9, 2, 6};
        int[] other = text.clone();
        other[text.length - 1] = 7;
        try (TransformerNetwork both = open("qwen2-bidirectional", Attention.BIDIRECTIONAL);
                TransformerNetwork causal = open("qwen2-bidirectional", Attention.CAUSAL)) {
            assertThat(largestChangeOfFirstToken(both, text, other)).isGreaterThan(1e-3f);
            assertThat(largestChangeOfFirstToken(causal, text, other)).isZero();
            // and so in a batch with padding
            assertThat(Networks.together(causal, new int[][] {{1, 2, 3, 4, 5, 6, 7, 8, 9}, text})[1])
                    .containsExactly(Networks.alone(causal, new int[][] {text})[0], within(2e-6f));
            assertThat(both.facts()).isNotEqualTo(causal.facts());
            assertThat(both.hash()).isEqualTo(causal.hash()).hasSize(64);
        }
    }

    private static float largestChangeOfFirstToken(TokenNetwork network, int[] text, int[] other) {
        float[][] vectors = Networks.alone(network, new int[][] {text, other});
        float largest = 0;
        for (int i = 0; i < network.width(); i++) {
            largest = Math.max(largest, Math.abs(vectors[0][i] - vectors[1][i]));
        }
        return largest;
    }

    @Test
    void passesOfSeveralThreadsDoNotDisturbEachOther() throws Exception {
        Networks.Expected expected = Networks.Expected.of("qwen2-causal");
        int[][] texts = expected.tokens();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (TransformerNetwork network = open("qwen2-causal", Attention.CAUSAL)) {
            float[][] alone = Networks.alone(network, texts);
            Callable<float[][]> work = () -> {
                float[][] last = null;
                for (int round = 0; round < 20; round++) {
                    last = Networks.alone(network, texts);
                }
                return last;
            };
            for (Future<float[][]> result :
                    threads.invokeAll(IntStream.range(0, 4).mapToObj(i -> work).toList())) {
                assertThat(Arrays.deepEquals(result.get(), alone)).isTrue();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void memoryDoesNotGrowWithTheNumberOfBatches() throws IOException {
        int[][] texts = IntStream.range(0, 16)
                .mapToObj(
                        text -> IntStream.range(0, 48).map(i -> (text + i) % 40).toArray())
                .toArray(int[][]::new);
        try (TransformerNetwork network = open("qwen2-bidirectional", Attention.BIDIRECTIONAL)) {
            TokenNetwork.Pass pass = network.pass();
            for (int batch = 0; batch < 200; batch++) {
                pass.run(texts);
            }
            int arrays = network.manager().getManagedArrays().size();
            long before = residentBytes();
            for (int batch = 0; batch < 1000; batch++) {
                pass.run(texts);
            }
            assertThat(network.manager().getManagedArrays()).hasSize(arrays);
            // one batch's layers make over 500 kB; a thousand that stay would be half a gigabyte
            assertThat(residentBytes() - before).isLessThan(64L << 20);
        }
    }

    /** Of this process; 0 where the system does not say. */
    private static long residentBytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .sum();
    }

    @Test
    void tokensThatTheNetworkDoesNotHaveAreErrors() {
        try (TransformerNetwork network = open("roberta", Attention.BIDIRECTIONAL)) {
            TokenNetwork.Pass pass = network.pass();
            assertThatThrownBy(() -> pass.run(new int[][] {{3, 40}}))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("token id 40")
                    .hasMessageContaining("vocabulary of 40");
            // 32 positions, of which the first two are the padding's
            assertThatThrownBy(() -> pass.run(new int[][] {new int[31]}))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("31 tokens")
                    .hasMessageContaining("30");
            pass.run(new int[][] {new int[30]});
        }
    }

    @Test
    void aBertHasNoCausalAttention() {
        assertThatThrownBy(() -> open("roberta", Attention.CAUSAL))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("bidirectional");
    }
}
