package dev.plumbline.models.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes of a {@code tokenizer.json} what transformers 5 makes of it with the class it takes: normaliser, pre-tokenizer, the
 * model's switches and special tokens. Whatever is the same already is left as the file has it.
 */
final class ClassChanges {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String TYPE = "type";
    private static final String NORMALIZER = "normalizer";
    private static final String PRE_TOKENIZER = "pre_tokenizer";
    private static final String POST_PROCESSOR = "post_processor";
    private static final String ADDED = "added_tokens";
    private static final String VOCABULARY = "vocab";
    private static final String MERGES = "merges";

    /** What a model's switch is where nobody sets it. */
    private static final Map<String, ObjectNode> STANDARD = Map.of(
            "WordPiece",
                    JSON.objectNode()
                            .put("unk_token", "[UNK]")
                            .put("continuing_subword_prefix", "##")
                            .put("max_input_chars_per_word", 100),
            "BPE",
                    JSON.objectNode()
                            .putNull("dropout")
                            .putNull("unk_token")
                            .putNull("continuing_subword_prefix")
                            .putNull("end_of_word_suffix")
                            .put("fuse_unk", false)
                            .put("byte_fallback", false)
                            .put("ignore_merges", false),
            "Unigram", JSON.objectNode().put("byte_fallback", false));

    private final ObjectNode root;
    private final List<String> changed = new ArrayList<>();

    ClassChanges(ObjectNode root) {
        this.root = root;
    }

    /** The parts that are no longer the file's. */
    List<String> changed() {
        return List.copyOf(changed);
    }

    /**
     * Makes the changes.
     *
     * @param pairs whether two texts will be put together
     * @return ids of the special tokens
     * @throws IllegalArgumentException if transformers could not make a tokenizer of it
     */
    Set<Integer> apply(TransformersFiles files, boolean pairs) {
        Optional<TokenizerRecipe> recipe = TokenizerRecipe.of(files.type().name());
        SpecialTokens special = new SpecialTokens(files, recipe, root.path(ADDED));
        boolean anew = recipe.isPresent() && !recipe.get().ofFile();
        if (anew) {
            remake(recipe.get(), files, special);
        }
        AddedVocabulary added = new AddedVocabulary(root.path("model").path(VOCABULARY));
        if (!anew) {
            root.path(ADDED).forEach(token -> added.add(AddedToken.of(token, ADDED)));
        }
        special.addTo(added);
        recipe.ifPresent(known -> frame(known, special, added, pairs));
        Set<Integer> ids = special.contents().stream()
                .flatMap(content -> added.id(content).stream())
                .collect(Collectors.toUnmodifiableSet());
        JsonNode split = files.config().path("split_special_tokens");
        if (!split.isMissingNode() && !split.isNull() && !split.isBoolean()) {
            throw new IllegalArgumentException("split_special_tokens must be true or false, not " + split);
        }
        if (split.asBoolean()) {
            added.splitSpecial();
        }
        set(ADDED, added.json(), "added tokens");
        return ids;
    }

    private void remake(TokenizerRecipe recipe, TransformersFiles files, SpecialTokens special) {
        Map<String, JsonNode> values = recipe.values(files.config(), charsmap(root.path(NORMALIZER)));
        for (String name : List.of("unk_token", "bos_token", "eos_token", "sep_token", "cls_token")) {
            values.put(name, special.text(name).<JsonNode>map(TextNode::valueOf).orElse(NullNode.instance));
        }
        model(recipe.part("model", values), files.type().name());
        set(NORMALIZER, recipe.part(NORMALIZER, values), "normaliser");
        set(PRE_TOKENIZER, recipe.part(PRE_TOKENIZER, values), "pre-tokenizer");
    }

    private void set(String key, JsonNode value, String what) {
        JsonNode own = root.path(key);
        boolean none = value.isNull() || value.isEmpty();
        if (!own.equals(value) && !(none && own.isMissingNode())) {
            root.set(key, value);
            changed.add(what);
        }
    }

