package dev.plumbline.reports.compare;

import dev.plumbline.tasks.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What of two runs' records makes their scores different measurements, or should be known of them.
 *
 * @param marks vectors cut to the same width and scaled to length 1 in one run only
 * @param notes other types of the network's numbers, another width
 */
record AlikeRuns(List<Mark> marks, List<String> notes) {

    private static final String CUT = "model." + Model.CUT;
    private static final String DTYPE = "model." + Model.DTYPE;

    AlikeRuns {
        marks = List.copyOf(marks);
        notes = List.copyOf(notes);
    }

    /** @param first facts of a result by name, as they are recorded; so {@code second} */
    static AlikeRuns of(Map<String, String> first, Map<String, String> second) {
        List<Mark> marks = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        String one = first.get(CUT);
        String other = second.get(CUT);
        if (!Objects.equals(one, other)) {
            String text = shown(one) + " against " + shown(other);
            if (one != null && other != null && width(one).equals(width(other))) {
                marks.add(new Mark(Mark.Kind.SCALING, "vectors: " + text));
            } else {
                notes.add("vectors: " + text);
            }
        }
        // what nobody recorded is not known to differ
        if (first.containsKey(DTYPE)
                && second.containsKey(DTYPE)
                && !Objects.equals(first.get(DTYPE), second.get(DTYPE))) {
            notes.add("numbers: " + first.get(DTYPE) + " against " + second.get(DTYPE));
        }
        return new AlikeRuns(marks, notes);
    }

    private static String shown(@Nullable String cut) {
        return cut == null ? "all values" : cut;
    }

    /** As in {@code first 64 values, not scaled}. */
    private static String width(String cut) {
        int comma = cut.indexOf(',');
        return comma < 0 ? cut : cut.substring(0, comma);
    }
}
