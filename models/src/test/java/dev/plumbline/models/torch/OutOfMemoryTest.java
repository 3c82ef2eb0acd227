package dev.plumbline.models.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.plumbline.models.transformer.Networks;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutOfMemoryTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 79.11 GiB of which 1 MiB is free.",
                "The following operation failed in the TorchScript interpreter.\nRuntimeError: CUDA out of memory. Tried",
                "CUDA error: out of memory\nCUDA kernel errors might be asynchronously reported",
                "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
                "[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 1",
                "[enforce fail at alloc_cpu.cpp:83] data. DefaultCPUAllocator: not enough memory: you tried to allocate 1 bytes."
            })
    void whatLibtorchSaysOfItIsKnownAlsoAsACause(String message) {
        EngineException failure = new EngineException(message);

        assertThat(OutOfMemory.is(failure)).isTrue();
        assertThat(OutOfMemory.is(new ExecutionException(new IllegalStateException("batch 7", failure))))
                .isTrue();
    }

    @Test
    void otherFailuresAreNot() {
        assertThat(OutOfMemory.is(new EngineException("mat1 and mat2 shapes cannot be multiplied")))
                .isFalse();
        assertThat(OutOfMemory.is(new IllegalStateException())).isFalse();
        assertThat(OutOfMemory.is(new OutOfMemoryError("Java heap space"))).isFalse();
        Exception circle = new Exception("a");
        circle.initCause(new Exception("b", circle));
        assertThat(OutOfMemory.is(circle)).isFalse();
    }

    @Test
    void itIsWhatThisLibtorchThrows() {
        try (NDManager manager = Networks.libtorch().newManager()) {
            assertThat(OutOfMemory.is(catchThrowable(() -> manager.zeros(new Shape(1L << 44)))))
                    .isTrue();
        }
    }
}
