package dev.plumbline.trainer.soup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.safetensors.Checkpoint;
import dev.plumbline.models.safetensors.CheckpointWriter;
import dev.plumbline.models.safetensors.Dtype;
import dev.plumbline.models.safetensors.FloatSource;
import dev.plumbline.models.safetensors.Tensor;
import dev.plumbline.models.transformer.ParameterSpec;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoupTest {

    @TempDir
    Path folder;

    private Path checkpoint(String name, float... values) throws IOException {
        Path place = Files.createDirectories(folder.resolve(name));
        CheckpointWriter.write(
                place, List.of(new Tensor("w", Dtype.F32, List.of((long) values.length), FloatSource.of(values))));
        return place;
    }

    private float[] blended(Blend blend, List<Double> weights, Path... places) throws IOException {
        Path target = Files.createDirectories(folder.resolve("soup"));
        List<Checkpoint> open = List.of(places).stream().map(Checkpoint::open).toList();
        CheckpointWriter.write(
                target, Soup.blend(open.stream().map(SoupTest::ingredient).toList(), weights, blend));
        open.forEach(Checkpoint::close);
        try (Checkpoint soup = Checkpoint.open(target)) {
            return soup.floats("w");
        }
    }

    private static Ingredient ingredient(Checkpoint checkpoint) {
        return new Ingredient() {
            @Override
            public Path folder() {
                return checkpoint.folder();
            }

            @Override
            public List<ParameterSpec> parameters() {
                return checkpoint.tensors().values().stream()
                        .map(tensor -> new ParameterSpec(tensor.name(), tensor.shape()))
                        .toList();
            }

            @Override
            public void read(String parameter, long first, FloatBuffer target) {
                checkpoint.read(parameter, first, target);
            }
        };
    }

    @Test
    void theAverageIsWeighted() throws IOException {
        assertThat(blended(Blend.AVERAGE, List.of(1.0, 3.0), checkpoint("a", 1, 2, 3), checkpoint("b", 5, -2, 3)))
                .containsExactly(4, -1, 3);
    }

    @Test
    void halfWayAlongAQuarterOfACircle() throws IOException {
        float half = (float) Math.sqrt(0.5);
        assertThat(blended(Blend.SPHERICAL, List.of(1.0, 1.0), checkpoint("a", 1, 0), checkpoint("b", 0, 1)))
                .containsExactly(new float[] {half, half}, within(1e-7f));
    }

    /** Lengths 1 and 3 at 60 degrees; a third of the way, by (sin(40) a + sin(20) b) / sin(60). */
    @Test
    void aThirdOfTheWay() throws IOException {
        float[] a = {1, 0};
        float[] b = {1.5f, (float) (3 * Math.sin(Math.PI / 3))};
        assertThat(blended(Blend.SPHERICAL, List.of(2.0, 1.0), checkpoint("a", a), checkpoint("b", b)))
                .containsExactly(new float[] {1.3346235f, 1.0260605f}, within(1e-6f));
    }

    @Test
    void parallelAndZeroVectorsAreInterpolatedStraight() throws IOException {
        assertThat(blended(Blend.SPHERICAL, List.of(1.0, 1.0), checkpoint("a", 1, 1), checkpoint("b", 3, 3)))
                .containsExactly(new float[] {2, 2}, within(1e-6f));
        Files.delete(folder.resolve("soup/model.safetensors"));
        assertThat(blended(Blend.SPHERICAL, List.of(1.0, 1.0), checkpoint("c", 0, 0), checkpoint("d", 2, 4)))
                .containsExactly(1, 2);
    }

    @Test
    void oneWeightOfAllIsThatCheckpoint() throws IOException {
        for (Blend blend : Blend.values()) {
            Path soup = folder.resolve("soup/model.safetensors");
            Files.deleteIfExists(soup);
            assertThat(blended(blend, List.of(0.0, 1.0), checkpoint(blend + "a", 1, 2), checkpoint(blend + "b", 3, -4)))
                    .as(blend.name())
                    .containsExactly(new float[] {3, -4}, within(1e-6f));
        }
    }

    @Test
    void checkpointsOfAnotherNetworkAreRefused() throws IOException {
        Path a = checkpoint("a", 1, 2);
        Path b = checkpoint("b", 1, 2, 3);
        assertThatThrownBy(() -> blended(Blend.AVERAGE, List.of(1.0, 1.0), a, b))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("tensor 'w' is [2] and [3]");
    }

    @Test
    void weightsOfNothingAreRefused() throws IOException {
        Path a = checkpoint("a", 1, 2);
        assertThatThrownBy(() -> blended(Blend.AVERAGE, List.of(0.0), a)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> blended(Blend.AVERAGE, List.of(-1.0), a)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> blended(Blend.AVERAGE, List.of(1.0, 1.0), a))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void greedyKeepsWhatDoesNotHurt() {
        // the soup's score is the mean, with a prize for variety
        List<Integer> chosen = GreedySoup.choose(
                List.of(3, 10, 8, 10),
                soup -> soup.stream().mapToInt(Integer::intValue).average().orElseThrow()
                        + soup.stream().distinct().count() * 1.5);
        assertThat(chosen).containsExactly(10, 10, 8);
    }
}
