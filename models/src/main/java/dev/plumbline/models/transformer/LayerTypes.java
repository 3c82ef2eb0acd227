package dev.plumbline.models.transformer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Reads {@code layer_types}: which layers see only what is near. */
final class LayerTypes {

    private static final String KEY = "layer_types";

    private LayerTypes() {}

    /** @param otherwise whether a layer does, where the file does not list them */
    static List<Boolean> read(ConfigFile file, int layers, IntPredicate otherwise) {
        List<Boolean> local = new ArrayList<>();
        if (!file.has(KEY)) {
            for (int layer = 0; layer < layers; layer++) {
                local.add(otherwise.test(layer));
            }
            return local;
        }
        for (JsonNode type : file.at(KEY)) {
            switch (type.asText()) {
                case "full_attention" -> local.add(false);
                case "sliding_attention" -> local.add(true);
                default -> throw file.unsupported(KEY);
            }
        }
        if (local.size() != layers) {
            throw file.wrong(KEY, "has " + local.size() + " entries for " + layers + " layers");
        }
        return local;
    }
}
