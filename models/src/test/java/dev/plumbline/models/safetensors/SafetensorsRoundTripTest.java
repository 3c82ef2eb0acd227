package dev.plumbline.models.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SafetensorsRoundTripTest {

    @TempDir
    private Path folder;

    /** Every value of the type survives; what can go wrong is an exponent's or a rounding's edge. */
    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void everyValueOfAHalfTypeSurvives(Dtype dtype) {
        float[] values = new float[1 << 16];
        for (int bits = 0; bits < values.length; bits++) {
            values[bits] = dtype == Dtype.F16
                    ? HalfPrecision.f16ToFloat((short) bits)
                    : HalfPrecision.bf16ToFloat((short) bits);
        }
        Path file = folder.resolve("half.safetensors");
        SafetensorsWriter.write(
                file, List.of(new Tensor("all", dtype, List.of(256L, 256L), FloatSource.of(values))), Map.of());
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            float[] back = read.floats("all");
            for (int bits = 0; bits < values.length; bits++) {
                // a signalling NaN comes back quiet
                int expected = Float.isNaN(values[bits]) ? quiet(values[bits], dtype) : bits(values[bits]);
                assertThat(bits(back[bits])).as("bits %04x", bits).isEqualTo(expected);
            }
        }
    }

    private static int bits(float value) {
        return Float.floatToRawIntBits(value);
    }

    private static int quiet(float value, Dtype dtype) {
        return bits(value) | 0x0040_0000 | (dtype == Dtype.F16 ? 0x0040_0000 : 0);
    }

    /** Against exact arithmetic: the nearest value of the type, the even one of two that are as near. */
    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void floatsRoundToTheNearestEven(Dtype dtype) {
        Random random = new Random(11);
        for (int i = 0; i < 200_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (i % 4 == 0) {
                // in the range of F16, and often half way between two of its values
                value = (random.nextInt(4096) - 2048) * (float) Math.pow(2, random.nextInt(20) - 30);
            }
            if (Float.isNaN(value)) {
                continue;
            }
            short bits = dtype == Dtype.F16 ? HalfPrecision.floatToF16(value) : HalfPrecision.floatToBf16(value);
            double error = Math.abs((double) back(dtype, bits) - value);
            for (int step : new int[] {-1, 1}) {
                short other = (short) (bits + step);
                double neighbour = back(dtype, other);
                if (Double.isInfinite(error)
                        || Double.isNaN(neighbour)
                        || Double.isInfinite(neighbour)
                        || (bits & 0x7fff) == 0) {
                    continue;
                }
                double distance = Math.abs(neighbour - value);
                assertThat(error).as("%s as %s", value, dtype).isLessThanOrEqualTo(distance);
                if (error == distance) {
                    assertThat(bits & 1).as("%s as %s is a tie", value, dtype).isZero();
                }
            }
        }
        assertThat(HalfPrecision.floatToF16(65_519.996f)).isEqualTo((short) 0x7bff);
        assertThat(HalfPrecision.floatToF16(65_520f)).isEqualTo((short) 0x7c00);
        assertThat(HalfPrecision.floatToF16(-1e9f)).isEqualTo((short) 0xfc00);
        assertThat(HalfPrecision.floatToBf16(Float.MAX_VALUE)).isEqualTo((short) 0x7f80);
        assertThat(HalfPrecision.floatToF16(-0f)).isEqualTo((short) 0x8000);
    }

    private static float back(Dtype dtype, short bits) {
        return dtype == Dtype.F16 ? HalfPrecision.f16ToFloat(bits) : HalfPrecision.bf16ToFloat(bits);
    }

    @Test
    void randomFilesComeBackBitForBit() {
        Random random = new Random(5);
        for (int round = 0; round < 30; round++) {
            Map<String, float[]> expected = new HashMap<>();
            List<Tensor> tensors = new ArrayList<>();
            int count = random.nextInt(8);
            for (int i = 0; i < count; i++) {
                String name = "tensor \"" + i + "\" 层." + random.nextInt(100);
                List<Long> shape = random.ints(random.nextInt(4), 0, 6)
                        .mapToObj(d -> (long) d)
                        .toList();
                Dtype dtype = List.of(Dtype.F32, Dtype.F16, Dtype.BF16).get(random.nextInt(3));
                float[] values = new float[(int) TensorEntry.elements(shape)];
                for (int k = 0; k < values.length; k++) {
                    // any bits for F32, whole numbers that all types hold for the others
                    values[k] = dtype == Dtype.F32 ? Float.intBitsToFloat(random.nextInt()) : random.nextInt(257) - 128;
                }
                expected.put(name, values);
                tensors.add(new Tensor(name, dtype, shape, FloatSource.of(values)));
            }
            Path file = folder.resolve("round" + round);
            SafetensorsWriter.write(file, tensors, Map.of("format", "pt", "ключ", "ценность"));
            try (SafetensorsFile read = SafetensorsFile.open(file)) {
                assertThat(read.metadata()).isEqualTo(Map.of("format", "pt", "ключ", "ценность"));
                assertThat(read.tensors().keySet()).isEqualTo(expected.keySet());
                for (Tensor tensor : tensors) {
                    assertThat(read.tensor(tensor.name()).shape()).isEqualTo(tensor.shape());
                    assertThat(read.tensor(tensor.name()).dtype()).isEqualTo(tensor.dtype());
                    assertThat(IntStream.range(0, expected.get(tensor.name()).length)
                                    .map(i -> bits(read.floats(tensor.name())[i])))
                            .containsExactly(IntStream.range(0, expected.get(tensor.name()).length)
                                    .map(i -> bits(expected.get(tensor.name())[i]))
                                    .boxed()
                                    .toArray(Integer[]::new));
                }
            }
        }
    }

    /** More values than are converted at once, read from the middle. */
    @Test
    void largeTensorsAreReadInPieces() {
        int size = 700_001;
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = i % 251 - 125;
        }
        for (Dtype dtype : List.of(Dtype.F32, Dtype.BF16)) {
            Path file = folder.resolve(dtype.name());
            SafetensorsWriter.write(
                    file,
                    List.of(
                            new Tensor("a", dtype, List.of(3L), FloatSource.of(new float[] {1, 2, 3})),
                            new Tensor("b", dtype, List.of((long) size), FloatSource.of(values))),
                    Map.of());
            try (SafetensorsFile read = SafetensorsFile.open(file)) {
                assertThat(read.floats("b")).isEqualTo(values);
                FloatBuffer piece = FloatBuffer.allocate(5);
                read.read("b", 600_000, piece);
                for (int i = 0; i < 5; i++) {
                    assertThat(piece.get(i)).isEqualTo(values[600_000 + i]);
                }
                assertThatThrownBy(() -> read.read("b", size - 1, FloatBuffer.allocate(2)))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }

    /** A sparse file of more than 4 GiB: an offset that is an int somewhere would come out elsewhere. */
    @Test
    void offsetsBeyondTwoGibibytesAreFound() throws IOException {
        long far = 5L << 30;
        Path file = folder.resolve("far.safetensors");
        try (HostileFile hostile = HostileFile.create(file)) {
            hostile.header("{\"gap\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]},".formatted(far, far)
                    + "\"end\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[%d,%d]}}".formatted(far, far + 8));
            hostile.floatsAt(far, 1.5f, -2.5f);
        }
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.floats("end")).containsExactly(1.5f, -2.5f);
        }
    }

    @Test
    void shardsAreReadAsOneCheckpoint() {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            float[] values = {i, i + 0.5f, -i};
            tensors.add(new Tensor("t" + i, Dtype.F32, List.of(3L), FloatSource.of(values)));
        }
        CheckpointWriter.write(folder, tensors, 30);
        assertThat(LongStream.rangeClosed(1, 4)
                        .mapToObj(i -> folder.resolve("model-0000" + i + "-of-00004.safetensors")))
                .allMatch(Files::isRegularFile);
        String whole;
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.tensors()).hasSize(7);
            assertThat(checkpoint.floats("t5")).containsExactly(5f, 5.5f, -5f);
            whole = checkpoint.hash();
            assertThat(whole).hasSize(64).isEqualTo(checkpoint.hash());
        }
        Path other = folder.resolve("single");
        CheckpointWriter.write(other, tensors);
        try (Checkpoint checkpoint = Checkpoint.open(other)) {
            assertThat(checkpoint.floats("t6")).containsExactly(6f, 6.5f, -6f);
            assertThat(checkpoint.hash()).isNotEqualTo(whole);
        }
        assertThatThrownBy(() -> CheckpointWriter.write(folder, tensors))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("model.safetensors.index.json is there already");
    }

    @Test
    void anUnfinishedFileIsNotLeftBehind() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Tensor broken = new Tensor("t", Dtype.F32, List.of(2L), (first, target) -> {
            throw PlumblineException.model("no values");
        });
        assertThatThrownBy(() -> SafetensorsWriter.write(file, List.of(broken), Map.of()))
                .hasMessage("no values");
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void whatCannotBeWrittenIsRefused() {
        FloatSource none = FloatSource.of(new float[0]);
        assertThatThrownBy(() -> new Tensor("t", Dtype.I64, List.of(0L), none)).hasMessageContaining("I64");
        assertThatThrownBy(() -> new Tensor("t", Dtype.F32, List.of(-1L), none)).hasMessageContaining("negative");
        assertThatThrownBy(() -> new Tensor("__metadata__", Dtype.F32, List.of(0L), none))
                .hasMessageContaining("__metadata__");
        Tensor twice = new Tensor("t", Dtype.F32, List.of(0L), none);
        assertThatThrownBy(() -> SafetensorsWriter.write(folder.resolve("f"), List.of(twice, twice), Map.of()))
                .hasMessageContaining("two tensors named t");
    }
}
