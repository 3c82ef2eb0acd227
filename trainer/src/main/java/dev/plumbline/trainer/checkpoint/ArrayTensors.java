package dev.plumbline.trainer.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.safetensors.Dtype;
import dev.plumbline.models.safetensors.FloatSource;
import dev.plumbline.models.safetensors.SafetensorsFile;
import dev.plumbline.models.safetensors.Tensor;
import dev.plumbline.models.torch.HostValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arrays in safetensors files, one array at a time in memory, bit for bit. */
final class ArrayTensors {

    private ArrayTensors() {}

    /** The arrays as tensors to be written; their values are taken when they are. */
    static List<Tensor> of(Map<String, NDArray> arrays) {
        List<Tensor> tensors = new ArrayList<>();
        arrays.forEach((name, array) -> {
            List<Long> shape =
                    Arrays.stream(array.getShape().getShape()).boxed().toList();
            tensors.add(new Tensor(name, Dtype.F32, shape, new Values(array)));
        });
        return tensors;
    }

    /** An array's values, copied once and held until the last of them is read. */
    private static final class Values implements FloatSource {

        private final NDArray array;
        private float @Nullable [] values;

        Values(NDArray array) {
            this.array = array;
        }

        @Override
        public void read(long first, java.nio.FloatBuffer target) {
            float[] all = values == null ? HostValues.of(array) : values;
            int from = Math.toIntExact(first);
            int end = from + target.remaining();
            target.put(all, from, end - from);
            values = end == all.length ? null : all;
        }
    }

    /**
     * Puts a file's values into arrays.
     *
     * @throws PlumblineException of kind MODEL if the file lacks one of them or has it in another shape
     */
    static void fill(Map<String, NDArray> arrays, SafetensorsFile file) {
        arrays.forEach((name, array) -> {
            List<Long> shape = file.tensor(name).shape();
            Shape wanted = array.getShape();
            if (!Arrays.stream(wanted.getShape()).boxed().toList().equals(shape)) {
                throw PlumblineException.model(file.path() + ": tensor '" + name + "' is " + shape + ", not " + wanted);
            }
            try (NDArray read = array.getManager().create(file.floats(name), wanted)) {
                HostValues.put(HostValues.of(read.toType(DataType.FLOAT32, false)), array);
            }
        });
    }
}
