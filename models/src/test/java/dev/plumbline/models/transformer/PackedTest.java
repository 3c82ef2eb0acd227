package dev.plumbline.models.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.plumbline.models.network.Attention;
import dev.plumbline.models.network.FloatType;
import dev.plumbline.models.network.PooledPass;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.text.SentenceHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts one after the other, and pooled where they are, against texts padded and pooled by us. */
final class PackedTest {

    private static final List<Pooling> EVERY = List.of(Pooling.values());

    static Stream<Arguments> networks() {
        return Stream.of(
                        "qwen2-causal, CAUSAL",
                        "qwen2-window, CAUSAL",
                        "qwen3-window, BIDIRECTIONAL",
                        "qwen2-yarn, CAUSAL",
                        "bert-old, BIDIRECTIONAL",
                        "xlm-roberta, BIDIRECTIONAL",
                        "mistral-window, CAUSAL",
                        "mistral-around, BIDIRECTIONAL",
                        "llama3, CAUSAL",
                        "llama-dynamic, CAUSAL",
                        "llama-longrope, BIDIRECTIONAL",
                        "modernbert, BIDIRECTIONAL",
                        "mpnet, BIDIRECTIONAL",
                        "distilbert, BIDIRECTIONAL",
                        "nomic_bert, BIDIRECTIONAL",
                        "eurobert, BIDIRECTIONAL",
                        "gemma, CAUSAL",
                        "gemma2, CAUSAL",
                        "gemma2-around, BIDIRECTIONAL",
                        "gemma3-around, BIDIRECTIONAL")
                .map(line -> line.split(", ", 2))
                .map(parts -> Arguments.of(parts[0], Attention.valueOf(parts[1])));
    }

    private static TransformerNetwork packed(String name, Attention attention, FloatType type) {
        return TransformerNetwork.open(
                Networks.golden(name), attention, type, Networks.libtorch(), Optional.of(Layout.FLASH));
    }

