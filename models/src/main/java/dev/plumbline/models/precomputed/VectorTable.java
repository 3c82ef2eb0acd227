package dev.plumbline.models.precomputed;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.store.KeyIndex;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.data.Columns;
import dev.plumbline.tasks.data.ParquetTables;
import dev.plumbline.tasks.data.Table;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Vectors by text and role, as one file holds them; all of the same width and finite. On the heap are hashes of the texts, 20
 * to 44 bytes each, and while the file is read the pages of one of its row groups.
 */
final class VectorTable {

    private static final String TEXT = "text";
    private static final String PROMPT_TYPE = "prompt_type";
    private static final String VECTOR = "vector";

    /** Rows decoded at once. */
    private static final int PART = 4096;

    private final VectorFile.Vectors vectors;
    private final TextHashes texts;

    private VectorTable(VectorFile.Vectors vectors, TextHashes texts) {
        this.vectors = vectors;
        this.texts = texts;
    }

    /** @throws PlumblineException of kind DATA, naming file and row, if the file or a vector cannot be used */
    static VectorTable read(Path file) {
        Reading reading = new Reading();
        try {
            ParquetTables.readInParts(file, Columns.of(TEXT, PROMPT_TYPE, VECTOR), PART, reading::add);
            if (reading.file == null) {
                throw PlumblineException.data(file + " has no rows; it must hold the vector of every text");
            }
            return new VectorTable(reading.file.map(), reading.texts);
        } finally {
            if (reading.file != null) {
                reading.file.close();
            }
        }
    }

    /** A file while it is read. */
    private static final class Reading {
        private final TextHashes texts = new TextHashes();
        private @Nullable VectorFile file;
        /** The row of each vector that was kept. */
        private int[] rows = new int[PART];

        private int width;
        private int read;

        void add(Table part) {
            List<String> words = part.strings(TEXT);
            List<float[]> values = part.floatVectors(VECTOR);
            List<String> promptTypes = part.has(PROMPT_TYPE) ? part.nullableStrings(PROMPT_TYPE) : null;
            for (int row = 0; row < values.size(); row++) {
                if (file == null) {
                    width = checked(part, row, values.get(row), values.get(row).length).length;
                    file = VectorFile.create(width);
                }
                add(part, row, checked(part, row, values.get(row), width), words.get(row), promptTypes, file);
                read++;
            }
        }

        private void add(
                Table part,
                int row,
                float[] vector,
                String text,
                @Nullable List<String> promptTypes,
                VectorFile vectors) {
            Role role = role(part, row, promptTypes == null ? null : promptTypes.get(row));
            int first = texts.find(text, role);
            if (first == KeyIndex.ABSENT) {
                if (vectors.size() == rows.length) {
                    rows = Arrays.copyOf(rows, Math.multiplyExact(rows.length, 2));
                }
                rows[vectors.size()] = read;
                texts.put(text, role, vectors.size());
                vectors.add(vector);
                return;
            }
            float[] before = new float[width];
            vectors.copy(first, before);
            if (!Arrays.equals(before, vector)) {
                throw part.problem(
                        row, VECTOR, "this text has another vector in row " + rows[first] + "; keep one of them");
            }
        }
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
        return vectors.width();
    }

    /**
     * Copies the vector for the role, else the one without a role.
     *
     * @return whether there is one
     */
    boolean copy(String text, Role role, float[] to, int at) {
        int own = texts.find(text, role);
        int found = own == KeyIndex.ABSENT && role != Role.NONE ? texts.find(text, Role.NONE) : own;
        if (found == KeyIndex.ABSENT) {
            return false;
        }
        vectors.copy(found, to, at);
        return true;
    }
}
