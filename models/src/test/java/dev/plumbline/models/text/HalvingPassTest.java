package dev.plumbline.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.batching.EncodeProgress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HalvingPassTest {

    /** Tokens of the batches that were tried. */
    private final List<Integer> tried = new ArrayList<>();

    private final List<String> notes = new ArrayList<>();
    private final DeviceMemory memory = new DeviceMemory("cuda:1", new EncodeProgress() {
        @Override
        public void encoded(long texts, long tokens) {}

        @Override
        public void note(String message) {
            notes.add(message);
        }
    });

    /** A text's vector is its tokens' sum, its types' sum and the prompt; so many tokens fit. */
    private HalvingPass fitting(int most) {
        return new HalvingPass(
                (batch, types, prompt) -> {
                    int tokens =
                            Arrays.stream(batch).mapToInt(text -> text.length).sum();
                    tried.add(tokens);
                    if (tokens > most) {
                        throw PlumblineException.model(
                                "a batch of " + batch.length,
                                new IllegalStateException("CUDA out of memory. Tried to allocate 2.00 GiB"));
                    }
                    float[][] vectors = new float[batch.length][];
                    for (int i = 0; i < batch.length; i++) {
                        float sum = Arrays.stream(batch[i]).sum();
                        float typed = Arrays.stream(types.orElseThrow()[i]).sum();
                        vectors[i] = new float[] {sum, typed, prompt};
                    }
                    return vectors;
                },
                memory);
    }

    private static int[][] texts(int... lengths) {
        int[][] texts = new int[lengths.length][];
        for (int i = 0; i < lengths.length; i++) {
            texts[i] = new int[lengths[i]];
            Arrays.fill(texts[i], i + 1);
        }
        return texts;
    }

    @Test
    void whatDoesNotFitIsHalvedAndStaysSmall() {
        int[][] batch = texts(40, 30, 20, 10, 10, 10, 5, 5);
        HalvingPass pass = fitting(50);
        float[][] vectors = pass.vectors(batch, Optional.of(batch), 3);
        for (int i = 0; i < batch.length; i++) {
            float sum = (i + 1) * batch[i].length;
            assertThat(vectors[i]).as("text %d", i).containsExactly(sum, sum, 3);
        }
        assertThat(notes)
                .containsExactly(
                        "cuda:1 has no memory for a batch of 8 texts with 130 tokens; from now on batches have at most 65",
                        "cuda:1 has no memory for a batch of 6 texts with 60 tokens; from now on batches have at most 30");
        tried.clear();
        pass.vectors(batch, Optional.of(batch), 3);
        assertThat(tried).doesNotContain(130, 90).allMatch(tokens -> tokens <= 40);
        assertThat(notes).hasSize(2);
    }

    @Test
    void oneTextIsTriedOnceMoreWhenTheDeviceIsIdle() {
        int[][] batch = texts(40);
        boolean[] full = {true};
        HalvingPass pass = new HalvingPass(
                (texts, types, prompt) -> {
                    if (full[0]) {
                        full[0] = false;
                        throw PlumblineException.model("CUDA error: out of memory");
                    }
                    return new float[][] {{7}};
                },
                memory);
        assertThat(pass.vectors(batch, Optional.empty(), 0)[0]).containsExactly(7);
        assertThat(notes).isEmpty();
    }

    @Test
    void oneTextTooMuchIsOneClearError() {
        int[][] batch = texts(9, 4, 3);
        assertThatThrownBy(() -> fitting(8).vectors(batch, Optional.of(batch), 0))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.MODEL))
                .hasMessageStartingWith("cuda:1 has no memory for one text of 9 tokens alone: ")
                .hasMessageContaining("plumbline doctor")
                .hasMessageContaining("--device cpu");
    }

    @Test
    void otherFailuresAreThrownAsTheyAre() {
        PlumblineException failure = PlumblineException.model("the kernel is not for this device");
        HalvingPass pass = new HalvingPass(
                (texts, types, prompt) -> {
                    throw failure;
                },
                memory);
        assertThatThrownBy(() -> pass.vectors(texts(3, 2), Optional.empty(), 0)).isSameAs(failure);
    }
}
