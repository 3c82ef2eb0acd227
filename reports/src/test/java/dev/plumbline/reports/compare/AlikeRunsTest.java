package dev.plumbline.reports.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlikeRunsTest {

    private static final Map<String, String> NOTHING = Map.of();
    private static final Map<String, String> CUT = Map.of("model.cut", "first 64 values, not scaled");
    private static final Map<String, String> SCALED = Map.of("model.cut", "first 64 values, scaled to length 1");
    private static final Map<String, String> WIDER = Map.of("model.cut", "first 128 values, not scaled");

    @Test
    void scalingAfterTheSameCutIsAnotherMeasurement() {
        AlikeRuns found = AlikeRuns.of(CUT, SCALED);
        assertThat(found.marks()).singleElement().satisfies(mark -> {
            assertThat(mark.kind()).isEqualTo(Mark.Kind.SCALING);
            assertThat(mark.text())
                    .isEqualTo("vectors: first 64 values, not scaled against first 64 values, scaled to length 1");
        });
        assertThat(AlikeRuns.of(SCALED, SCALED).marks()).isEmpty();
    }

    /** What shorter vectors cost is what one wants to know. */
    @Test
    void anotherWidthIsSaidAndComparable() {
        for (Map<String, String> other : List.of(NOTHING, WIDER)) {
            AlikeRuns found = AlikeRuns.of(CUT, other);
            assertThat(found.marks()).isEmpty();
            assertThat(found.notes()).hasSize(1);
        }
        assertThat(AlikeRuns.of(CUT, NOTHING).notes())
                .containsExactly("vectors: first 64 values, not scaled against all values");
    }

    /** Runs record a type only where it is not float32; of float32 the weights' label tells. */
    @Test
    void anotherTypeOfNumbersIsSaid() {
        Map<String, String> half =
                Map.of("model.dtype", "bfloat16", "model.weights", "model.safetensors (native, bfloat16)");
        Map<String, String> full =
                Map.of("model.weights", "model.safetensors (native, float32, transformers 5 would run bfloat16)");
        Map<String, String> fewerDigits =
                Map.of("model.weights", "model.safetensors (native, float32 with tf32 products)");
        Map<String, String> graph = Map.of("model.weights", "onnx/model.onnx (ONNX Runtime)");
        assertThat(AlikeRuns.of(full, half).notes()).containsExactly("numbers: float32 against bfloat16");
        assertThat(AlikeRuns.of(half, full).notes()).containsExactly("numbers: bfloat16 against float32");
        assertThat(AlikeRuns.of(full, fewerDigits).notes())
                .containsExactly("numbers: float32 against float32 with tf32 products");
        for (Map<String, String> unknown : List.of(NOTHING, graph)) {
            assertThat(AlikeRuns.of(unknown, half).notes()).containsExactly("numbers: not stated against bfloat16");
            assertThat(AlikeRuns.of(full, unknown).notes()).isEmpty();
        }
        assertThat(AlikeRuns.of(full, full).notes()).isEmpty();
        assertThat(AlikeRuns.of(half, half).notes()).isEmpty();
    }

    @Test
    void anotherFirstStageIsSaid() {
        Map<String, String> staged = Map.of("model.first stage", "bm25, best 100");
        assertThat(AlikeRuns.of(NOTHING, staged).notes()).containsExactly("first stage: none against bm25, best 100");
        assertThat(AlikeRuns.of(staged, staged).notes()).isEmpty();
    }
}
