package dev.plumbline.trainer.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.plumbline.models.torch.GradientTape;
import java.util.List;

/** A pass of which libtorch keeps everything that its gradient needs. */
final class GraphPass implements TrainableEncoder.KeptPass {

    private final TrainableEncoder encoder;
    private final NDArray vectors;

    GraphPass(TrainableEncoder encoder, NDManager manager, List<TextTokens> texts, long seed) {
        this.encoder = encoder;
        try (GradientTape tape = GradientTape.open()) {
            tape.hold();
            this.vectors = encoder.vectors(manager, texts, seed);
        }
    }

    @Override
    public NDArray vectors() {
        return vectors.stopGradient();
    }

    @Override
    public void backward(NDArray gradient) {
        try (GradientTape tape = GradientTape.open()) {
            tape.backward(vectors.mul(gradient).sum());
        }
        encoder.collect();
    }
}
