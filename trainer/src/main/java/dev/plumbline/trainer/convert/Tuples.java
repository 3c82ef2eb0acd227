package dev.plumbline.trainer.convert;

import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.trainer.rows.RowPlace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A column per text, as sentence-transformers' trainer takes them: in the columns' order anchor, positive, negatives. A column
 * called {@code label}, {@code labels}, {@code score} or {@code scores} is none of them: a number grades a pair; a list has a
 * teacher's scores of the positive and of each negative.
 *
 * @param columns those that count, in this order; all of them if empty
 */
record Tuples(List<String> columns) {

    private static final List<String> LABELS = List.of("label", "labels", "score", "scores");

    Map<String, Object> of(RowPlace place, Map<String, Object> fields) {
        List<String> texts = new ArrayList<>();
        Object label = null;
        for (String column : columns.isEmpty() ? fields.keySet() : columns) {
            Object value = fields.get(column);
            if (value == null && columns.isEmpty()) {
                // a row with fewer negatives than others
                continue;
            }
            if (value == null) {
                throw PlumblineException.data(place + ": there is no column '" + column + "'; nearest: "
                        + String.join(", ", NearestNames.of(column, List.copyOf(fields.keySet()))));
            }
            if (LABELS.contains(column)) {
                label = value;
            } else {
                texts.addAll(texts(place, column, value));
            }
        }
        if (columns.stream().noneMatch(LABELS::contains)) {
            label = LABELS.stream()
                    .map(fields::get)
                    .filter(value -> value != null)
                    .findFirst()
                    .orElse(null);
        }
        if (texts.size() < 2) {
            throw PlumblineException.data(place + ": " + texts.size() + " texts in the columns " + fields.keySet()
                    + ", and tuples have a query and a positive; name columns, or take format: texts");
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("query", texts.get(0));
        row.put("pos", List.of(texts.get(1)));
        if (texts.size() > 2) {
            row.put("neg", texts.subList(2, texts.size()));
        }
        label(place, row, label, texts.size() - 1);
        return row;
    }

    private static List<String> texts(RowPlace place, String column, Object value) {
        if (value instanceof String text) {
            return List.of(text);
        }
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw PlumblineException.data(
                place + ": '" + column + "' must be a string or a list of strings; leave it out of columns");
    }

    private static void label(RowPlace place, Map<String, Object> row, @Nullable Object label, int scored) {
        if (label instanceof List<?> scores) {
            if (scores.size() != scored) {
                throw PlumblineException.data(
                        place + ": " + scores.size() + " scores for " + scored
                                + " texts, the positive and the negatives; name columns without the scores, or give one for each");
            }
            row.put("pos_scores", scores.subList(0, 1));
            row.put("neg_scores", scores.subList(1, scored));
        } else if (label instanceof Number && scored == 1) {
            row.put("score", label);
        } else if (label instanceof Boolean equal && scored == 1) {
            row.put("score", equal ? 1L : 0L);
        } else if (label != null) {
            throw PlumblineException.data(place + ": the label is " + label
                    + (scored == 1 ? ", which is no number" : ", one number for " + scored + " texts")
                    + "; name columns without it");
        }
    }
}
