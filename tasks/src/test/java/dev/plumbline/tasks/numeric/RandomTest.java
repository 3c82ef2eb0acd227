package dev.plumbline.tasks.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Draws recorded from NumPy 2.4.6 and CPython 3.11; ranges, and the edges where a generator must not draw. */
class RandomTest {

    @Test
    void firstDoublesOfEachGenerator() {
        assertThat(new NumpyRandomState(42).nextDouble()).isEqualTo(0.3745401188473625);
        assertThat(new NumpyGenerator(42).nextDouble()).isEqualTo(0.7739560485559633);
        assertThat(new PythonRandom(42).nextDouble()).isEqualTo(0.6394267984578837);
    }

    @Test
    void seedsAboveThirtyTwoBits() {
        long seed = (1L << 40) + 5;
        NumpyGenerator generator = new NumpyGenerator(seed);
        assertThat(generator.nextDouble()).isEqualTo(0.004739459374490829);
        assertThat(generator.nextDouble()).isEqualTo(0.3725845824112115);
        assertThat(new PythonRandom(seed).nextDouble()).isEqualTo(0.5043802970418443);
    }

    @Test
    void generatorKeepsTheUpperHalfAcrossDoubles() {
        NumpyGenerator generator = new NumpyGenerator(7);
        assertThat(generator.integers(0, 10, 3)).containsExactly(9, 6, 6);
        assertThat(generator.nextDouble()).isEqualTo(0.7756856902451935);
        assertThat(generator.integers(0, 10, 4)).containsExactly(8, 8, 2, 0);
    }

    @Test
    void generatorShufflesTheTailOfLargePopulations() {
        NumpyGenerator generator = new NumpyGenerator(42);
        int[] drawn = generator.choiceWithoutReplacement(20_000, 1000);
        assertThat(Arrays.copyOf(drawn, 6)).containsExactly(9742, 18275, 6853, 10003, 11897, 10066);
        assertThat(generator.nextDouble()).isEqualTo(0.7367056884822203);
    }

    @Test
    void nothingIsDrawnForASingleOutcome() {
        NumpyRandomState random = new NumpyRandomState(42);
        assertThat(random.interval(0)).isZero();
        assertThat(random.permutation(1)).containsExactly(0);
        assertThat(random.nextDouble()).isEqualTo(0.3745401188473625);
    }

    @Test
    void samplesHoldDifferentNumbers() {
        for (int n : new int[] {1, 21, 22, 85, 86, 5000}) {
            for (int k : new int[] {0, 1, Math.min(n, 6), n}) {
                checkSample(new PythonRandom(1).sample(n, k), n, k);
                checkSample(new NumpyGenerator(1).choiceWithoutReplacement(n, k), n, k);
            }
        }
    }

    private static void checkSample(int[] drawn, int n, int k) {
        assertThat(drawn).hasSize(k).doesNotHaveDuplicates();
        assertThat(Arrays.stream(drawn).filter(i -> i < 0 || i >= n)).isEmpty();
    }

    @Test
    void choiceCountsTheEntriesNotAbove() {
        assertThat(Draws.upperBound(new double[] {0.25, 0.5, 1}, 0.5)).isEqualTo(2);
        assertThat(Draws.upperBound(new double[] {0.25, 0.5, 1}, 0.0)).isZero();
        assertThat(Draws.upperBound(new double[] {0.25, 0.5, 1}, 0.75)).isEqualTo(2);
    }

    @Test
    void rejectsWhatCannotBeDrawn() {
        assertThatIllegalArgumentException().isThrownBy(() -> new NumpyRandomState(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new NumpyRandomState(1L << 32));
        assertThatIllegalArgumentException().isThrownBy(() -> new PythonRandom(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new NumpyGenerator(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PythonRandom(1).sample(3, 4))
                .withMessageContaining("4 of 3");
        assertThatIllegalArgumentException().isThrownBy(() -> new PythonRandom(1).choices(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new PythonRandom(1).nextBelow(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new NumpyRandomState(1).integers(5, 5, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new NumpyGenerator(1).integers(0, 5, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new NumpyGenerator(1).permutation(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new NumpyRandomState(1).interval(-1));
    }
}
