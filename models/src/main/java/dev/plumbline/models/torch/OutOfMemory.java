package dev.plumbline.models.torch;

import java.util.Locale;
import java.util.Set;

/** libtorch's exceptions for want of memory, which have no type of their own on this side: their messages tell. */
public final class OutOfMemory {

    /**
     * Of the CUDA allocator and the driver ({@code CUDA out of memory}, {@code CUDA error: out of memory}), of cuBLAS, and of the
     * CPU's allocator on Linux and on Windows ({@code c10/core/impl/alloc_cpu.cpp}).
     */
    private static final Set<String> MESSAGES = Set.of(
            "out of memory",
            "cublas_status_alloc_failed",
            "defaultcpuallocator: can't allocate memory",
            "defaultcpuallocator: not enough memory");

    /** Causes looked at; an exception may be its own cause's cause. */
    private static final int DEPTH = 20;

    private OutOfMemory() {}

    /**
     * Whether libtorch, on a GPU or a CPU, had no memory left for what was asked of it. The heap of Java is not meant.
     *
     * @param failure what was thrown, or anything that has it as a cause
     */
    public static boolean is(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEPTH; depth++) {
            String message = cause.getMessage();
            if (!(cause instanceof Error)
                    && message != null
                    && MESSAGES.stream().anyMatch(message.toLowerCase(Locale.ROOT)::contains)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
