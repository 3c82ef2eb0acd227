package dev.plumbline.models.torch;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.plumbline.artifact.ArtifactFetch;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.data.CacheFolder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * libtorch in this process, through DJL. It is loaded when first asked for, from files on this machine; DJL itself opens no
 * connection: neither for its library, nor to report home.
 *
 * <p>{@code PYTORCH_LIBRARY_PATH} (with {@code PYTORCH_FLAVOR}, for example {@code cu128}) names a libtorch of one's own.
 */
public final class Libtorch {

    private static final String OWN_LIBRARY = "PYTORCH_LIBRARY_PATH";
    private static final String OWN_FLAVOUR = "PYTORCH_FLAVOR";
    private static final String OFFLINE = "ai.djl.offline";

    private static Libtorch started;

    private final Engine engine;

    private Libtorch(Engine engine) {
        this.engine = engine;
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
    public static synchronized Libtorch start(Path folder, Supplier<ArtifactFetch> artifacts) {
        if (started == null) {
            // before any class of DJL is loaded, which would otherwise report home
            System.setProperty(OFFLINE, "true");
            choose(folder, artifacts);
            try {
                started = new Libtorch(Engine.getEngine("PyTorch"));
            } catch (EngineException e) {
                throw PlumblineException.model(
                        "libtorch cannot be loaded: " + deepest(e) + "; use the model's ONNX form on this machine", e);
            }
        }
        return started;
    }

    private static void choose(Path folder, Supplier<ArtifactFetch> artifacts) {
        String own = System.getenv(OWN_LIBRARY);
        if (own == null) {
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
        }
    }

    private static String deepest(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString();
    }

    /** A manager of arrays, on a GPU where libtorch sees one, else on the CPU. The caller closes it. */
    public NDManager newManager() {
        return engine.newBaseManager();
    }

    /** libtorch's and DJL's versions, and the kind of device: what decides an operation's last bits. */
    public String version() {
        return "libtorch " + engine.getVersion() + " djl " + Engine.getDjlVersion() + " "
                + engine.defaultDevice().getDeviceType();
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
