package dev.plumbline.tasks.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.ground.PlumblineException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The columns that README.md declares for a config, with their types; {@code datasets} 5.2
 * {@code Features._from_yaml_list}. Files are cast to them: a column of theirs that no file has is null, and one that is
 * not declared is an error.
 *
 * @param types by column name; empty where nothing is declared
 */
record DeclaredFeatures(Map<String, DeclaredType> types) {

    static final DeclaredFeatures NONE = new DeclaredFeatures(Map.of());

    private static final Pattern NUMBER = Pattern.compile("(int|uint|float)(8|16|32|64)");

    DeclaredFeatures {
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    }

    /** @param features the list of YAML; anything else declares nothing */
    static DeclaredFeatures of(JsonNode features) {
        return features.isArray() ? new DeclaredFeatures(fields(features)) : NONE;
    }

    private static Map<String, DeclaredType> fields(JsonNode features) {
        Map<String, DeclaredType> types = new LinkedHashMap<>();
        for (JsonNode feature : features) {
            if (feature.path("name").isValueNode()) {
                types.put(feature.get("name").asText(), ofField(feature));
            }
        }
        return types;
    }

    private static DeclaredType ofField(JsonNode feature) {
        for (String list : List.of("sequence", "list", "large_list")) {
            if (feature.has(list)) {
                JsonNode inner = feature.get(list);
                if (list.equals("sequence") && inner.isArray()) {
                    // a structure of lists, as datasets has read it since 1.0
                    Map<String, DeclaredType> fields = new LinkedHashMap<>();
                    fields(inner).forEach((name, type) -> fields.put(name, new DeclaredType.ListOf(type)));
                    return new DeclaredType.Structure(fields);
                }
                return new DeclaredType.ListOf(ofType(inner));
            }
        }
        return feature.has("struct")
                ? new DeclaredType.Structure(fields(feature.get("struct")))
                : ofType(feature.path("dtype"));
    }

    private static DeclaredType ofType(JsonNode type) {
        if (type.isTextual()) {
            return ofName(type.textValue());
        }
        if (type.isArray()) {
            return new DeclaredType.Structure(fields(type));
        }
        JsonNode names = type.path("class_label").path("names");
        if (names.isObject() || names.isArray()) {
            return new DeclaredType.ClassLabel(names(names));
        }
        return type.isObject() && !type.has("class_label") ? ofField(type) : new DeclaredType.Other();
    }

    /** A list, or a mapping from number to name in any order. */
    private static List<String> names(JsonNode names) {
        List<String> ordered = new ArrayList<>();
        if (names.isArray()) {
            names.forEach(name -> ordered.add(name.asText()));
            return ordered;
        }
        names.properties().stream()
                .sorted((a, b) -> a.getKey().length() == b.getKey().length()
                        ? a.getKey().compareTo(b.getKey())
                        : a.getKey().length() - b.getKey().length())
                .forEach(name -> ordered.add(name.getValue().asText()));
        return ordered;
    }

    private static DeclaredType ofName(String name) {
        Matcher number = NUMBER.matcher(name);
        if (number.matches()) {
            int bits = Integer.parseInt(number.group(2));
            return number.group(1).equals("float")
                    ? new DeclaredType.Floating(bits)
                    : new DeclaredType.Whole(bits, number.group(1).equals("int"));
        }
        return switch (name) {
            case "string", "large_string", "string_view" -> new DeclaredType.Text();
            case "bool" -> new DeclaredType.Truth();
            default -> new DeclaredType.Other();
        };
    }

    /**
     * The table with every column cast, in the order declared.
     *
     * @param ranges whether numbers must be below the number of class names: {@code datasets} looks at that only where it
     *     casts, as it does with every CSV file
     */
    Table cast(Table table, Columns wanted, boolean ranges) {
        if (types.isEmpty()) {
            return table;
        }
        for (String column : table.columns()) {
            if (!types.containsKey(column)) {
                throw PlumblineException.data(table.place() + ": README.md declares the columns " + types.keySet()
                        + " (dataset_info.features), and the file has also '" + column
                        + "', which datasets refuses; declare it or remove it");
            }
        }
        Map<String, List<Object>> cast = new LinkedHashMap<>();
        types.forEach((column, type) -> {
            if (table.has(column)) {
                cast.put(column, cast(table, column, type, ranges));
            } else if (wanted.includes(column)) {
                cast.put(column, Collections.nCopies(table.rows(), null));
            }
        });
        return Table.of(table.place(), table.rows(), cast, table.origin());
    }

    private static List<Object> cast(Table table, String column, DeclaredType type, boolean ranges) {
        List<Object> values = table.column(column);
        if (values instanceof TextColumn && type instanceof DeclaredType.Text) {
            return values;
        }
        ColumnValues cast = new ColumnValues();
        for (int row = 0; row < values.size(); row++) {
            try {
                Object value = type.cast(values.get(row));
                // of whole numbers only, not of those that were floating-point
                if (ranges
                        && type instanceof DeclaredType.ClassLabel classes
                        && values.get(row) instanceof Long number
                        && number >= classes.names().size()) {
                    throw new DeclaredType.Refused(value, "the class names " + classes.names());
                }
                cast.add(value);
            } catch (DeclaredType.Refused e) {
                throw table.problem(row, column, e.getMessage());
            }
        }
        return cast.build();
    }
}
