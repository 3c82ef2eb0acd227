package dev.plumbline.models.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Special and added tokens as transformers gathers them from a model's files (5.24.0 {@code tokenization_utils_base.py
 * _from_pretrained}), and in which order it adds them ({@code tokenization_utils_tokenizers.py TokenizersBackend.__init__}).
 */
final class SpecialTokens {

    private static final List<String> NAMES =
            List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token");
    private static final String EXTRA = "extra_special_tokens";
    private static final String ADDITIONAL = "additional_special_tokens";
    private static final String DECODER = "added_tokens_decoder";

    /** A token with or without what is said of it. */
    private record Given(String content, Optional<AddedToken> token) {}

    private final TreeMap<Integer, AddedToken> decoder = new TreeMap<>();
    private final Map<String, AddedToken> byContent = new HashMap<>();
    private final Map<String, Given> named = new LinkedHashMap<>();
    private final List<Given> extra = new ArrayList<>();
    private final boolean plain;

    /**
     * Gathers them.
     *
     * @param added those of {@code tokenizer.json}
     * @throws IllegalArgumentException if transformers could not make a tokenizer of it
     */
    SpecialTokens(TransformersFiles files, Optional<TokenizerRecipe> recipe, JsonNode added) {
        ObjectNode given = files.config().isObject()
                ? files.config().deepCopy()
                : JsonMapper.builder().build().createObjectNode();
        if (given.has(ADDITIONAL) && given.path(EXTRA).isEmpty()) {
            given.set(EXTRA, given.remove(ADDITIONAL));
        }
        Map<String, JsonNode> ofModel = ofModel(given);
        if (given.has(DECODER)) {
            given.get(DECODER).properties().forEach(entry -> decode(entry.getKey(), entry.getValue()));
        } else {
            legacy(given, files, ofModel, added);
        }
        name(given, recipe, ofModel);
        extra(given, recipe);
        this.plain = recipe.map(TokenizerRecipe::plainSpecials).orElse(false);
    }

    private static Map<String, JsonNode> ofModel(ObjectNode given) {
        Map<String, JsonNode> tokens = new LinkedHashMap<>();
        for (String key : List.copyOf(fieldNames(given))) {
            if (key.endsWith("_token") && !NAMES.contains(key) && given.get(key).isTextual()) {
                tokens.put(key, given.remove(key));
            }
        }
        if (given.path(EXTRA).isObject()) {
            given.remove(EXTRA).properties().forEach(entry -> tokens.put(entry.getKey(), entry.getValue()));
        }
        return tokens;
    }

