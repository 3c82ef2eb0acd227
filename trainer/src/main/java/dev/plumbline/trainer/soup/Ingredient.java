package dev.plumbline.trainer.soup;

import dev.plumbline.models.transformer.ParameterSpec;
import dev.plumbline.models.transformer.Weights;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;

/** The parameters of a network to be blended. Whatever else its files hold, such as buffers, does not count. */
public interface Ingredient {

    /** Where they are, for messages. */
    Path folder();

    List<ParameterSpec> parameters();

    /** As {@link Weights#read}. */
    void read(String parameter, long first, FloatBuffer target);

    /** Weights, which stay open as long as they are read. */
    static Ingredient of(Path folder, Weights weights) {
        return new Ingredient() {
            @Override
            public Path folder() {
                return folder;
            }

            @Override
            public List<ParameterSpec> parameters() {
                return weights.parameters();
            }

            @Override
            public void read(String parameter, long first, FloatBuffer target) {
                weights.read(parameter, first, target);
            }
        };
    }
}
