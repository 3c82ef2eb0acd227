package dev.plumbline.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.tasks.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Router module of sentence-transformers: other modules for queries than for documents (6.2.0 {@code
 * base/modules/router.py}).
 *
 * @param folder of the file, and of the modules' folders
 * @param types of modules by their folders
 * @param routes folders of modules by a route's name
 * @param mappings route by task and modality, each of which may be any
 * @param otherwise route where no other is found
 */
record RouterConfig(
        ModelFolder folder,
        Map<String, String> types,
        Map<String, List<String>> routes,
        Map<Key, String> mappings,
        Optional<String> otherwise) {

    static final String FILE = "router_config.json";

    private static final String OLD_FILE = "config.json";
    private static final String TEXT = "text";

    /** As Python writes a tuple of two, each a string or None. */
    private static final Pattern PAIR =
            Pattern.compile("\\(\\s*(None|'[^']*'|\"[^\"]*\")\\s*,\\s*(None|'[^']*'|\"[^\"]*\")\\s*\\)");

    /** What a text is for, and what it is; empty for any. */
    record Key(Optional<String> task, Optional<String> modality) {}

    /** A module of a route. */
    record Module(String type, ModelFolder folder) {}

    /**
     * Reads a Router's file.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind MODEL if it is missing or malformed
     */
    static RouterConfig read(ModelFolder folder) {
        String file = folder.has(FILE) ? FILE : OLD_FILE;
        JsonNode config = folder.object(file).orElseThrow(() -> folder.wrong(FILE, "it is missing; a Router needs it"));
        Map<String, String> types = new LinkedHashMap<>();
        config.path("types")
                .properties()
                .forEach(type -> types.put(type.getKey(), type.getValue().asText()));
        Map<String, List<String>> routes = new LinkedHashMap<>();
        config.path("structure").properties().forEach(route -> {
            List<String> modules = new ArrayList<>();
            for (JsonNode module : route.getValue()) {
                if (!types.containsKey(module.asText())) {
                    throw folder.wrong(
                            file, "types lacks '" + module.asText() + "', a module of route " + route.getKey());
                }
                modules.add(module.asText());
            }
            routes.put(route.getKey(), List.copyOf(modules));
        });
        if (routes.isEmpty()) {
            throw folder.wrong(file, "structure has no route");
        }
        JsonNode parameters = config.path("parameters");
        Map<Key, String> mappings = new LinkedHashMap<>();
        parameters
                .path("route_mappings")
                .properties()
                .forEach(entry -> key(entry.getKey())
                        .ifPresent(key -> mappings.put(key, entry.getValue().asText())));
        Optional<String> said = Optional.of(parameters.path("default_route"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText);
        boolean first = parameters.path("allow_empty_key").asBoolean(true);
        RouterConfig router = new RouterConfig(
                folder,
                types,
                routes,
                mappings,
                said.isPresent() || !first ? said : routes.keySet().stream().findFirst());
        router.otherwise().ifPresent(route -> router.require(route, file));
        mappings.values().forEach(route -> router.require(route, file));
        return router;
    }

    /** Keys of several modalities at once are of no text. */
    private static Optional<Key> key(String python) {
        Matcher pair = PAIR.matcher(python);
        return pair.matches() ? Optional.of(new Key(string(pair.group(1)), string(pair.group(2)))) : Optional.empty();
    }

    private static Optional<String> string(String python) {
        return python.equals("None") ? Optional.empty() : Optional.of(python.substring(1, python.length() - 1));
    }

    private void require(String route, String file) {
        if (!routes.containsKey(route)) {
            throw folder.wrong(file, "there is no route '" + route + "', only " + routes.keySet());
        }
    }

    /**
     * The modules for texts of a role, as {@code encode_query}, {@code encode_document} and {@code encode} have them.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind MODEL if none are for it
     */
    List<Module> modules(Role role) {
        Optional<String> task = role.promptType();
        Optional<String> text = Optional.of(TEXT);
        String route = mapped(task, text)
                .or(() -> mapped(task, Optional.empty()))
                .or(() -> mapped(Optional.empty(), text))
                .or(() -> mapped(Optional.empty(), Optional.empty()))
                .or(() -> task.filter(routes::containsKey))
                .or(() -> text.filter(routes::containsKey))
                .or(() -> task.isEmpty() ? otherwise : Optional.empty())
                .orElseThrow(() -> folder.wrong(
                        FILE,
                        "there is no route for "
                                + task.map(name -> "the task " + name).orElse("texts without a task") + ", only "
                                + routes.keySet()));
        return routes.getOrDefault(route, List.of()).stream()
                .map(module -> new Module(types.getOrDefault(module, ""), folder.sub(module, FILE)))
                .toList();
    }

    private Optional<String> mapped(Optional<String> task, Optional<String> modality) {
        return Optional.ofNullable(mappings.get(new Key(task, modality)));
    }
}
