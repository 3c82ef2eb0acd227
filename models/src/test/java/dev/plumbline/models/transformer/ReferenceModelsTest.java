package dev.plumbline.models.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.models.ReferenceModels;
import dev.plumbline.models.network.Attention;
import dev.plumbline.tasks.data.Columns;
import dev.plumbline.tasks.data.ParquetTables;
import dev.plumbline.tasks.data.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Embeddings by transformers from the same token ids. */
final class ReferenceModelsTest {

    private static final float TOLERANCE = 1e-5f;

    private static final String VARIANTS = """
            qwen2-tiny, mean_bidirectional, BIDIRECTIONAL, MEAN
            qwen2-tiny, mean_causal, CAUSAL, MEAN
            qwen2-tiny, last_bidirectional, BIDIRECTIONAL, LAST
            qwen2-tiny, mean_bidirectional_query_prompt, BIDIRECTIONAL, MEAN
            bert-tiny, cls, BIDIRECTIONAL, FIRST
            bert-tiny, mean, BIDIRECTIONAL, MEAN
            """;

    @ParameterizedTest
    @CsvSource(textBlock = VARIANTS)
    void embeddingsAreThoseOfTransformersAloneAndInPaddedBatches(
            String model, String variant, Attention attention, Pool pool) {
        ReferenceModels.folders().forEach(models -> check(models, model, variant, attention, pool));
    }

    private static void check(Path models, String model, String variant, Attention attention, Pool pool) {
        Table golden = ParquetTables.read(models.resolve(model + "-golden.parquet"), Columns.all());
        List<int[]> texts = new ArrayList<>();
        List<float[]> embeddings = new ArrayList<>();
        for (int row = 0; row < golden.rows(); row++) {
            int[] ids = golden.lists("input_ids").get(row).stream()
                    .mapToInt(id -> ((Long) id).intValue())
                    .toArray();
            if (golden.strings("variant").get(row).equals(variant) && ids.length > 0) {
                texts.add(ids);
                embeddings.add(golden.floatVectors("embedding").get(row));
            }
        }
        assertThat(texts).hasSizeGreaterThan(40);
        int[][] tokens = texts.toArray(int[][]::new);
        try (TransformerNetwork network =
                TransformerNetwork.open(models.resolve(model), attention, Networks.libtorch())) {
            float[][] alone = Networks.alone(network, tokens);
            float[][] together = Networks.together(network, tokens);
            for (int text = 0; text < tokens.length; text++) {
                float[] embedding = pool.embedding(alone[text], network.width());
                assertThat(embedding).as("text %d", text).containsExactly(embeddings.get(text), within(TOLERANCE));
                assertThat(pool.embedding(together[text], network.width()))
                        .as("text %d in a batch", text)
                        .containsExactly(embedding, within(1e-6f));
            }
        }
    }

    /** Pooling followed by normalisation, in double. */
    enum Pool {
        MEAN,
        FIRST,
        LAST;

        float[] embedding(float[] vectors, int width) {
            int count = vectors.length / width;
            int from = this == LAST ? count - 1 : 0;
            int to = this == FIRST ? 1 : count;
            double[] sum = new double[width];
            for (int token = from; token < to; token++) {
                for (int i = 0; i < width; i++) {
                    sum[i] += vectors[token * width + i];
                }
            }
            double norm =
                    Math.sqrt(Arrays.stream(sum).map(value -> value * value).sum());
            float[] unit = new float[width];
            IntStream.range(0, width).forEach(i -> unit[i] = (float) (sum[i] / norm));
            return unit;
        }
    }
}
