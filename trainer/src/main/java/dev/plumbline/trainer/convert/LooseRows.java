package dev.plumbline.trainer.convert;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.data.LooseFile;
import dev.plumbline.tasks.data.Table;
import dev.plumbline.trainer.rows.RowFile;
import dev.plumbline.trainer.rows.RowPlace;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/** Rows of Parquet, JSON lines, JSON, CSV and TSV files, and the forms that have a row in a row. */
final class LooseRows {

    private static final List<String> SCORES = List.of("pos_scores", "neg_scores");

    private LooseRows() {}

    /** @param form makes fields of a row's, or says by place what is wrong */
    static void read(
            Path file, RowConversion.Taker taker, BiFunction<RowPlace, Map<String, Object>, Map<String, Object>> form) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (!name.matches(".*\\.(csv|tsv|json)(\\.[a-z0-9]+)?")) {
            new RowFile(file).forEach(row -> taker.row(row.place(), () -> form.apply(row.place(), row.fields())));
            return;
        }
        Table table = LooseFile.read(file);
        for (int i = 0; i < table.rows(); i++) {
            Map<String, Object> fields = new LinkedHashMap<>();
            for (String column : table.columns()) {
                Object value = table.column(column).get(i);
                if (value != null) {
                    fields.put(column, value);
                }
            }
            RowPlace place = new RowPlace(file, false, i);
            taker.row(place, () -> form.apply(place, fields));
        }
    }

    /**
     * Rows with {@code query}, {@code pos} and {@code neg}, where one text may stand for a list of one.
     *
     * @param scored whether scores count; where they are empty there are none
     */
    static Map<String, Object> lists(RowPlace place, Map<String, Object> fields, boolean scored) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("query", require(place, fields, "query"));
        for (String key : List.of("pos", "neg")) {
            Object value = fields.get(key);
            if (value != null) {
                row.put(key, value instanceof String ? List.of(value) : value);
            }
        }
        for (String key : SCORES) {
            if (scored && fields.get(key) instanceof List<?> scores && !scores.isEmpty()) {
                row.put(key, scores);
            }
        }
        return row;
    }

    static Object require(RowPlace place, Map<String, Object> fields, String key) {
        Object value = fields.get(key);
        if (value == null) {
            throw PlumblineException.data(place + ": '" + key + "' is missing; it has " + fields.keySet());
        }
        return value;
    }
}
