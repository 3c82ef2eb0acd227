package dev.plumbline.tasks.evaluate;

import dev.plumbline.tasks.data.Oddity;
import dev.plumbline.tasks.data.PythonText;
import dev.plumbline.tasks.data.Table;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The labels of pairs, as {@code numpy.asarray(labels, dtype=int64)} of mteb's {@code abstasks/pair_classification.py} reads
 * them and scikit-learn's average precision takes them: 1 is a pair that is alike; beside it there may be one other number.
 */
final class PairLabels {

    /** What Python's {@code int} takes, once stripped. */
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+(_[0-9]+)*");

    private final int[] values;
    private final List<Oddity> oddities;

    private PairLabels(int[] values, List<Oddity> oddities) {
        this.values = values;
        this.oddities = oddities;
    }

    /** One for each pair. */
    int[] values() {
        return values.clone();
    }

    /** What a reader of the score should know. */
    List<Oddity> oddities() {
        return oddities;
    }

    /**
     * Reads a column of labels.
     *
     * @param packed whether the only row is the list of all labels
     * @throws dev.plumbline.ground.PlumblineException of kind DATA for what mteb cannot score either
     */
    static PairLabels of(Table table, String column, boolean packed) {
        if (packed && !(table.column(column).get(0) instanceof List)) {
            throw table.problem(
                    0, column, "mteb takes a split of one row for lists of all pairs, and this is no list; add rows");
        }
        List<Object> labels = packed ? table.lists(column).get(0) : table.column(column);
        Oddity.Tally texts = new Oddity.Tally("labels are numbers stored as text");
        Oddity.Tally fractions = new Oddity.Tally("labels have a fraction, which is cut off");
        Oddity.Tally others =
                new Oddity.Tally("labels are neither 0 nor 1; only 1 counts as alike, and F1 and recall are no shares");
        int[] values = new int[labels.size()];
        TreeSet<Integer> classes = new TreeSet<>();
        for (int i = 0; i < values.length; i++) {
            int row = packed ? 0 : i;
            String where = packed ? ", pair " + i : "";
            Object label = labels.get(i);
            Integer value = whole(label);
            if (value == null) {
                throw table.problem(
                        row, column, "a label of a pair must be a whole number, 0 or 1, not " + shown(label) + where);
            }
            if (label instanceof String) {
                texts.add(() -> table.where(row, column) + where);
            } else if (label instanceof Double number && number != Math.rint(number)) {
                fractions.add(() -> table.where(row, column) + where);
            }
            if (value != 0 && value != 1) {
                others.add(() -> table.where(row, column) + where);
            }
            if (classes.add(value) && (classes.size() > 2 || (classes.size() == 2 && !classes.contains(1)))) {
                throw table.problem(
                        row,
                        column,
                        "the labels of pairs must be 0 and 1, or 1 and one other number, not " + classes
                                + "; mteb refuses them too" + where);
            }
            values[i] = value;
        }
        Oddity.Tally single = new Oddity.Tally("pairs have all the same label, so average precision says nothing");
        if (classes.size() == 1) {
            labels.forEach(label -> single.add(() -> table.where(0, column)));
        }
        return new PairLabels(values, Oddity.found(texts, fractions, others, single));
    }

    /** As a 64-bit integer of NumPy; null for what is none, or is none of 32 bits. */
    private static @Nullable Integer whole(@Nullable Object label) {
        if (label instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        if (label instanceof String text) {
            String digits = PythonText.strip(text);
            return WHOLE.matcher(digits).matches() ? inRange(Double.parseDouble(digits.replace("_", ""))) : null;
        }
        return label instanceof Number number ? inRange(number.doubleValue()) : null;
    }

    /** Cut off towards 0. */
    private static @Nullable Integer inRange(double value) {
        return Math.abs(value) <= Integer.MAX_VALUE ? Integer.valueOf((int) value) : null;
    }

    private static String shown(@Nullable Object label) {
        return label == null ? "null" : "'" + label + "'";
    }
}
