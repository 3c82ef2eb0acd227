import dev.plumbline.models.safetensors.Checkpoint;
import dev.plumbline.models.safetensors.CheckpointWriter;
import dev.plumbline.models.safetensors.Dtype;
import dev.plumbline.models.safetensors.FloatSource;
import dev.plumbline.models.safetensors.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Plumbline's side of tensors.py: {@code write VALUES ROWS FOLDER} stores the values in every type, as one file and as
 * shards; {@code read FOLDER} writes each tensor as float32 beside the checkpoint.
 */
public final class Tensors {

    private static final long SHARD_BYTES = 300_000;

    public static void main(String[] args) throws IOException {
        if (args[0].equals("write")) {
            write(Path.of(args[1]), Long.parseLong(args[2]), Path.of(args[3]));
        } else {
            read(Path.of(args[1]));
        }
    }

    private static void write(Path file, long rows, Path folder) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        List<Tensor> tensors = new ArrayList<>();
        for (Dtype dtype : List.of(Dtype.F32, Dtype.F16, Dtype.BF16)) {
            List<Long> shape = List.of(rows, values.length / rows);
            tensors.add(new Tensor("values." + dtype, dtype, shape, FloatSource.of(values)));
        }
        tensors.add(new Tensor("scalar", Dtype.F32, List.of(), FloatSource.of(new float[] {0.5f})));
        tensors.add(new Tensor("nothing", Dtype.F16, List.of(0L, 3L), FloatSource.of(new float[0])));
        CheckpointWriter.write(folder.resolve("single"), tensors);
        CheckpointWriter.write(folder.resolve("shards"), tensors, SHARD_BYTES);
    }

    private static void read(Path folder) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            for (String name : checkpoint.tensors().keySet()) {
                float[] values = checkpoint.floats(name);
                ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(values);
                Files.write(folder.resolve(name + ".f32"), bytes.array());
            }
        }
    }
}
