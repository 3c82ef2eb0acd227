package dev.plumbline.trainer.rows;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.trainer.rows.TrainingExample.TeacherScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Turns a row's fields into a training example, or says by place what is wrong with them. */
public final class ExampleFields {

    static final String QUERY = "query";
    static final String POSITIVES = "pos";
    static final String NEGATIVES = "neg";
    static final String POSITIVE_SCORES = "pos_scores";
    static final String NEGATIVE_SCORES = "neg_scores";
    static final String SCORE = "score";
    static final String LABEL = "label";
    static final String TASK = "task";

    /** Every field that is looked at. */
    static final List<String> NAMES =
            List.of(QUERY, POSITIVES, NEGATIVES, POSITIVE_SCORES, NEGATIVE_SCORES, SCORE, LABEL, TASK);

    private final Map<String, Object> fields;
    private final RowPlace place;

    private ExampleFields(Map<String, Object> fields, RowPlace place) {
        this.fields = fields;
        this.place = place;
    }

    /**
     * The example a row holds; fields of other names are not looked at.
     *
     * @throws PlumblineException of kind DATA if the line is malformed, the query is missing or blank, {@code pos} is
     *     missing or empty, a text is blank or no string, a score is no finite number, or there is not one score per text
     */
    public static TrainingExample parse(SourceRow row) {
        return parse(row.fields(), row.place());
    }

    /**
     * Holds fields to what a row has.
     *
     * @throws PlumblineException as {@link #parse(SourceRow)}
     */
    public static void check(Map<String, Object> fields, RowPlace place) {
        parse(fields, place);
    }

    static TrainingExample parse(Map<String, Object> fields, RowPlace place) {
        return new ExampleFields(fields, place).example();
    }

    private TrainingExample example() {
        if (!(fields.get(QUERY) instanceof String query)) {
            throw wrong(QUERY, fields.get(QUERY) == null ? missing() : "must be a string");
        }
        if (query.isBlank()) {
            throw wrong(QUERY, "is empty");
        }
        List<String> positives = texts(POSITIVES);
        if (positives.isEmpty()) {
            throw wrong(POSITIVES, fields.get(POSITIVES) == null ? missing() : "is empty");
        }
        List<String> negatives = texts(NEGATIVES);
        return new TrainingExample(
                query, positives, negatives, teacher(positives.size(), negatives.size()), score(), label(), task());
    }

    private List<String> texts(String key) {
        Object value = fields.get(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw wrong(key, "must be a list of strings, as in [\"...\"]");
        }
        List<String> texts = new ArrayList<>(list.size());
        for (Object element : list) {
            if (!(element instanceof String text)) {
                throw wrong(key + "[" + texts.size() + "]", "must be a string");
            }
            if (text.isBlank()) {
                throw wrong(key + "[" + texts.size() + "]", "is empty");
            }
            texts.add(text);
        }
        return texts;
    }

    private Optional<TeacherScores> teacher(int positives, int negatives) {
        boolean scoredPositives = fields.get(POSITIVE_SCORES) != null;
        boolean scoredNegatives = fields.get(NEGATIVE_SCORES) != null;
        if (!scoredPositives && !scoredNegatives) {
            return Optional.empty();
        }
        return Optional.of(new TeacherScores(scores(POSITIVE_SCORES, positives), scores(NEGATIVE_SCORES, negatives)));
    }

    private List<Double> scores(String key, int wanted) {
        Object value = fields.get(key);
        if (value == null && wanted == 0) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw wrong(key, value == null ? "is missing, and other scores are there" : "must be a list of numbers");
        }
        if (list.size() != wanted) {
            throw wrong(key, "has " + list.size() + " numbers for " + wanted + " texts");
        }
        List<Double> scores = new ArrayList<>(wanted);
        for (Object element : list) {
            scores.add(finite(key + "[" + scores.size() + "]", element));
        }
        return scores;
    }

    private OptionalDouble score() {
        Object value = fields.get(SCORE);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(finite(SCORE, value));
    }

    private double finite(String key, @Nullable Object value) {
        if (!(value instanceof Number number)) {
            throw wrong(key, "must be a number");
        }
        if (!Double.isFinite(number.doubleValue())) {
            throw wrong(key, "is " + number + ", which is no score");
        }
        return number.doubleValue();
    }

    /**
     * The label a row has, whatever else it is.
     *
     * @throws PlumblineException of kind DATA if it is neither a string nor a whole number nor a truth value
     */
    public static Optional<String> label(SourceRow row) {
        return new ExampleFields(row.fields(), row.place()).label();
    }

    private Optional<String> label() {
        Object value = fields.get(LABEL);
        if (value == null || value instanceof String || value instanceof Long || value instanceof Boolean) {
            return Optional.ofNullable(value).map(Object::toString);
        }
        throw wrong(LABEL, "must be a string or a whole number");
    }

    private Optional<String> task() {
        Object value = fields.get(TASK);
        if (value != null && !(value instanceof String)) {
            throw wrong(TASK, "must be a string");
        }
        return Optional.ofNullable((String) value);
    }

    private PlumblineException wrong(String key, String what) {
        return PlumblineException.data(place + ": '" + key + "' " + what);
    }

    /** Rows of another form are made such by a command of their own. */
    private String missing() {
        boolean other = !fields.containsKey(QUERY) && !fields.containsKey(POSITIVES);
        return "is missing; there are " + String.join(", ", fields.keySet())
                + (other ? " (plumbline data convert makes rows of other forms)" : "");
    }
}
