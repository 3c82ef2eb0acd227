package dev.plumbline.models.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Added tokens beside a model's vocabulary, numbered as the tokenizers library numbers them (0.23 {@code
 * added_vocabulary.rs}): a token the vocabulary has keeps its number, others follow the last one. A token added again
 * replaces what was said of it.
 */
final class AddedVocabulary {

    private final Map<String, Integer> vocabulary;
    private final int size;
    private final Map<String, Integer> ids = new HashMap<>();
    private final TreeMap<Integer, AddedToken> tokens = new TreeMap<>();
    private final Set<String> special = new HashSet<>();

    /** @param vocabulary of {@code tokenizer.json}'s model: an object of ids, or a list of pieces with their scores */
    AddedVocabulary(JsonNode vocabulary) {
        this.vocabulary = new HashMap<>();
        if (vocabulary.isArray()) {
            for (int i = 0; i < vocabulary.size(); i++) {
                this.vocabulary.put(piece(vocabulary.get(i)), i);
            }
            this.size = vocabulary.size();
        } else {
            vocabulary
                    .properties()
                    .forEach(entry ->
                            this.vocabulary.put(entry.getKey(), entry.getValue().intValue()));
            this.size = this.vocabulary.size();
        }
    }

    static String piece(JsonNode entry) {
        return entry.isArray() ? entry.path(0).asText() : entry.asText();
    }

    void add(AddedToken token) {
        if (token.content().isEmpty()) {
            return;
        }
        if (token.special()) {
            special.add(token.content());
        }
        Integer known = ids.getOrDefault(token.content(), vocabulary.get(token.content()));
        int id = known == null ? next() : known;
        ids.put(token.content(), id);
        tokens.put(id, token);
    }

    private int next() {
        return tokens.isEmpty() ? size : Math.max(size, tokens.lastKey() + 1);
    }

    boolean has(String content) {
        return ids.containsKey(content);
    }

    boolean isInModel(String content) {
        return vocabulary.containsKey(content);
    }

    Optional<Integer> id(String content) {
        return Optional.ofNullable(ids.getOrDefault(content, vocabulary.get(content)));
    }

    /**
     * Makes special tokens ordinary text ({@code split_special_tokens}): those the vocabulary has are no longer added
     * tokens; of others the number is kept, by a name that no text has.
     */
    void splitSpecial() {
        tokens.entrySet()
                .removeIf(entry -> special.contains(entry.getValue().content())
                        && vocabulary.containsKey(entry.getValue().content()));
        tokens.replaceAll(
                (id, token) -> special.contains(token.content()) ? token.named("\uF8FF\uE000" + id + "\uF8FF") : token);
    }

    /** As a {@code tokenizer.json} has them. */
    ArrayNode json() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        tokens.forEach((id, token) -> list.add(token.json(id)));
        return list;
    }
}
