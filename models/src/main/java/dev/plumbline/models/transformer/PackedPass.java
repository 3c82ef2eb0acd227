package dev.plumbline.models.transformer;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.network.PooledPass;
import dev.plumbline.models.torch.HostValues;
import dev.plumbline.models.torch.Upload;
import java.util.Optional;

/** One worker's batches, each packed, run and reduced on the device. All native memory of a batch is released at its end. */
final class PackedPass implements PooledPass {

    private final TransformerNetwork network;
    private final Reducing reducing;
    private float[] vectors = new float[0];

    PackedPass(TransformerNetwork network, Reducing reducing) {
        this.network = network;
        this.reducing = reducing;
    }

    @Override
    public float[] run(int[][] batch, Optional<int[][]> types, int[] skipped) {
        TransformerPass.check(batch, network.config());
        try (NDManager manager = network.manager().newSubManager()) {
            PackedTexts texts = new PackedTexts(new Upload(manager), batch);
            Reducing.Plan plan = reducing.plan(texts, skipped);
            vectors = HostValues.into(vectors, reducing.of(network.packed(types, texts), plan));
            return vectors;
        } catch (EngineException | PlumblineException e) {
            throw PlumblineException.model(
                    "a batch of " + batch.length + " texts of up to " + batch[0].length + " tokens: " + e.getMessage()
                            + "; fewer --batch-tokens need less memory",
                    e);
        }
    }
}
