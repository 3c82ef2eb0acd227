package dev.plumbline.models.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.plumbline.models.transformer.Networks;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UploadTest {

    private final NDManager manager = Networks.libtorch().newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void whatIsOfOneTypeGoesTogether() {
        Upload upload = new Upload(manager);
        Upload.Part ids = upload.add(new long[] {1, 2, 3}, 3);
        Upload.Part mask = upload.add(new float[] {0, -1, 0.5f, 2}, 2, 1, 2);
        Upload.Part none = upload.add(new long[0], 0);
        Upload.Part rows = upload.add(new long[] {4, 5, 6, 7, 8, 9}, 2, 3);
        long before = Transfers.uploads();
        assertThat(rows.array().toLongArray()).containsExactly(4, 5, 6, 7, 8, 9);
        assertThat(Transfers.uploads() - before).isEqualTo(2);
        assertThat(rows.array().getShape()).isEqualTo(new Shape(2, 3));
        assertThat(ids.array().toLongArray()).containsExactly(1, 2, 3);
        assertThat(none.array().getShape()).isEqualTo(new Shape(0));
        assertThat(mask.array().toFloatArray()).containsExactly(0, -1, 0.5f, 2);
        assertThat(mask.array().getShape()).isEqualTo(new Shape(2, 1, 2));
        assertThat(upload.add(new double[] {0.1}, 1).array().toDoubleArray()).containsExactly(0.1);
        assertThat(Transfers.uploads() - before).isEqualTo(3);
    }

    @Test
    void aShapeHasAsManyNumbers() {
        Upload upload = new Upload(manager);
        assertThatThrownBy(() -> upload.add(new long[] {1, 2, 3}, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numbersAreExact() {
        NDArray number = DeviceNumber.of(manager, 0.05);
        assertThat(number.getShape()).isEqualTo(new Shape());
        assertThat(number.getDouble()).isEqualTo(0.05);
        assertThat(DeviceNumber.of(manager, 16_777_215, DataType.FLOAT32).getFloat())
                .isEqualTo(16_777_215f);
    }

    /** Without a GPU there is no such memory: what was to be sent arrives all the same. */
    @Test
    void withoutPinnedMemoryTheCopyWaits() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(2 * Long.BYTES).order(ByteOrder.nativeOrder());
        buffer.asLongBuffer().put(new long[] {7, 8});
        NDArray sent = PinnedCopy.of(manager, buffer, new Shape(2), DataType.INT64);
        assertThat(sent.toLongArray()).containsExactly(7, 8);
        assertThat(PinnedCopy.works()).isEqualTo(manager.getDevice().isGpu());
    }
}
