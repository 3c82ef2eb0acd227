package dev.plumbline.models.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.plumbline.ground.PlumblineException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Copies to a GPU for which nobody waits: first into memory that the system never moves, which the GPU then reads by itself.
 * libtorch gives that memory to somebody else only once it was read. A copy from any other memory waits until everything that
 * the GPU was told before is done.
 */
final class PinnedCopy {

    static final ScriptMethod SEND = new ScriptMethod(
            "send", List.of("there", "here"), List.of("return torch.copy_(there, torch.pin_memory(here, None), True)"));

    /** Whether libtorch has such memory, which only trying says. */
    private static volatile boolean works = true;

    private PinnedCopy() {}

    /** What every copy is made with, as long as the process lives. */
    private static final class Script {
        static final NDManager HOST = Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
        static final ScriptModule MODULE = ScriptModule.compile(HOST, List.of(SEND));

        private Script() {}
    }

    /** An array of the manager's device. */
    static NDArray of(NDManager manager, ByteBuffer buffer, Shape shape, DataType type) {
        if (works) {
            NDArray there = manager.create(shape, type);
            try (NDArray here = Script.HOST.create(buffer, shape, type)) {
                Script.MODULE.call(SEND.name(), true, there, here).close();
                return there;
            } catch (PlumblineException | EngineException e) {
                there.close();
                works = false;
            }
        }
        return manager.create(buffer.rewind(), shape, type);
    }

    /** Whether it has not failed yet. */
    static boolean works() {
        return works;
    }
}
