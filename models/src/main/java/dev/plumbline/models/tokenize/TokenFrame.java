package dev.plumbline.models.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The special tokens around a text.
 *
 * @param before ids
 * @param after ids
 */
record TokenFrame(List<Integer> before, List<Integer> after) {

    private static final String SEQUENCE = "Sequence";
    private static final String SPECIAL = "SpecialToken";

    TokenFrame {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /**
     * Of a recipe.
     *
     * @throws IllegalArgumentException if one of its tokens is missing
     */
    static TokenFrame of(JsonNode recipe, SpecialTokens special, AddedVocabulary added) {
        List<Integer> before = new ArrayList<>();
        List<Integer> after = new ArrayList<>();
        List<Integer> side = before;
        for (JsonNode step : recipe) {
            if (step.asText().equals("A")) {
                side = after;
                continue;
            }
            String name = step.asText().substring(1);
            side.add(special.text(name)
                    .flatMap(added::id)
                    .orElseThrow(() -> new IllegalArgumentException(name + " must be a token, not null")));
        }
        return new TokenFrame(before, after);
    }

    /** Of a file's post-processor; empty if it does something else. */
    static Optional<TokenFrame> of(JsonNode processor) {
        if (processor.isMissingNode() || processor.isNull()) {
            return Optional.of(new TokenFrame(List.of(), List.of()));
        }
        return switch (processor.path("type").asText()) {
            case "RobertaProcessing", "BertProcessing" ->
                Optional.of(new TokenFrame(
                        List.of(processor.path("cls").path(1).asInt()),
                        List.of(processor.path("sep").path(1).asInt())));
            case "TemplateProcessing" -> ofTemplate(processor);
            default -> Optional.empty();
        };
    }

    private static Optional<TokenFrame> ofTemplate(JsonNode processor) {
        List<Integer> before = new ArrayList<>();
        List<Integer> after = new ArrayList<>();
        List<Integer> side = before;
        for (JsonNode step : processor.path("single")) {
            if (step.has(SEQUENCE)) {
                side = after;
            }
            String name = step.path(SPECIAL).path("id").asText();
            for (JsonNode id : processor.path("special_tokens").path(name).path("ids")) {
                side.add(id.asInt());
            }
        }
        return Optional.of(new TokenFrame(before, after));
    }

    /** A post-processor that puts it around a text. */
    ObjectNode json() {
        JsonNodeFactory json = JsonNodeFactory.instance;
        ObjectNode tokens = json.objectNode();
        ArrayNode single = json.arrayNode();
        before.forEach(id -> single.add(special(id, tokens)));
        single.add(sequence("A"));
        ArrayNode pair = single.deepCopy();
        pair.add(sequence("B"));
        for (int id : after) {
            single.add(special(id, tokens));
            pair.add(special(id, tokens));
        }
        ObjectNode processor = json.objectNode().put("type", "TemplateProcessing");
        processor.set("single", single);
        processor.set("pair", pair);
        processor.set("special_tokens", tokens);
        return processor;
    }

    private static ObjectNode sequence(String id) {
        ObjectNode step = JsonNodeFactory.instance.objectNode();
        step.putObject(SEQUENCE).put("id", id).put("type_id", 0);
        return step;
    }

    private static ObjectNode special(int id, ObjectNode tokens) {
        String name = "#" + id;
        ObjectNode token = tokens.putObject(name).put("id", name);
        token.putArray("ids").add(id);
        token.putArray("tokens").add(name);
        ObjectNode step = JsonNodeFactory.instance.objectNode();
        step.putObject(SPECIAL).put("id", name).put("type_id", 0);
        return step;
    }
}
