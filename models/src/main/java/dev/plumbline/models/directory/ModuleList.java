package dev.plumbline.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.tasks.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The modules that {@code modules.json} lists: a Transformer and a Pooling, or a StaticEmbedding, and then any number of
 * others.
 *
 * @param transformer folder of configuration, tokenizer and weights
 * @param lookup whether the first module is a StaticEmbedding
 * @param rest the modules after it, in order
 */
record ModuleList(ModelFolder transformer, boolean lookup, List<Module> rest) {

    static final String FILE = "modules.json";

    private static final String STATIC = "StaticEmbedding";
    private static final String ROUTER = "Router";

    /** What comes after the Transformer. */
    enum Kind {
        POOLING("Pooling"),
        DENSE("Dense"),
        NORMALIZE("Normalize"),
        LAYER_NORM("LayerNorm"),
        DROPOUT("Dropout");

        private final String label;

        Kind(String label) {
            this.label = label;
        }
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

    /** Whether there is a Router, so that the modules depend on a text's role. */
    static boolean routes(ModelFolder folder) {
        return entries(folder).stream().anyMatch(entry -> name(entry.type()).equals(ROUTER));
    }

    /**
     * Reads the list.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind MODEL if it has another module or another order
     */
    static ModuleList read(ModelFolder folder) {
        if (routes(folder)) {
            throw folder.wrong(
                    FILE,
                    "it has a Router, so that queries and documents have networks of their own; such a model can be scored,"
                            + " and not trained, blended or exported");
        }
        return read(folder, entries(folder));
    }

    /**
     * The list as it is for texts of a role, with a Router's modules in its place.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind MODEL if it has another module or another order, or nothing for
     *     the role
     */
    static ModuleList read(ModelFolder folder, Role role) {
        List<RouterConfig.Module> all = new ArrayList<>();
        for (RouterConfig.Module entry : entries(folder)) {
            if (name(entry.type()).equals(ROUTER)) {
                all.addAll(RouterConfig.read(entry.folder()).modules(role));
            } else {
                all.add(entry);
            }
        }
        return read(folder, all);
    }

    private static List<RouterConfig.Module> entries(ModelFolder folder) {
        JsonNode list = folder.parse(FILE);
        if (!list.isArray() || list.isEmpty()) {
            throw folder.wrong(FILE, "it must be a list of modules");
        }
        List<RouterConfig.Module> entries = new ArrayList<>();
        for (JsonNode entry : list) {
            String type = entry.path("type").asText("");
            // what a Router is told is in its own file, and it passes all of it on
            if (!entry.path("kwargs").isEmpty() && !name(type).equals(ROUTER)) {
                throw folder.wrong(FILE, type + " wants arguments of its own (kwargs), which are not supported");
            }
            entries.add(new RouterConfig.Module(type, folder.sub(path(entry), FILE)));
        }
        return entries;
    }

    private static ModuleList read(ModelFolder folder, List<RouterConfig.Module> entries) {
        RouterConfig.Module first = entries.get(0);
        boolean lookup = name(first.type()).equals(STATIC);
        if (!lookup && !name(first.type()).equals("Transformer")) {
            throw folder.wrong(
                    FILE,
                    "the first module is " + first.type() + ", only a Transformer or a " + STATIC + " is supported");
        }
        List<Module> rest = new ArrayList<>();
        for (int i = 1; i < entries.size(); i++) {
            RouterConfig.Module entry = entries.get(i);
            rest.add(new Module(kind(folder, entry.type(), !lookup && i == 1), entry.folder()));
        }
        if (rest.isEmpty() && !lookup) {
            throw folder.wrong(FILE, "no Pooling follows the Transformer, so that it gives no vector per text");
        }
        return new ModuleList(first.folder(), lookup, rest);
    }

    /**
     * The folder of a cross-encoder's network, which is its only module.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind MODEL if there are others
     */
    static ModelFolder onlyTransformer(ModelFolder folder) {
        JsonNode list = folder.parse(FILE);
        for (JsonNode entry : list) {
            String type = entry.path("type").asText("");
            if (!name(type).equals("Transformer")) {
                throw folder.wrong(
                        FILE,
                        "the module " + type + " of a cross-encoder is not supported, only a Transformer with a"
                                + " classifier is");
            }
        }
        if (list.size() != 1) {
            throw folder.wrong(FILE, "it must list one Transformer");
        }
        return folder.sub(path(list.get(0)), FILE);
    }

    private static String path(JsonNode entry) {
        return entry.path("path").asText("");
    }

    private static Kind kind(ModelFolder folder, String type, boolean pools) {
        String name = name(type);
        if (pools != name.equals(Kind.POOLING.label)) {
            throw folder.wrong(
                    FILE,
                    pools
                            ? "after the Transformer comes " + type + ", only Pooling is supported there"
                            : "a Pooling is supported after the Transformer only");
        }
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.label.equals(name))
                .findFirst()
                .orElseThrow(() -> folder.wrong(
                        FILE,
                        "the module " + type + " is not supported; supported are "
                                + Arrays.stream(Kind.values())
                                        .map(kind -> kind.label)
                                        .collect(Collectors.joining(", "))));
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
