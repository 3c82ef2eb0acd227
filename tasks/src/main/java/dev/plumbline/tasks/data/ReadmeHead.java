package dev.plumbline.tasks.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.plumbline.ground.LocatedTree;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.SyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the YAML head of a dataset's README.md says of configs and column types. */
final class ReadmeHead {

    /** What a config may say without changing how its files are read. */
    private static final Set<String> HARMLESS = Set.of(
            "config_name", "data_files", "data_dir", "default", "version", "description", "features", "drop_labels");

    private ReadmeHead() {}

    /** Config name to config, in file order; empty if the head declares none. */
    static Map<String, DeclaredConfig> configs(String readme, String where) {
        JsonNode head = head(readme, where);
        JsonNode declared = head.path("configs");
        Map<String, DeclaredConfig> configs = new LinkedHashMap<>();
        if (declared.isMissingNode() || declared.isNull()) {
            return configs;
        }
        if (!declared.isArray()) {
            throw malformed(where, "configs must be a list");
        }
        for (JsonNode entry : declared) {
            JsonNode name = entry.path("config_name");
            if (!name.isValueNode() || name.isNull()) {
                throw malformed(where, "each config needs a config_name");
            }
            configs.put(
                    name.asText(),
                    config(
                            entry,
                            features(head).getOrDefault(name.asText(), DeclaredFeatures.NONE),
                            where + ", config " + name.asText()));
        }
        return configs;
    }

    /** Config name to the types in {@code dataset_info}, which is one config's entry or a list of them. */
    static Map<String, DeclaredFeatures> features(String readme, String where) {
        return features(head(readme, where));
    }

    private static Map<String, DeclaredFeatures> features(JsonNode head) {
        JsonNode declared = head.path("dataset_info");
        Map<String, DeclaredFeatures> features = new LinkedHashMap<>();
        for (JsonNode entry : declared.isArray() ? declared : List.of(declared)) {
            features.put(entry.path("config_name").asText("default"), DeclaredFeatures.of(entry.path("features")));
        }
        return features;
    }

    /** The lines between the first two lines {@code ---}; nothing if the text does not begin with one. */
    private static JsonNode head(String readme, String where) {
        List<String> lines = readme.lines().toList();
        if (lines.isEmpty() || !lines.get(0).strip().equals("---")) {
            return MissingNode.getInstance();
        }
        int end = 1;
        while (end < lines.size() && !lines.get(end).strip().equals("---")) {
            end++;
        }
        if (end == lines.size()) {
            throw malformed(where, "the YAML head is not closed by a line ---");
        }
        String yaml = String.join("\n", lines.subList(1, end));
        try {
            return LocatedTree.ofYaml(yaml).root();
        } catch (SyntaxException e) {
            throw malformed(
                    where, "its YAML head cannot be read: " + e.getMessage() + " (line " + (e.line() + 1) + ")");
        }
    }

    private static DeclaredConfig config(JsonNode entry, DeclaredFeatures features, String where) {
        List<String> unknown = new ArrayList<>();
        Character separator = null;
        for (Map.Entry<String, JsonNode> option : entry.properties()) {
            if (option.getKey().equals("sep") || option.getKey().equals("delimiter")) {
                if (option.getValue().asText().length() != 1) {
                    throw malformed(where, option.getKey() + " must be one character");
                }
                separator = option.getValue().asText().charAt(0);
            } else if (!HARMLESS.contains(option.getKey())) {
                unknown.add(option.getKey());
            }
        }
        JsonNode folder = entry.path("data_dir");
        return new DeclaredConfig(
                entry.path("default").asBoolean(false),
                folder.isTextual() ? folder.textValue() : "",
                entry.has("data_files") ? splits(entry.get("data_files"), where) : Map.of(),
                separator,
                entry.path("features").isArray() ? DeclaredFeatures.of(entry.path("features")) : features,
                unknown);
    }

    /** All forms {@code datasets.data_files.sanitize_patterns} accepts; without a split they mean {@code train}. */
    private static Map<String, List<String>> splits(JsonNode files, String where) {
        if (files.isTextual()) {
            return Map.of("train", List.of(files.textValue()));
        }
        Map<String, List<String>> splits = new LinkedHashMap<>();
        if (files.isObject()) {
            for (Map.Entry<String, JsonNode> split : files.properties()) {
                splits.put(split.getKey(), paths(split.getValue(), where));
            }
            return splits;
        }
        if (files.isArray() && !files.isEmpty() && files.get(0).isTextual()) {
            return Map.of("train", paths(files, where));
        }
        if (!files.isArray() || files.isEmpty()) {
            throw malformed(where, "data_files must be a path, a list or a mapping from split to paths");
        }
        for (JsonNode entry : files) {
            if (!entry.isObject() || entry.size() != 2 || !entry.path("split").isValueNode() || !entry.has("path")) {
                throw malformed(where, "each entry of data_files must have exactly split and path, not " + entry);
            }
            if (splits.put(entry.get("split").asText(), paths(entry.get("path"), where)) != null) {
                throw malformed(where, "split " + entry.get("split").asText() + " occurs twice in data_files");
            }
        }
        return splits;
    }

    private static List<String> paths(JsonNode value, String where) {
        List<String> paths = new ArrayList<>();
        for (JsonNode path : value.isArray() ? value : List.of(value)) {
            if (!path.isTextual()) {
                throw malformed(where, "a path in data_files must be a string, not " + path);
            }
            paths.add(path.textValue());
        }
        return paths;
    }

    private static PlumblineException malformed(String where, String what) {
        return PlumblineException.data(where + ", README.md: " + what + "; correct it");
    }
}
