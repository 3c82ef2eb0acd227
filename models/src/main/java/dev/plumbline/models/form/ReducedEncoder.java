package dev.plumbline.models.form;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Charge;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.EncodeWork;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.VectorSearch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An encoder's vectors in another form. Has no fingerprint: it is the full vectors that are kept. */
final class ReducedEncoder implements Encoder {

    private final Encoder full;
    private final VectorForm form;

    ReducedEncoder(Encoder full, VectorForm form) {
        this.full = full;
        this.form = form;
    }

    @Override
    public ModelCard card() {
        ModelCard card = full.card();
        return new ModelCard(
                card.name(),
                card.revision(),
                form.cut().map(Cut::width).orElse(card.dimensions()),
                card.maxTokens(),
                card.parameters(),
                card.similarity());
    }

    @Override
    public FloatMatrix encode(EncodeRequest request) {
        FloatMatrix vectors = full.encode(request);
        if (form.cut().isPresent()) {
            Cut cut = form.cut().get();
            if (cut.width() > vectors.columns()) {
                throw PlumblineException.usage("--dims " + cut.width() + " is more than the " + vectors.columns()
                        + " dimensions of " + full.card().name());
            }
            vectors = VectorReduction.leading(vectors, cut);
        }
        return switch (form.type()) {
            case F32 -> vectors;
            case INT8 -> VectorReduction.int8(vectors);
            case BINARY -> VectorReduction.binary(vectors);
        };
    }

    @Override
    public boolean independent() {
        return form.type() != VectorType.INT8;
    }

    @Override
    public VectorSearch searching(VectorSearch here, Parallel parallel) {
        return full.searching(here, parallel);
    }

    @Override
    public String prompt(TaskSpec task, Role role) {
        return full.prompt(task, role);
    }

    @Override
    public Map<String, String> about() {
        Map<String, String> about = new TreeMap<>(full.about());
        form.cut().ifPresent(cut -> about.put(CUT, cut.about()));
        return about;
    }

    @Override
    public List<String> warnings() {
        return full.warnings();
    }

    @Override
    public Optional<String> identity() {
        return full.identity();
    }

    @Override
    public Optional<EncodeWork> work() {
        return full.work();
    }

    @Override
    public Optional<Charge> charge() {
        return full.charge();
    }

    /** Leaves the full encoder open, which its other forms share. */
    @Override
    public void close() {}
}
