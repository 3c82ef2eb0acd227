package dev.plumbline.trainer.soup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.models.safetensors.FloatSource;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BlendTest {

    private static final int SIZE = 70_000;

    private static float[] random(long seed) {
        Random random = new Random(seed);
        float[] values = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] blended(Blend blend, List<float[]> tensors, List<Double> weights) {
        int size = tensors.get(0).length;
        FloatBuffer values = FloatBuffer.allocate(size);
        blend.of(tensors.stream().map(FloatSource::of).toList(), weights, size).read(0, values);
        return values.array();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 2, 3", "0, 1, 0", "0.1, 0.1, 5", "1e-9, 1, 1"})
    void anAverageIsWeightedElementByElement(double a, double b, double c) {
        List<float[]> tensors = List.of(random(1), random(2), random(3));
        float[] found = blended(Blend.AVERAGE, tensors, List.of(a, b, c));

        for (int i = 0; i < SIZE; i += 97) {
            double expected = (a * tensors.get(0)[i] + b * tensors.get(1)[i] + c * tensors.get(2)[i]) / (a + b + c);
            assertThat(found[i]).isCloseTo((float) expected, within(1e-6f));
        }
        assertThat(blended(Blend.AVERAGE, tensors, List.of(7 * a, 7 * b, 7 * c)))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(found);
    }

    @Test
    void theAverageOfOneIsItself() {
        float[] one = random(4);

        for (Blend blend : Blend.values()) {
            assertThat(blended(blend, List.of(one), List.of(3.0))).isEqualTo(one);
            assertThat(blended(blend, List.of(one, one), List.of(1.0, 2.0)))
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(one);
        }
    }

    @Test
    void anAverageOfValuesThatCancelIsNotLost() {
        assertThat(blended(
                        Blend.AVERAGE,
                        List.of(new float[] {1e8f}, new float[] {-1e8f}, new float[] {3}),
                        List.of(1.0, 1.0, 1.0)))
                .containsExactly(1);
    }

    /** Vectors of one length stay of that length on the way along the arc, and the angles are divided as the weights are. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.25, 0.5, 0.9, 1})
    void theArcKeepsLengthsAndDividesTheAngle(double t) {
        double angle = 1.3;
        float[] from = {1, 0};
        float[] to = {(float) Math.cos(angle), (float) Math.sin(angle)};
        float[] found = blended(Blend.SPHERICAL, List.of(from, to), List.of(1 - t, t));

        assertThat(found[0]).isCloseTo((float) Math.cos(t * angle), within(1e-6f));
        assertThat(found[1]).isCloseTo((float) Math.sin(t * angle), within(1e-6f));
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 1, 2", "1, 2, 3, 6", "1, 0, -1, 0", "0, 0, 3, 4", "3, 4, 0, 0"})
    void onOneLineTheArcIsStraight(float a, float b, float c, float d) {
        float[] found = blended(Blend.SPHERICAL, List.of(new float[] {a, b}, new float[] {c, d}), List.of(3.0, 1.0));

        assertThat(found[0]).isCloseTo(0.75f * a + 0.25f * c, within(1e-6f));
        assertThat(found[1]).isCloseTo(0.75f * b + 0.25f * d, within(1e-6f));
    }

    @Test
    void theArcIsTheSameFromBothEnds() {
        List<float[]> tensors = List.of(random(5), random(6));
        float[] there = blended(Blend.SPHERICAL, tensors, List.of(1.0, 3.0));
        float[] back = blended(Blend.SPHERICAL, List.of(tensors.get(1), tensors.get(0)), List.of(3.0, 1.0));

        assertThat(there).usingComparatorWithPrecision(1e-5f).containsExactly(back);
        assertThat(blended(Blend.SPHERICAL, tensors, List.of(0.0, 1.0)))
                .usingComparatorWithPrecision(1e-5f)
                .containsExactly(tensors.get(1));
        assertThat(blended(Blend.SPHERICAL, tensors, List.of(0.0, 0.0))).isEqualTo(tensors.get(0));
    }

    /** The angle is of the whole tensor, read in pieces, and a part of the blend is a part of the whole. */
    @Test
    void aPartOfABlendIsAPartOfTheWhole() {
        List<FloatSource> tensors = List.of(FloatSource.of(random(7)), FloatSource.of(random(8)));
        for (Blend blend : Blend.values()) {
            FloatSource source = blend.of(tensors, List.of(1.0, 2.0), SIZE);
            FloatBuffer whole = FloatBuffer.allocate(SIZE);
            source.read(0, whole);
            FloatBuffer part = FloatBuffer.allocate(100);
            source.read(SIZE - 100, part);
            for (int i = 0; i < 100; i++) {
                assertThat(part.get(i)).isEqualTo(whole.get(SIZE - 100 + i));
            }
        }
    }

    /** Scores of a, b, c and of their soups, and what is chosen. */
    @ParameterizedTest
    @CsvSource({
        "1 2 3, cb=4 cba=5, c b a",
        "1 2 3, cb=4 cba=3, c b",
        "1 2 3, cb=2 ca=4, c a",
        "1 2 3, cb=2 ca=2, c",
        "1 2 3, cb=3 cba=3, c b a",
        "2 2 2, ab=2 abc=1, a b",
        "-1 -2 -3, ab=-1 abc=-2, a b",
        "-0.0 0 -1, ab=1 abc=1, a b c",
    })
    void aCheckpointIsKeptIfTheScoreDoesNotFall(String alone, String soups, String chosen) {
        List<List<String>> asked = new ArrayList<>();
        String found = String.join(" ", GreedySoup.choose(List.of("a", "b", "c"), soup -> {
            asked.add(soup);
            if (soup.size() == 1) {
                return Double.parseDouble(alone.split(" ", -1)["abc".indexOf(soup.get(0))]);
            }
            String key = String.join("", soup) + "=";
            for (String each : soups.split(" ", -1)) {
                if (each.startsWith(key)) {
                    return Double.parseDouble(each.substring(key.length()));
                }
            }
            throw new AssertionError("not to be asked: " + soup);
        }));

        assertThat(found).isEqualTo(chosen);
        assertThat(asked).doesNotHaveDuplicates().hasSize(5);
    }

    @Test
    void aSoupNeedsACheckpointAndScores() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GreedySoup.choose(List.of(), soup -> 1))
                .withMessage("a soup needs a checkpoint");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GreedySoup.choose(List.of("a"), soup -> Double.NaN))
                .withMessage("the score of the soup of [a] is not a number");
        assertThat(GreedySoup.choose(List.of("a"), soup -> Double.NEGATIVE_INFINITY))
                .containsExactly("a");
    }
}
