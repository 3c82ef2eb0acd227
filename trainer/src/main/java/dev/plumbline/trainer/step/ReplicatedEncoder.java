package dev.plumbline.trainer.step;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.plumbline.models.torch.GradientTape;
import dev.plumbline.models.torch.Libtorch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The same network on several devices, each of which encodes a share of every batch in a thread of its own: data parallelism.
 * Vectors come together on the first device, where the loss is taken of all of them, so that every text is a negative of every
 * query, whichever device it was encoded on; the vectors' gradient goes back to where they came from. Once a step, {@link
 * #reduce} adds the weights' gradients to those of the first replica, which alone is moved, and {@link #moved} copies its
 * weights to the others.
 *
 * <p>Losses and weights are those of one network up to rounding, and up to dropout's draws, which follow the shares. libtorch
 * has one generator for a process, so that replicas with dropout are told what to compute one after the other.
 */
public final class ReplicatedEncoder implements TrainableEncoder, AutoCloseable {

    private final List<Replica> replicas = new ArrayList<>();
    private final ForeachKernels kernels;

    /**
     * A network on a device.
     *
     * @param manager of the device, with the weights; lives as long as they do
     */
    public record Copy(TrainableTransformer encoder, NDManager manager) {}

    private record Replica(Copy copy, List<NDArray> trained, ExecutorService thread) {

        NDManager manager() {
            return copy.manager();
        }

        TrainableTransformer encoder() {
            return copy.encoder();
        }

        Device device() {
            return manager().getDevice();
        }
    }

