package dev.plumbline.models.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Direct memory that tensors are views of, so that nothing is copied. It grows and is kept from batch to batch. */
final class TensorBuffer {

    private final OnnxJavaType type;
    private ByteBuffer bytes = direct(0);

    TensorBuffer(OnnxJavaType type) {
        this.type = type;
    }

    private static ByteBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    /** Makes room for so many values; what was in it may be lost. New memory holds zeros. */
    void reserve(int values) {
        int size = Math.multiplyExact(values, type.size);
        if (bytes.capacity() < size) {
            bytes = direct(size);
        }
    }

    void put(int at, int value) {
        switch (type) {
            case INT64 -> bytes.putLong(at * Long.BYTES, value);
            case INT32 -> bytes.putInt(at * Integer.BYTES, value);
            case FLOAT -> bytes.putFloat(at * Float.BYTES, value);
            case FLOAT16 -> bytes.putShort(at * Short.BYTES, Fp16Conversions.floatToFp16(value));
            case BFLOAT16 -> bytes.putShort(at * Short.BYTES, Fp16Conversions.floatToBf16(value));
            case BOOL -> bytes.put(at, (byte) value);
            default -> throw new IllegalStateException("inputs of " + type + " are refused");
        }
    }

    /** Reads values into the start of an array. */
    void get(int from, float[] values, int count) {
        switch (type) {
            case FLOAT -> bytes.asFloatBuffer().get(from, values, 0, count);
            case FLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = Fp16Conversions.fp16ToFloat(bytes.getShort((from + i) * Short.BYTES));
                }
            }
            case BFLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = Fp16Conversions.bf16ToFloat(bytes.getShort((from + i) * Short.BYTES));
                }
            }
            default -> throw new IllegalStateException("outputs of " + type + " are refused");
        }
    }

    /** A tensor over some of it, to be closed before it grows. */
    OnnxTensor tensor(int from, long[] shape) throws OrtException {
        int values = 1;
        for (long size : shape) {
            values = Math.multiplyExact(values, (int) size);
        }
        ByteBuffer part = bytes.slice(from * type.size, values * type.size).order(ByteOrder.nativeOrder());
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        return switch (type) {
            case INT64 -> OnnxTensor.createTensor(environment, part.asLongBuffer(), shape);
            case INT32 -> OnnxTensor.createTensor(environment, part.asIntBuffer(), shape);
            case FLOAT -> OnnxTensor.createTensor(environment, part.asFloatBuffer(), shape);
            case FLOAT16, BFLOAT16 -> OnnxTensor.createTensor(environment, part.asShortBuffer(), shape, type);
            default -> OnnxTensor.createTensor(environment, part, shape, type);
        };
    }
}
