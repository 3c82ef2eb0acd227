package dev.plumbline.models.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.Function;
import com.sun.jna.Platform;
import dev.plumbline.artifact.ArtifactFetch;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.data.CacheFolder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * libtorch in this process, through DJL. It is loaded when first asked for, from files on this machine; DJL itself opens no
 * connection: neither for its library, nor to report home.
 *
 * <p>{@code --libtorch}, or {@code PYTORCH_LIBRARY_PATH} in the environment, names a libtorch of one's own, which may know
 * GPUs ({@code docs/gpu.md}). DJL reads {@code PYTORCH_FLAVOR} too; it need not be set.
 */
public final class Libtorch {

    private static final String OWN_LIBRARY = "PYTORCH_LIBRARY_PATH";
    private static final String OWN_FLAVOUR = "PYTORCH_FLAVOR";
    private static final String OFFLINE = "ai.djl.offline";

    /** What cuBLAS goes by from libtorch's start on ({@code aten/src/ATen/Context.cpp}). */
    private static final String TF32 = "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE";

    /** The first minor version of 2 that has one. */
    private static final int RMS_NORM_KERNEL = 9;

    private static @Nullable Libtorch started;
    private static boolean tf32;
    private static boolean startedOwn;

    private final Engine engine;
    /** The first of all that share the work. */
    private final Device device;

    private final List<Device> devices;

    private Libtorch(Engine engine, List<Device> devices) {
        this.engine = engine;
        this.device = devices.get(0);
        this.devices = List.copyOf(devices);
    }

    /**
     * The process's libtorch, loaded by the first call, with its files in the user's cache folder.
     *
     * @param artifacts fetches them if they are not on this machine yet
     * @throws PlumblineException as {@link #start(Path, Supplier)}
     */
    public static Libtorch start(Supplier<ArtifactFetch> artifacts) {
        return start(CacheFolder.ofEnvironment().nativeLibraries(), artifacts);
    }

    /**
     * The process's libtorch, loaded by the first call.
     *
     * @param folder where its files are unpacked if they are not there yet
     * @param artifacts fetches them if they are not on this machine yet
     * @throws PlumblineException of kind MODEL if it cannot be had or loaded, of kind STORAGE if it cannot be unpacked
     */
    public static Libtorch start(Path folder, Supplier<ArtifactFetch> artifacts) {
        return start(folder, Optional.empty(), artifacts);
    }

    /**
     * The process's libtorch, loaded by the first call.
     *
     * @param own folder of the user's own ({@code --libtorch}); by the environment or fetched if empty
     */
    public static synchronized Libtorch start(Path folder, Optional<Path> own, Supplier<ArtifactFetch> artifacts) {
        if (started == null) {
            // before any class of DJL is loaded, which would otherwise report home
            System.setProperty(OFFLINE, "true");
            choose(folder, own, artifacts);
            try {
                Engine engine = Engine.getEngine("PyTorch");
                started = new Libtorch(engine, List.of(device(engine, DeviceChoice.AUTO)));
            } catch (EngineException e) {
                throw PlumblineException.model(
                        "libtorch cannot be loaded: " + deepest(e) + "; use the model's ONNX form on this machine", e);
            }
        }
        return started;
    }

    /** Whether there is a libtorch of the user's own: the one that is fetched knows no GPU. */
    public static synchronized boolean isOwn(Optional<Path> own) {
        return startedOwn || own.isPresent() || System.getenv(OWN_LIBRARY) != null;
    }

    /**
     * Lets a GPU multiply float32 matrices with ten significant bits, for the whole process.
     *
     * @throws PlumblineException of kind USAGE if libtorch runs already without, since it looks only once
     */
    public static synchronized void allowTf32() {
        if (tf32 || "1".equals(System.getenv(TF32))) {
            return;
        }
        if (started != null) {
            throw PlumblineException.usage("--dtype tf32 is of a whole process, and libtorch runs in this one already"
                    + " without; set " + TF32 + "=1 in its environment");
        }
        setEnvironment();
        tf32 = true;
    }

    /** Java's own environment is a copy that libtorch does not see. */
    private static void setEnvironment() {
        if (Platform.isWindows()) {
            Function.getFunction("msvcrt", "_putenv_s").invokeInt(new Object[] {TF32, "1"});
        } else {
            Function.getFunction("c", "setenv").invokeInt(new Object[] {TF32, "1", 1});
        }
    }

    private static void choose(Path folder, Optional<Path> given, Supplier<ArtifactFetch> artifacts) {
        String own = System.getenv(OWN_LIBRARY);
        if (given.isPresent()) {
            InstalledTorch torch = InstalledTorch.in("--libtorch", given.get());
            if (own != null && !Path.of(own).toAbsolutePath().normalize().equals(torch.folder())) {
                throw PlumblineException.usage("--libtorch " + given.get() + " and " + OWN_LIBRARY + "=" + own
                        + " name different libraries; unset one");
            }
            startedOwn = true;
            System.setProperty(OWN_LIBRARY, torch.folder().toString());
            System.setProperty(OWN_FLAVOUR, torch.flavour());
        } else if (own == null) {
            // the same names are read from the environment first
            System.setProperty(
                    OWN_LIBRARY, LibtorchFiles.unpack(folder, artifacts).toString());
            System.setProperty(OWN_FLAVOUR, LibtorchFiles.FLAVOUR);
        } else if (Arrays.stream(own.split(File.pathSeparator, -1))
                .map(Path::of)
                .noneMatch(path ->
                        Files.exists(path.resolve(System.mapLibraryName("torch"))) || Files.isRegularFile(path))) {
            // DJL would look on the network next
            throw PlumblineException.usage(OWN_LIBRARY + "=" + own + " has no " + System.mapLibraryName("torch"));
        } else if (Files.isDirectory(Path.of(own))) {
            InstalledTorch torch = InstalledTorch.in(OWN_LIBRARY, Path.of(own));
            System.setProperty(OWN_FLAVOUR, torch.flavour());
        }
    }

