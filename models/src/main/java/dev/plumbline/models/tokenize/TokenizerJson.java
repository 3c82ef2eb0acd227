package dev.plumbline.models.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * A {@code tokenizer.json} changed as a model's configuration asks. What can be set on the loaded tokenizer (the longest
 * output, padding) is set there; this is for what only the file can say.
 */
final class TokenizerJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();
    private static final String NORMALIZER = "normalizer";
    private static final String TYPE = "type";

    private final ObjectNode root;
    private boolean changed;
    private List<String> changedByClass = List.of();
    private Set<Integer> specialIds = Set.of();

    private TokenizerJson(ObjectNode root) {
        this.root = root;
    }

    /** @throws IOException if it is not a JSON object */
    static TokenizerJson parse(byte[] json) throws IOException {
        if (MAPPER.readTree(json) instanceof ObjectNode object) {
            return new TokenizerJson(object);
        }
        throw new IOException("it is not a JSON object");
    }

    /**
     * Makes the changes; the same settings always make the same.
     *
     * @throws IllegalArgumentException if transformers could not make a tokenizer of it
     */
    void apply(TokenizerSettings settings) {
        settings.files().ifPresent(files -> transformers(files, settings.pairs()));
        if (settings.lowerCase()) {
            lowerCase();
        }
        settings.keep().ifPresent(keep -> truncation(keep, settings.maxTokens()));
    }

    private void transformers(TransformersFiles files, boolean pairs) {
        ClassChanges changes = new ClassChanges(root);
        specialIds = changes.apply(files, pairs);
        changedByClass = changes.changed();
        changed |= !changedByClass.isEmpty();
    }

    private void truncation(TokenizerSettings.Keep keep, int maxTokens) {
        String direction = keep == TokenizerSettings.Keep.END ? "Left" : "Right";
        if (!direction.equals(root.path("truncation").path("direction").asText("Right"))) {
            // the longest output is set on the loaded tokenizer, which keeps the direction
            ObjectNode node = root.putObject("truncation");
            node.put("direction", direction);
            node.put("max_length", maxTokens);
            node.put("strategy", "LongestFirst");
            node.put("stride", 0);
            changed = true;
        }
    }

    /** As sentence-transformers 6.2.0 does for {@code do_lower_case} ({@code base/modules/transformer.py}). */
    private void lowerCase() {
        JsonNode own = root.path(NORMALIZER);
        ArrayNode steps = MAPPER.createArrayNode();
        if (is(own, "Sequence")) {
            own.path("normalizers").forEach(steps::add);
        } else if (own.isObject()) {
            steps.add(own);
        }
        for (JsonNode step : steps) {
            if (is(step, "Lowercase")) {
                return;
            }
        }
        steps.insertObject(0).put(TYPE, "Lowercase");
        root.putObject(NORMALIZER).put(TYPE, "Sequence").set("normalizers", steps);
        changed = true;
    }

    private static boolean is(JsonNode node, String type) {
        return type.equals(node.path(TYPE).asText());
    }

    /** Whether it is another file now. */
    boolean changed() {
        return changed;
    }

    byte[] bytes() throws IOException {
        return MAPPER.writeValueAsBytes(root);
    }

    /** The parts that transformers' class made anew. */
    List<String> changedByClass() {
        return changedByClass;
    }

    /** Ids of the special tokens that the configuration names. */
    Set<Integer> specialIds() {
        return specialIds;
    }
}