    private static Collection<String> fieldNames(JsonNode object) {
        Set<String> names = new LinkedHashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private void decode(String id, JsonNode token) {
        try {
            keep(Integer.parseInt(id), AddedToken.of(token, DECODER + " " + id));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(DECODER + ": " + id + " is no token's number", e);
        }
    }

    private void keep(int id, AddedToken token) {
        decoder.put(id, token);
        byContent.put(token.content(), token);
    }

    private void legacy(
            ObjectNode given, TransformersFiles files, Map<String, JsonNode> ofModel, JsonNode addedByTokenizer) {
        files.specialTokens()
                .ifPresent(map -> map.properties().forEach(entry -> {
                    JsonNode value = entry.getValue();
                    if (value.isObject() && !entry.getKey().equals(EXTRA)) {
                        value = ((ObjectNode) value.deepCopy())
                                .put("special", true)
                                .put("__type", "AddedToken");
                    }
                    given.set(entry.getKey(), value);
                }));
        if (given.path(EXTRA).isObject()) {
            given.remove(EXTRA).properties().forEach(entry -> ofModel.put(entry.getKey(), entry.getValue()));
        }
        files.addedTokens().ifPresent(map -> {
            Set<String> special = new HashSet<>();
            NAMES.forEach(name -> special.add(content(given.path(name))));
            given.path(EXTRA).forEach(token -> special.add(content(token)));
            map.properties().forEach(entry -> {
                boolean is = special.contains(entry.getKey());
                keep(
                        entry.getValue().asInt(),
                        new AddedToken(entry.getKey(), false, false, false, Optional.empty(), is));
            });
        });
        addedByTokenizer.forEach(
                token -> keep(token.path("id").asInt(), AddedToken.of(token, "tokenizer.json: added_tokens")));
    }

    private static String content(JsonNode token) {
        return token.isObject() ? token.path("content").asText() : token.asText();
    }

    private void name(ObjectNode given, Optional<TokenizerRecipe> recipe, Map<String, JsonNode> ofModel) {
        for (String name : NAMES) {
            if (given.has(name)) {
                given(given.get(name), name).ifPresent(token -> named.put(name, mapped(token)));
            } else {
                recipe.map(known -> known.token(name)).ifPresent(text -> named.put(name, plain(text)));
            }
            Given token = named.get(name);
            if (token != null
                    && token.token().isEmpty()
                    && recipe.isPresent()
                    && recipe.get().stripsLeft(name)) {
                AddedToken stripping = new AddedToken(token.content(), false, true, false, Optional.empty(), true);
                named.put(name, new Given(token.content(), Optional.of(stripping)));
            }
        }
        for (String key : fieldNames(given)) {
            if (key.endsWith("_token")
                    && !NAMES.contains(key)
                    && (given.get(key).isTextual() || isToken(given.get(key)))) {
                given(given.get(key), key).ifPresent(token -> named.put(key, token));
            }
        }
        ofModel.forEach((key, value) -> given(value, key).ifPresent(token -> named.put(key, token)));
    }

    private static boolean isToken(JsonNode node) {
        return node.path("__type").asText().equals("AddedToken");
    }

    private static Given plain(String text) {
        return new Given(text, Optional.empty());
    }

    private Given mapped(Given token) {
        return new Given(
                token.content(),
                Optional.ofNullable(byContent.get(token.content())).or(token::token));
    }

    private static Optional<Given> given(JsonNode value, String where) {
        if (value.isNull()) {
            return Optional.empty();
        }
        if (value.isTextual()) {
            return Optional.of(plain(value.textValue()));
        }
        if (!isToken(value)) {
            throw new IllegalArgumentException(where + " must be a text or an AddedToken, not " + value
                    + "; transformers 5 cannot load it either");
        }
        AddedToken token = AddedToken.of(value, where);
        return Optional.of(new Given(token.content(), Optional.of(token)));
    }

    private void extra(ObjectNode given, Optional<TokenizerRecipe> recipe) {
        JsonNode additional = given.path(ADDITIONAL);
        JsonNode tokens = given.has(EXTRA) ? given.get(EXTRA) : additional;
        tokens.forEach(token -> given(token, EXTRA).ifPresent(extra::add));
        if (given.has(EXTRA) || recipe.isEmpty()) {
            return;
        }
        if (additional.isMissingNode() || additional.isNull()) {
            recipe.get().extras().forEach(text -> extra.add(plain(text.asText())));
        }
        if (recipe.get().sentinels()) {
            sentinels(given.path("extra_ids").asInt(100));
        }
    }

    private void sentinels(int count) {
        long own = extra.stream()
                .filter(token -> token.content().contains("<extra_id_"))
                .count();
        if (own == 0) {
            for (int i = 0; i < count; i++) {
                extra.add(plain("<extra_id_" + i + ">"));
            }
        } else if (count > 0 && own != count) {
            throw new IllegalArgumentException("extra_ids " + count + " does not go with " + own
                    + " tokens <extra_id_...>; transformers 5 cannot load it either");
        }
    }

    /** Adds them in transformers' order. */
    void addTo(AddedVocabulary vocabulary) {
        List<Given> wanted = new ArrayList<>();
        Set<String> known = new HashSet<>();
        decoder.values().forEach(token -> {
            wanted.add(new Given(token.content(), Optional.of(token)));
            known.add(token.content());
        });
        for (Collection<Given> tokens : List.of(named.values(), extra)) {
            for (Given token : tokens) {
                if (!known.contains(token.content()) && !vocabulary.has(token.content())) {
                    wanted.add(token);
                }
            }
        }
        Set<String> names = new HashSet<>();
        named.values().forEach(token -> names.add(token.content()));
        for (Given token : wanted) {
            AddedToken added = token.token().orElseGet(() -> AddedToken.special(token.content()));
            vocabulary.add(names.contains(added.content()) ? added.asSpecial() : added);
        }
        if (plain) {
            contents().forEach(content -> vocabulary.add(AddedToken.special(content)));
        }
    }

    /** The text of a special token with a name. */
    Optional<String> text(String name) {
        return Optional.ofNullable(named.get(name)).map(Given::content);
    }

    /** The texts of all special tokens. */
    Set<String> contents() {
        Set<String> contents = new LinkedHashSet<>();
        named.values().forEach(token -> contents.add(token.content()));
        extra.forEach(token -> contents.add(token.content()));
        return contents;
    }
}
