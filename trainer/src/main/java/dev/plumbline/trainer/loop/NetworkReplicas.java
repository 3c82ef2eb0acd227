package dev.plumbline.trainer.loop;

import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.trainer.stage.OptimiserSettings;
import dev.plumbline.trainer.step.ReplicatedEncoder;
import dev.plumbline.trainer.step.TrainableEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A network of a stage on each device that it is trained on; what is written of it is the first one's. */
final class NetworkReplicas implements AutoCloseable {

    private final List<TrainedNetwork> networks = new ArrayList<>();
    private final List<ReplicatedEncoder> encoders = new ArrayList<>();

    /** @param open loads the network on a device */
    NetworkReplicas(Libtorch libtorch, Function<Libtorch, TrainedNetwork> open) {
        boolean done = false;
        try {
            libtorch.each().forEach(one -> networks.add(open.apply(one)));
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    TrainedNetwork first() {
        return networks.get(0);
    }

    int count() {
        return networks.size();
    }

    /**
     * The network with gradients for the weights that are trained, all replicas as one.
     *
     * @param threads of the whole stage
     */
    TrainableEncoder trainable(OptimiserSettings settings, int threads) {
        if (networks.size() == 1) {
            return first().trainable(settings);
        }
        List<ReplicatedEncoder.Copy> copies = networks.stream()
                .map(network -> new ReplicatedEncoder.Copy(network.trainable(settings), network.manager()))
                .toList();
        ReplicatedEncoder encoder = new ReplicatedEncoder(copies, Math.max(1, threads / copies.size()));
        encoders.add(encoder);
        return encoder;
    }

    @Override
    public void close() {
        encoders.forEach(ReplicatedEncoder::close);
        networks.forEach(TrainedNetwork::close);
    }
}