    /**
     * Replicas of one network, with the same weights.
     *
     * @param copies at least one; the first one's weights are those that are moved
     * @param threads that each computes an operation with, on a CPU, at least 1
     */
    public ReplicatedEncoder(List<Copy> copies, int threads) {
        NDManager first = copies.get(0).manager();
        this.kernels = new ForeachKernels(first);
        for (Copy copy : copies) {
            List<NDArray> trained = copy.encoder().parameters().values().stream()
                    .filter(NDArray::hasGradient)
                    .toList();
            trained.forEach(kernels::begin);
            ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
                Thread replica = new Thread(
                        () -> {
                            Libtorch.useThreads(threads);
                            work.run();
                        },
                        "replica-" + copy.manager().getDevice());
                replica.setDaemon(true);
                return replica;
            });
            replicas.add(new Replica(copy, trained, thread));
        }
    }

    private Replica first() {
        return replicas.get(0);
    }

    /** Without what a gradient would need. */
    @Override
    public NDArray vectors(NDManager manager, List<TextTokens> texts, long seed) {
        List<NDArray> parts = onEach(shares(texts), (replica, share) -> {
            try (NDScope scope = new NDScope();
                    NDManager pass = replica.manager().newSubManager();
                    GradientTape paused = GradientTape.paused()) {
                paused.hold();
                scope.suppressNotUsedWarning();
                return brought(replica.encoder().vectors(pass, share.texts(), seed), manager);
            }
        });
        return joined(parts);
    }

    @Override
    public void backward(NDManager manager, List<TextTokens> texts, NDArray gradient, long seed) {
        onEach(shares(texts), (replica, share) -> {
            try (NDScope scope = new NDScope();
                    NDManager pass = replica.manager().newSubManager();
                    GradientTape paused = GradientTape.paused()) {
                paused.hold();
                scope.suppressNotUsedWarning();
                replica.encoder().backward(pass, share.texts(), share.of(gradient, replica.device()), seed);
                return share;
            }
        });
    }

    @Override
    public KeptPass kept(NDManager manager, List<TextTokens> texts, long seed) {
        List<Share> shares = shares(texts);
        ReplicaPass[] passes = new ReplicaPass[replicas.size()];
        List<NDArray> parts = onEach(shares, (replica, share) -> {
            passes[share.replica()] = new ReplicaPass(replica, share, seed);
            return brought(passes[share.replica()].vectors(), manager);
        });
        return new KeptPass() {
            @Override
            public NDArray vectors() {
                return joined(parts);
            }

            @Override
            public void backward(NDArray gradient) {
                onEach(shares, (replica, share) -> {
                    passes[share.replica()].backward(share.of(gradient, replica.device()));
                    return share;
                });
            }
        };
    }

    /** A replica's share of a pass, from the first operation to the gradient: in its thread alone. */
    private static final class ReplicaPass {

        private final NDScope scope = new NDScope();
        private final NDManager manager;
        private final KeptPass kept;

        ReplicaPass(Replica replica, Share share, long seed) {
            this.manager = replica.manager().newSubManager();
            try (GradientTape paused = GradientTape.paused()) {
                paused.hold();
                this.kept = replica.encoder().kept(manager, share.texts(), seed);
            }
        }

        NDArray vectors() {
            try (GradientTape paused = GradientTape.paused()) {
                paused.hold();
                return kept.vectors();
            }
        }

        void backward(NDArray gradient) {
            try (scope;
                    manager;
                    GradientTape paused = GradientTape.paused()) {
                paused.hold();
                kept.backward(gradient);
            }
        }
    }

    /**
     * Texts of a pass that one replica has.
     *
     * @param replica its number
     * @param from place of its first text in the pass
     */
    private record Share(int replica, int from, List<TextTokens> texts) {

        NDArray of(NDArray rows, Device device) {
            return rows.get(from + ":" + (from + texts.size())).toDevice(device, false);
        }
    }

    /** See {@link TextShares}; a replica for which no text is left has none. */
    private List<Share> shares(List<TextTokens> texts) {
        int[] lengths = texts.stream().mapToInt(TextTokens::length).toArray();
        int[] ends = TextShares.ends(lengths, replicas.size());
        List<Share> shares = new ArrayList<>();
        int from = 0;
        for (int replica = 0; replica < ends.length; replica++) {
            if (ends[replica] > from) {
                shares.add(new Share(replica, from, texts.subList(from, ends[replica])));
                from = ends[replica];
            }
        }
        return shares;
    }

    /** A replica's vectors on the first device, no longer of the calling thread's scope. */
    private NDArray brought(NDArray vectors, NDManager manager) {
        NDArray here = vectors.stopGradient().toDevice(first().device(), false);
        NDScope.unregister(here);
        here.attach(manager);
        return here;
    }

    private static NDArray joined(List<NDArray> parts) {
        return parts.size() == 1 ? parts.get(0) : NDArrays.concat(new NDList(parts), 0);
    }

    private interface ShareWork<T> {

        T of(Replica replica, Share share);
    }

    /** Does something with each share in its replica's thread, and waits for all, also where one fails. */
    private <T> List<T> onEach(List<Share> shares, ShareWork<T> work) {
        List<Future<T>> begun = new ArrayList<>();
        for (Share share : shares) {
            Replica replica = replicas.get(share.replica());
            Callable<T> task = () -> work.of(replica, share);
            begun.add(replica.thread().submit(task));
            if (replica.encoder().draws()) {
                done(begun.get(begun.size() - 1));
            }
        }
        // all of them, before the first failure is told
        begun.forEach(ReplicatedEncoder::done);
        return begun.stream().map(ReplicatedEncoder::result).toList();
    }

    /** The passes keep weights of all replicas in use: what was begun is waited for, also by an interrupted thread. */
    private static void done(Future<?> begun) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    begun.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    return;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static <T> T result(Future<T> done) {
        try {
            return done.get();
        } catch (InterruptedException e) {
            throw new IllegalStateException("is done", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** There is a pass to a gradient by the vectors first: the loss is of all replicas' vectors. */
    @Override
    public boolean recomputes() {
        return true;
    }

    @Override
    public boolean merges() {
        return first().encoder().merges();
    }

    /** Adds the gradients of all replicas up, at the first one's weights. */
    @Override
    public void reduce() {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            for (Replica replica : others()) {
                List<NDArray> theirs = ForeachKernels.gradients(replica.trained());
                List<NDArray> brought = theirs.stream()
                        .map(gradient -> gradient.toDevice(first().device(), false))
                        .toList();
                kernels.add(ForeachKernels.gradients(first().trained()), brought);
                kernels.zero(theirs);
            }
        }
    }

    @Override
    public void moved() {
        try (GradientTape paused = GradientTape.paused()) {
            paused.hold();
            for (Replica replica : others()) {
                kernels.copy(replica.trained(), first().trained());
            }
        }
        replicas.forEach(replica -> replica.encoder().moved());
    }

    private List<Replica> others() {
        return replicas.subList(1, replicas.size());
    }

    /** Those of the first replica. */
    @Override
    public Map<String, NDArray> parameters() {
        return first().encoder().parameters();
    }

    /** Ends the threads; networks and weights stay the caller's. */
    @Override
    public void close() {
        replicas.forEach(replica -> replica.thread().shutdownNow());
        kernels.close();
    }
}
