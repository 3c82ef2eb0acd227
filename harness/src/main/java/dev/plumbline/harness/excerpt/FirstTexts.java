package dev.plumbline.harness.excerpt;

import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.EnumMap;
import java.util.Map;

/** Listens for the first text of each role, and ends the scoring when it has as many roles as there are. */
final class FirstTexts implements Encoder {

    private final int roles;
    private final Map<Role, String> texts = new EnumMap<>(Role.class);

    FirstTexts(int roles) {
        this.roles = roles;
    }

    /** Ends a scoring of which nothing more is wanted. */
    static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super("enough texts", null, false, false);
        }
    }

    Map<Role, String> texts() {
        return texts;
    }

    @Override
    public ModelCard card() {
        return new ModelCard("explain/first-texts", "1", 1, 0, 0, Similarity.COSINE);
    }

    @Override
    public FloatMatrix encode(EncodeRequest request) {
        if (!request.texts().isEmpty()) {
            texts.putIfAbsent(request.role(), request.texts().get(0));
        }
        if (texts.size() >= roles) {
            throw new Enough();
        }
        return FloatMatrix.zeros(request.texts().size(), 1);
    }

    @Override
    public String prompt(TaskSpec task, Role role) {
        return "";
    }

    @Override
    public void close() {}
}
