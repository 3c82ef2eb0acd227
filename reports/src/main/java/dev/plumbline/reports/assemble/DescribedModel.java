package dev.plumbline.reports.assemble;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.reports.figure.ModelFacts;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code model_meta.json} beside results says of a model. */
final class DescribedModel {

    /** mteb's names (2.20.0 to 2.26.24, {@code models/model_meta.py}) to those of {@link ModelFacts}. */
    private static final Map<String, String> NAMES =
            Map.of("n_parameters", "n_parameters", "embed_dim", "embedding_dim", "max_tokens", "max_tokens");

    private DescribedModel() {}

    /** Whole numbers only; what is missing or unreadable is not known. */
    static ModelFacts read(Path folder) {
        JsonNode meta = JsonFiles.readOrMissing(folder.resolve("model_meta.json"));
        Map<String, String> facts = new LinkedHashMap<>();
        NAMES.forEach((name, fact) -> {
            JsonNode value = meta.path(name);
            if (value.isNumber() && value.doubleValue() >= 1) {
                facts.put(fact, String.valueOf(value.longValue()));
            }
        });
        return new ModelFacts(facts);
    }
}