    /** The first table of characters in a normaliser or its steps. */
    private static Optional<String> charsmap(JsonNode normalizer) {
        List<JsonNode> steps = new ArrayList<>();
        if (normalizer.path(TYPE).asText().equals("Sequence")) {
            normalizer.path("normalizers").forEach(steps::add);
        } else {
            steps.add(normalizer);
        }
        return steps.stream()
                .filter(step -> step.path(TYPE).asText().equals("Precompiled"))
                .map(step -> step.path("precompiled_charsmap"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst();
    }

    private void model(JsonNode wanted, String name) {
        if (!(root.path("model") instanceof ObjectNode own)
                || !own.path(VOCABULARY).isContainerNode()) {
            throw new IllegalArgumentException("tokenizer.json has no vocabulary (model.vocab)");
        }
        String type = wanted.get(TYPE).asText();
        ObjectNode made = standard(type).deepCopy();
        made.setAll((ObjectNode) wanted);
        if (type.equals("Unigram")) {
            if (!own.get(VOCABULARY).isArray()) {
                throw new IllegalArgumentException(
                        "class " + name + " needs a Unigram vocabulary, which tokenizer.json has"
                                + " not; transformers 5 cannot load it either");
            }
            made.set("unk_id", unknown(wanted.get("unk_id"), own.get(VOCABULARY)));
        } else if (wanted.path("unk_token").isNull()) {
            throw new IllegalArgumentException("unk_token must be a token, not null");
        }
        if (same(own, made, type)) {
            return;
        }
        made.set(VOCABULARY, type.equals("Unigram") ? own.get(VOCABULARY) : byId(own.get(VOCABULARY)));
        if (type.equals("BPE")) {
            made.set(MERGES, own.has(MERGES) ? own.get(MERGES) : JSON.arrayNode());
        }
        root.set("model", made);
        changed.add("model's switches");
    }

    private static ObjectNode standard(String type) {
        ObjectNode standard = STANDARD.get(type);
        if (standard == null) {
            throw new IllegalArgumentException("a recipe makes a " + type + ", which nobody knows");
        }
        return standard;
    }

    private static boolean same(ObjectNode own, ObjectNode made, String type) {
        if (!own.path(TYPE).asText(type).equals(type)) {
            return false;
        }
        for (Map.Entry<String, JsonNode> entry : made.properties()) {
            JsonNode is = own.path(entry.getKey());
            JsonNode standard = entry.getKey().equals(TYPE)
                    ? entry.getValue()
                    : standard(type).path(entry.getKey());
            if (!plain(is.isMissingNode() ? standard : is).equals(plain(entry.getValue()))) {
                return false;
            }
        }
        return true;
    }

    /** No affix is the same as an empty one. */
    private static JsonNode plain(JsonNode value) {
        return value.isTextual() && value.textValue().isEmpty() ? NullNode.instance : value;
    }

    private static JsonNode byId(JsonNode vocabulary) {
        if (vocabulary.isObject()) {
            return vocabulary;
        }
        ObjectNode ids = JSON.objectNode();
        for (int i = 0; i < vocabulary.size(); i++) {
            ids.put(AddedVocabulary.piece(vocabulary.get(i)), i);
        }
        return ids;
    }

    private static JsonNode unknown(JsonNode wanted, JsonNode vocabulary) {
        if (!wanted.isObject()) {
            return wanted;
        }
        for (int i = 0; i < vocabulary.size(); i++) {
            boolean scored = !wanted.has("score")
                    || vocabulary.get(i).path(1).asDouble()
                            == wanted.get("score").asDouble();
            if (scored
                    && AddedVocabulary.piece(vocabulary.get(i))
                            .equals(wanted.get("piece").textValue())) {
                return JSON.numberNode(i);
            }
        }
        return wanted.get("else");
    }

    private void frame(TokenizerRecipe recipe, SpecialTokens special, AddedVocabulary added, boolean pairs) {
        JsonNode own = root.path(POST_PROCESSOR);
        if (recipe.frameOfFileFirst() && !recipe.ofFile()) {
            // such a class looks its tokens up before it adds any, even where it then takes the file's frame
            inModel(special, List.of("cls_token", "sep_token"), added);
        }
        if (recipe.frame().isEmpty() || (recipe.frameOfFileFirst() && (recipe.ofFile() || own.isObject()))) {
            return;
        }
        if (pairs && recipe.pair().isPresent()) {
            set(
                    POST_PROCESSOR,
                    PairFrame.json(recipe.frame().get(), recipe.pair().get(), special, added),
                    "special tokens around two texts");
            return;
        }
        TokenFrame wanted = TokenFrame.of(recipe.frame().get(), special, added);
        if (!TokenFrame.of(own).equals(Optional.of(wanted))) {
            root.set(POST_PROCESSOR, wanted.json());
            changed.add("special tokens around a text");
        }
    }

    private static void inModel(SpecialTokens special, List<String> names, AddedVocabulary added) {
        for (String name : names) {
            if (special.text(name).filter(added::isInModel).isEmpty()) {
                throw new IllegalArgumentException(name + " must be a token of tokenizer.json's vocabulary;"
                        + " transformers 5 cannot load it otherwise");
            }
        }
    }
}
