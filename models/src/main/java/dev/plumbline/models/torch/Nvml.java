package dev.plumbline.models.torch;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * NVIDIA's management library, which comes with the driver: GPUs and their memory, without CUDA (NVML API reference,
 * nvmlDeviceGetMemoryInfo and its neighbours). It counts GPUs as the machine does: {@code CUDA_VISIBLE_DEVICES} may hide some
 * from libtorch.
 */
final class Nvml {

    private static final int SUCCESS = 0;
    private static final int TEXT = 96;

    private final NativeLibrary library;

    private Nvml(NativeLibrary library) {
        this.library = library;
    }

    /** Opened by who asks first, and left open: nothing else says what of a GPU's memory is in use. */
    private static final class Opened {
        static final Optional<Nvml> HERE = open();
    }

    /** The library, if the driver is here and answers. */
    static Optional<Nvml> here() {
        return Opened.HERE;
    }

    private static Optional<Nvml> open() {
        try {
            Nvml nvml = new Nvml(NativeLibrary.getInstance(Platform.isWindows() ? "nvml" : "libnvidia-ml.so.1"));
            return nvml.call("nvmlInit_v2") ? Optional.of(nvml) : Optional.empty();
        } catch (UnsatisfiedLinkError e) {
            // no driver, or one older than these functions
            return Optional.empty();
        }
    }

    private boolean call(String function, Object... arguments) {
        return library.getFunction(function).invokeInt(arguments) == SUCCESS;
    }

    /** The driver's version. */
    Optional<String> driver() {
        return text("nvmlSystemGetDriverVersion");
    }

    private Optional<String> text(String function, Object... of) {
        Memory room = new Memory(TEXT);
        Object[] arguments = new Object[of.length + 2];
        System.arraycopy(of, 0, arguments, 0, of.length);
        arguments[of.length] = room;
        arguments[of.length + 1] = TEXT;
        return call(function, arguments) ? Optional.of(room.getString(0)) : Optional.empty();
    }

    /** All GPUs, in the machine's order. */
    List<Gpus.Gpu> gpus() {
        IntByReference count = new IntByReference();
        if (!call("nvmlDeviceGetCount_v2", count)) {
            return List.of();
        }
        List<Gpus.Gpu> gpus = new ArrayList<>();
        for (int number = 0; number < count.getValue(); number++) {
            PointerByReference handle = new PointerByReference();
            if (call("nvmlDeviceGetHandleByIndex_v2", number, handle)) {
                gpus.add(gpu(number, handle.getValue()));
            }
        }
        return gpus;
    }

    private Gpus.Gpu gpu(int number, Pointer device) {
        // nvmlMemory_t: total, free, used
        Memory memory = new Memory(3 * Long.BYTES);
        boolean known = call("nvmlDeviceGetMemoryInfo", device, memory);
        return new Gpus.Gpu(
                number,
                text("nvmlDeviceGetName", device).orElse("a GPU without a name"),
                known ? memory.getLong(0) : 0,
                known ? memory.getLong(2L * Long.BYTES) : 0);
    }
}
