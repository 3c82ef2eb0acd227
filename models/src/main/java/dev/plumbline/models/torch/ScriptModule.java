package dev.plumbline.models.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.plumbline.ground.PlumblineException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Functions of arrays in TorchScript: operations that DJL's arrays do not have (fused attention, RMSNorm), several of them
 * in one call into libtorch, with gradients if wanted. Safe from several threads.
 */
public final class ScriptModule implements AutoCloseable {

    private final NDManager manager;
    private final PtSymbolBlock block;
    /** DJL takes the method's name from the name of an argument. */
    private final Map<String, NDArray> tags = new ConcurrentHashMap<>();

    private ScriptModule(NDManager manager, PtSymbolBlock block) {
        this.manager = manager;
        this.block = block;
    }

    /**
     * Compiles functions.
     *
     * @param parent lives at least as long
     * @param methods written with {@link ScriptMethod}
     */
    public static ScriptModule compile(NDManager parent, Iterable<ScriptMethod> methods) {
        StringBuilder source = new StringBuilder();
        methods.forEach(method -> source.append(method.source()));
        NDManager manager = parent.newSubManager();
        boolean done = false;
        try {
            PtSymbolBlock block = JniUtils.loadModule(
                    (PtNDManager) manager, new ByteArrayInputStream(ScriptArchive.of(source.toString())), false, false);
            done = true;
            return new ScriptModule(manager, block);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        } finally {
            if (!done) {
                manager.close();
            }
        }
    }

    /**
     * Calls a function. The result belongs to the manager of the first argument.
     *
     * @param gradients whether the result can be derived by arguments that ask for it
     * @param arguments without names, which DJL would give a meaning
     * @throws PlumblineException of kind MODEL if libtorch cannot compute it
     */
    public NDArray call(String method, boolean gradients, NDArray... arguments) {
        return call(method, gradients, withoutNames(method, arguments));
    }

    /**
     * Calls a function of lists, without gradients. The result belongs to the manager of the first argument.
     *
     * @param lists by the names of the function's last parameters, in their order; not by several threads at once
     * @param arguments for the parameters before, at least one
     * @throws PlumblineException as {@link #call}
     */
    public NDArray callOnLists(String method, Map<String, List<NDArray>> lists, NDArray... arguments) {
        NDList list = withoutNames(method, arguments);
        // what DJL makes a list of arrays of
        lists.forEach((name, arrays) -> arrays.forEach(array -> {
            array.setName(name);
            list.add(array);
        }));
        try {
            return call(method, false, list);
        } finally {
            lists.values().forEach(arrays -> arrays.forEach(array -> array.setName(null)));
        }
    }

    private static NDList withoutNames(String method, NDArray... arguments) {
        NDList list = new NDList(arguments.length + 1);
        for (NDArray argument : arguments) {
            if (argument.getName() != null) {
                throw new IllegalArgumentException("an argument of " + method + " is named " + argument.getName());
            }
            list.add(argument);
        }
        return list;
    }

    private NDArray call(String method, boolean gradients, NDList list) {
        list.add(tags.computeIfAbsent(method, this::tag));
        // The optimiser specialises code to the shapes seen first; shapes differ from batch to batch, and what runs
        // shall not depend on what ran before. The setting is the thread's.
        JniUtils.setGraphExecutorOptimize(false);
        try {
            return IValueUtils.forward(block, list, gradients).singletonOrThrow();
        } catch (EngineException e) {
            throw PlumblineException.model("libtorch failed in " + method + ": " + e.getMessage(), e);
        }
    }

    private NDArray tag(String method) {
        NDArray tag = manager.create(0f);
        tag.setName("module_method:" + method);
        return tag;
    }

    @Override
    public void close() {
        manager.close();
    }
}
