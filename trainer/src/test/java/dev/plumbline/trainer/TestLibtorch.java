package dev.plumbline.trainer;

import ai.djl.ndarray.NDManager;
import dev.plumbline.artifact.ArtifactFetch;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.tasks.data.CacheFolder;

/** libtorch as the product loads it, for tests. */
public final class TestLibtorch {

    private TestLibtorch() {}

    public static Libtorch start() {
        return Libtorch.start(
                CacheFolder.ofEnvironment().nativeLibraries(), () -> ArtifactFetch.ofUser(false, note -> {}));
    }

    /** A manager of arrays; the caller closes it. */
    public static NDManager manager() {
        return start().newManager();
    }
}