    /**
     * The same libtorch, computing on a device.
     *
     * @throws PlumblineException of kind MODEL if it is not there: nothing else is taken instead
     */
    public Libtorch on(DeviceChoice choice) {
        return new Libtorch(engine, List.of(device(engine, choice)));
    }

    /**
     * The same libtorch, computing on a device or on several, see {@link #each}.
     *
     * @throws PlumblineException as {@link #on(DeviceChoice)}
     */
    public Libtorch on(Devices choices) {
        List<Device> found = new ArrayList<>();
        choices.chosen().forEach(choice -> found.add(device(engine, choice)));
        for (int gpu = 1; choices.allGpus() && works(engine, Device.gpu(gpu)); gpu++) {
            found.add(Device.gpu(gpu));
        }
        return new Libtorch(engine, found);
    }

    /** The same libtorch on each of its devices alone; itself if it has one. */
    public List<Libtorch> each() {
        return devices.stream().map(one -> new Libtorch(engine, List.of(one))).toList();
    }

    private static Device device(Engine engine, DeviceChoice choice) {
        if (choice.kind() == DeviceChoice.Kind.CPU) {
            return Device.cpu();
        }
        boolean cuda = engine.hasCapability("CUDA");
        if (cuda && works(engine, choice.device())) {
            return choice.device();
        }
        if (choice.kind() == DeviceChoice.Kind.AUTO) {
            return Device.cpu();
        }
        throw Gpus.missing(choice, engine.getVersion(), LibUtils.getLibtorchPath(), cuda);
    }

    /** Only trying says whether a GPU of that number is there and can be used. */
    private static boolean works(Engine engine, Device device) {
        try (NDManager manager = engine.newBaseManager(device)) {
            return manager.ones(new Shape(1)).toFloatArray()[0] == 1;
        } catch (EngineException e) {
            return false;
        }
    }

    /** Where its libraries lie. */
    public Path folder() {
        return Path.of(LibUtils.getLibtorchPath());
    }

    /** The CUDA that it was made for, as its files say it; empty if it computes on the CPU alone. */
    public Optional<String> cuda() {
        return InstalledTorch.cuda(folder());
    }

    /** Why it computes on no GPU, and what to do. */
    public String whyNoGpu() {
        return Gpus.why(engine.getVersion(), LibUtils.getLibtorchPath(), engine.hasCapability("CUDA"));
    }

    /** Bytes of the GPU that it computes on, of the smallest of several; empty on a CPU, and where the system does not say. */
    public OptionalLong gpuMemory() {
        return devices.stream().mapToLong(each -> each.isGpu() ? Gpus.memory(each.getDeviceId()) : 0).min().stream()
                .filter(bytes -> bytes > 0)
                .findFirst();
    }

    /** Whether it computes an RMS norm, and the way back, in one kernel: on a GPU since 2.9. */
    public boolean hasRmsNormKernel() {
        String[] version = engine.getVersion().split("[.+]", -1);
        return device.isGpu() && version.length > 1 && Integer.parseInt(version[1]) >= RMS_NORM_KERNEL;
    }

    /** Whether it computes on a GPU. */
    public boolean isOnGpu() {
        return device.isGpu();
    }

    /** Bytes that nobody uses of the GPU it computes on; empty on a CPU, and if that is not known. */
    public OptionalLong freeMemory() {
        return device.isGpu() ? Gpus.free(device.getDeviceId()) : OptionalLong.empty();
    }

    /** Whether float32 matrices are multiplied with fewer bits than they have. */
    boolean multipliesInTf32() {
        return device.isGpu() && (tf32 || "1".equals(System.getenv(TF32)));
    }

    /** On what it computes, for who looks at a run: {@code cpu}, or a GPU's number and, where the system says it, its name. */
    public String deviceLabel() {
        return devices.stream().map(Libtorch::label).collect(Collectors.joining(", "));
    }

    private static String label(Device device) {
        return device.isGpu()
                ? "cuda:" + device.getDeviceId()
                        + Gpus.name().map(name -> " (" + name + ")").orElse("")
                : "cpu";
    }

    private static String deepest(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString();
    }

    /** A manager of arrays on the device. The caller closes it. */
    public NDManager newManager() {
        return engine.newBaseManager(device);
    }

    /** libtorch's and DJL's versions, and the kind of device: what decides an operation's last bits. */
    public String version() {
        return "libtorch " + engine.getVersion() + " djl " + Engine.getDjlVersion() + " " + device.getDeviceType()
                + (tf32 && device.isGpu() ? " tf32" : "");
    }

    /** From now on random numbers are those of a seed, for the whole process. */
    public static void seed(long seed) {
        JniUtils.setSeed(seed);
    }

    /**
     * From now on the calling thread computes an operation with that many threads. OpenMP keeps the number per thread, MKL
     * for the process; whoever cares says it before each piece of work.
     */
    public static void useThreads(int count) {
        JniUtils.setNumThreads(count);
    }
}
