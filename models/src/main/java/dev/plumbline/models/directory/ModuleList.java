package dev.plumbline.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The modules that {@code modules.json} lists: a Transformer, a Pooling, and then any number of Dense and Normalize.
 *
 * @param transformer folder of configuration, tokenizer and weights
 * @param rest the modules after it, in order
 */
record ModuleList(ModelFolder transformer, List<Module> rest) {

    static final String FILE = "modules.json";

    /** What comes after the Transformer. */
    enum Kind {
        POOLING,
        DENSE,
        NORMALIZE
    }

    /** One module and the folder of its files, which need not exist for one without settings. */
    record Module(Kind kind, ModelFolder folder) {}

    /**
     * Where sentence-transformers has had its modules: up to 5.x, and since 6.0 ({@code util/deprecated_import.py} of 6.2.0
     * maps the one to the other).
     */
    private static final Set<String> HOMES = Set.of(
            "sentence_transformers.models",
            "sentence_transformers.base.modules",
            "sentence_transformers.sentence_transformer.modules");

    ModuleList {
        rest = List.copyOf(rest);
    }

    /**
     * Reads the list.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind MODEL if it has another module or another order
     */
    static ModuleList read(ModelFolder folder) {
        JsonNode list = folder.parse(FILE);
        if (!list.isArray() || list.isEmpty()) {
            throw folder.wrong(FILE, "it must be a list of modules");
        }
        List<Module> rest = new ArrayList<>();
        ModelFolder transformer = null;
        for (JsonNode entry : list) {
            String type = entry.path("type").asText("");
            ModelFolder place = folder.sub(entry.path("path").asText(""), FILE);
            String name = name(type);
            if (!entry.path("kwargs").isEmpty()) {
                throw folder.wrong(FILE, type + " wants arguments of its own (kwargs), which are not supported");
            }
            if (transformer == null) {
                if (!name.equals("Transformer")) {
                    throw folder.wrong(FILE, "the first module is " + type + ", only a Transformer is supported");
                }
                transformer = place;
            } else {
                rest.add(new Module(kind(folder, name, type, rest.isEmpty()), place));
            }
        }
        if (rest.isEmpty()) {
            throw folder.wrong(FILE, "no Pooling follows the Transformer, so that it gives no vector per text");
        }
        return new ModuleList(transformer, rest);
    }

    private static Kind kind(ModelFolder folder, String name, String type, boolean first) {
        if (first != name.equals("Pooling")) {
            throw folder.wrong(
                    FILE,
                    first
                            ? "after the Transformer comes " + type + ", only Pooling is supported there"
                            : "a second Pooling is not supported");
        }
        return switch (name) {
            case "Pooling" -> Kind.POOLING;
            case "Dense" -> Kind.DENSE;
            case "Normalize" -> Kind.NORMALIZE;
            default ->
                throw folder.wrong(
                        FILE, "the module " + type + " is not supported; supported are Pooling, Dense and Normalize");
        };
    }

    /** The module's name without its home; the whole type if that is not one of sentence-transformers' own. */
    private static String name(String type) {
        int dot = type.lastIndexOf('.');
        String name = type.substring(dot + 1);
        String home = type.substring(0, Math.max(0, dot));
        boolean known = HOMES.stream().anyMatch(own -> home.equals(own) || home.startsWith(own + "."));
        return known ? name : type;
    }
}