    /** The longest first, as batches are. */
    private static int[][] texts(String name) {
        int[][] texts = Networks.Expected.of(name).tokens();
        Arrays.sort(texts, (a, b) -> b.length - a.length);
        return texts;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void packedEqualsPadded(String name, Attention attention) {
        int[][] texts = texts(name);
        SentenceHead whole = new SentenceHead(EVERY, true, List.of(), OptionalInt.empty());
        SentenceHead cut = new SentenceHead(EVERY, false, List.of(), OptionalInt.empty());
        try (TransformerNetwork padded =
                        TransformerNetwork.open(Networks.golden(name), attention, Networks.libtorch());
                TransformerNetwork packed = packed(name, attention, FloatType.FLOAT32)) {
            float[][] tokens = Networks.together(padded, texts);
            PooledPass pass = packed.pooledPass(
                            EVERY.stream().map(Pooling::reduction).toList())
                    .orElseThrow();
            int width = packed.width();
            for (int prompt : new int[] {0, 2, 10_000}) {
                SentenceHead head = prompt == 0 ? whole : cut;
                int[] skipped = Arrays.stream(texts)
                        .mapToInt(text -> Math.min(prompt, text.length))
                        .toArray();
                float[] reduced = pass.run(texts, skipped);
                for (int text = 0; text < texts.length; text++) {
                    float[] here = head.apply(tokens[text], skipped[text], texts[text].length, width);
                    float[] device = head.applyReduced(
                            reduced, text * EVERY.size() * width, skipped[text], texts[text].length, width);
                    assertThat(device).as("text %d, prompt %d", text, prompt).containsExactly(here, within(1e-5f));
                    assertThat(here).hasSize(EVERY.size() * width);
                }
            }
            assertThat(packed.facts()).isNotEqualTo(padded.facts());
            assertThat(padded.pooledTokens()).isEmpty();
            assertThat(packed.pooledTokens()).isPresent();
        }
    }

    /** Both round at every step, each at others: packed is no farther from float32 than padded. */
    @ParameterizedTest
    @EnumSource(
            value = FloatType.class,
            names = {"BFLOAT16", "FLOAT16"})
    void halfPrecisionIsAsGood(FloatType type) {
        int[][] texts = texts("qwen2-causal");
        float[][] exact = pooled(FloatType.FLOAT32, Layout.PADDED, texts);
        double padded = farthest(exact, pooled(type, Layout.PADDED, texts));
        double packed = farthest(exact, pooled(type, Layout.FLASH, texts));
        assertThat(packed).isPositive().isLessThan(2 * padded);
    }

    private static float[][] pooled(FloatType type, Layout layout, int[][] texts) {
        SentenceHead head = SentenceHead.of(Pooling.MEAN, true).in(type);
        float[][] vectors = new float[texts.length][];
        try (TransformerNetwork network = TransformerNetwork.open(
                Networks.golden("qwen2-causal"),
                Attention.CAUSAL,
                type,
                Networks.libtorch(),
                layout == Layout.PADDED ? Optional.empty() : Optional.of(layout))) {
            int width = network.width();
            if (layout == Layout.PADDED) {
                float[][] tokens = Networks.together(network, texts);
                Arrays.setAll(vectors, text -> head.apply(tokens[text], 0, texts[text].length, width));
            } else {
                float[] reduced = network.pooledPass(List.of(Pooling.MEAN.reduction()))
                        .orElseThrow()
                        .run(texts, new int[texts.length]);
                Arrays.setAll(vectors, text -> head.applyReduced(reduced, text * width, 0, texts[text].length, width));
            }
        }
        return vectors;
    }

    private static double farthest(float[][] expected, float[][] actual) {
        double farthest = 0;
        for (int text = 0; text < expected.length; text++) {
            double cosine = 0;
            for (int i = 0; i < expected[text].length; i++) {
                cosine += (double) expected[text][i] * actual[text][i];
            }
            farthest = Math.max(farthest, 1 - cosine);
        }
        return farthest;
    }

    /** They run on a GPU alone; that libtorch takes them is seen here. */
    @ParameterizedTest
    @MethodSource("networks")
    void functionsForAGpuCompile(String name, Attention attention) {
        TransformerConfig config = TransformerConfig.read(Networks.golden(name).resolve("config.json"));
        List<Layout> compiled = new ArrayList<>();
        for (Layout layout : List.of(Layout.EFFICIENT, Layout.FLASH)) {
            if (Transformer.fits(layout, config, FloatType.BFLOAT16)) {
                try (NDManager manager = Networks.libtorch().newManager();
                        Transformer transformer =
                                Transformer.packing(config, attention, FloatType.BFLOAT16, layout, manager)) {
                    assertThat(transformer.layers()).isPositive();
                    compiled.add(layout);
                }
            }
        }
        boolean plain = config.buckets().isEmpty() && config.scores().cap().isEmpty();
        assertThat(compiled).hasSize(plain && config.sizes().headWidth() % 8 == 0 ? 2 : 0);
    }

    @Test
    void textsOfOneLengthNeedNoMask() {
        int[][] texts = {{1, 2, 3}, {4, 5, 6}};
        try (TransformerNetwork padded = TransformerNetwork.open(
                        Networks.golden("bert-old"), Attention.BIDIRECTIONAL, Networks.libtorch());
                TransformerNetwork packed = packed("bert-old", Attention.BIDIRECTIONAL, FloatType.FLOAT32)) {
            float[] last = packed.pooledPass(List.of(Pooling.LAST_TOKEN.reduction()))
                    .orElseThrow()
                    .run(texts, new int[2]);
            float[][] tokens = Networks.together(padded, texts);
            int width = packed.width();
            for (int text = 0; text < 2; text++) {
                assertThat(Arrays.copyOfRange(last, text * width, (text + 1) * width))
                        .containsExactly(Arrays.copyOfRange(tokens[text], 2 * width, 3 * width), within(1e-5f));
            }
        }
    }
}
