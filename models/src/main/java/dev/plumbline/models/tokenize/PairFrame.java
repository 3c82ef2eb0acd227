package dev.plumbline.models.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The special tokens and token types of two texts put together. */
final class PairFrame {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private PairFrame() {}

    /**
     * A post-processor by a recipe's steps.
     *
     * @param single around a text alone
     * @param pair around two
     * @throws IllegalArgumentException if one of its tokens is missing
     */
    static ObjectNode json(JsonNode single, JsonNode pair, SpecialTokens special, AddedVocabulary added) {
        ObjectNode tokens = JSON.objectNode();
        ObjectNode processor = JSON.objectNode().put("type", "TemplateProcessing");
        processor.set("single", steps(single, tokens, special, added));
        processor.set("pair", steps(pair, tokens, special, added));
        processor.set("special_tokens", tokens);
        return processor;
    }

    private static ArrayNode steps(JsonNode recipe, ObjectNode tokens, SpecialTokens special, AddedVocabulary added) {
        ArrayNode steps = JSON.arrayNode();
        for (JsonNode step : recipe) {
            String[] parts = step.asText().split(":", 2);
            int type = parts.length == 1 ? 0 : Integer.parseInt(parts[1]);
            if (!parts[0].startsWith("$")) {
                steps.addObject().putObject("Sequence").put("id", parts[0]).put("type_id", type);
                continue;
            }
            String name = parts[0].substring(1);
            int id = special.text(name)
                    .flatMap(added::id)
                    .orElseThrow(() -> new IllegalArgumentException(name + " must be a token, not null"));
            String label = "#" + id;
            ObjectNode token = tokens.putObject(label).put("id", label);
            token.putArray("ids").add(id);
            token.putArray("tokens").add(label);
            steps.addObject().putObject("SpecialToken").put("id", label).put("type_id", type);
        }
        return steps;
    }
}
