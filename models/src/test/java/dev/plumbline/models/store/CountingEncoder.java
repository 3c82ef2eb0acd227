package dev.plumbline.models.store;

import dev.plumbline.ground.Sha256;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gives every call other vectors, so that one that was stored shows, and remembers what it was asked for. */
final class CountingEncoder implements Encoder {

    static final int WIDTH = 3;

    private final String name;
    private final int width;
    private float next;
    final List<String> asked = new ArrayList<>();

    CountingEncoder(String name, int width, float first) {
        this.name = name;
        this.width = width;
        this.next = first;
    }

    static CountingEncoder named(String name) {
        return new CountingEncoder(name, WIDTH, 1);
    }

    @Override
    public ModelCard card() {
        return new ModelCard("test/" + name, "1", width, 16, 0, Similarity.COSINE);
    }

    @Override
    public FloatMatrix encode(EncodeRequest request) {
        asked.addAll(request.texts());
        FloatMatrix vectors = FloatMatrix.zeros(request.texts().size(), width);
        for (int i = 0; i < vectors.data().length; i++) {
            vectors.data()[i] = next++;
        }
        return vectors;
    }

    @Override
    public Optional<String> fingerprint() {
        return Optional.of(Sha256.hex(name));
    }

    @Override
    public String prompt(TaskSpec task, Role role) {
        return role == Role.QUERY ? "query: " : "";
    }

    @Override
    public void close() {}
}
