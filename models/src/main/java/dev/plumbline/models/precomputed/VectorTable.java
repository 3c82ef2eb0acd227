package dev.plumbline.models.precomputed;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.data.Columns;
import dev.plumbline.tasks.data.ParquetTables;
import dev.plumbline.tasks.data.Table;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Vectors by text and role, as one file holds them; all of the same width and finite. */
final class VectorTable {

    private static final String TEXT = "text";
    private static final String PROMPT_TYPE = "prompt_type";
    private static final String VECTOR = "vector";

    private final int width;
    // Rows stay the arrays that the reader hands over: one flat array would need the whole file a third time.
    private final Map<Role, Map<String, float[]>> vectors;

    private VectorTable(int width, Map<Role, Map<String, float[]>> vectors) {
        this.width = width;
        this.vectors = vectors;
    }

    /** @throws PlumblineException of kind DATA, naming file and row, if the file or a vector cannot be used */
    static VectorTable read(Path file) {
        Table table = ParquetTables.read(file, Columns.of(TEXT, PROMPT_TYPE, VECTOR));
        List<String> texts = table.strings(TEXT);
        List<float[]> rows = table.floatVectors(VECTOR);
        List<String> promptTypes = table.has(PROMPT_TYPE) ? table.nullableStrings(PROMPT_TYPE) : null;
        if (rows.isEmpty()) {
            throw PlumblineException.data(file + " has no rows; it must hold the vector of every text");
        }
        Map<Role, Map<String, Integer>> index = new EnumMap<>(Role.class);
        Map<Role, Map<String, float[]>> vectors = new EnumMap<>(Role.class);
        for (int row = 0; row < rows.size(); row++) {
            float[] vector = checked(table, row, rows.get(row), rows.get(0).length);
            Role role = role(table, row, promptTypes == null ? null : promptTypes.get(row));
            Integer first = index.computeIfAbsent(role, key -> new HashMap<>()).putIfAbsent(texts.get(row), row);
            if (first == null) {
                vectors.computeIfAbsent(role, key -> new HashMap<>()).put(texts.get(row), vector);
            } else if (!Arrays.equals(rows.get(first), vector)) {
                throw table.problem(row, VECTOR, "this text has another vector in row " + first + "; keep one of them");
            }
        }
        return new VectorTable(rows.get(0).length, vectors);
    }

    private static float[] checked(Table table, int row, float[] vector, int width) {
        if (vector.length == 0) {
            throw table.problem(row, VECTOR, "the vector is empty");
        }
        if (vector.length != width) {
            throw table.problem(row, VECTOR, "the vector has " + vector.length + " values, the first one has " + width);
        }
        for (float value : vector) {
            if (!Float.isFinite(value)) {
                throw table.problem(row, VECTOR, "the vector holds " + value + ", which is not a finite float");
            }
        }
        return vector;
    }

    private static Role role(Table table, int row, @Nullable String promptType) {
        if (promptType == null) {
            return Role.NONE;
        }
        return Arrays.stream(Role.values())
                .filter(role -> role.promptType().stream().anyMatch(promptType::equals))
                .findFirst()
                .orElseThrow(() ->
                        table.problem(row, PROMPT_TYPE, "'" + promptType + "' is neither query nor document nor null"));
    }

    int width() {
        return width;
    }

    /** The vector for the role, else the one without a role. */
    Optional<float[]> find(String text, Role role) {
        float[] own = vectors.getOrDefault(role, Map.of()).get(text);
        return Optional.ofNullable(
                own != null ? own : vectors.getOrDefault(Role.NONE, Map.of()).get(text));
    }
}
