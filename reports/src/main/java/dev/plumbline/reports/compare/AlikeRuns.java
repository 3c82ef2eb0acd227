package dev.plumbline.reports.compare;

import dev.plumbline.tasks.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of two runs' records makes their scores different measurements, or should be known of them.
 *
 * @param marks vectors cut to the same width and scaled to length 1 in one run only
 * @param notes other types of the network's numbers, another width, another first stage
 */
record AlikeRuns(List<Mark> marks, List<String> notes) {

    private static final String CUT = "model." + Model.CUT;
    private static final String DTYPE = "model." + Model.DTYPE;
    private static final String FIRST_STAGE = "model." + Model.FIRST_STAGE;

    /** As in {@code model.safetensors (native, float32)}: float32, and its products in tf32, are recorded in these words only. */
    private static final Pattern WEIGHTS = Pattern.compile("\\(native, ([^,)]+)");

    private static final String NOT_STATED = "not stated";

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
        numbers(first, second).ifPresent(notes::add);
        if (!Objects.equals(first.get(FIRST_STAGE), second.get(FIRST_STAGE))) {
            notes.add("first stage: " + first.getOrDefault(FIRST_STAGE, "none") + " against "
                    + second.getOrDefault(FIRST_STAGE, "none"));
        }
        return new AlikeRuns(marks, notes);
    }

    /** Empty where both are of one type, and where neither is known to be of another than float32. */
    private static Optional<String> numbers(Map<String, String> first, Map<String, String> second) {
        Optional<String> one = type(first);
        Optional<String> other = type(second);
        boolean known = one.isPresent() && other.isPresent();
        boolean unusual = first.containsKey(DTYPE) || second.containsKey(DTYPE);
        return one.equals(other) || !(known || unusual)
                ? Optional.empty()
                : Optional.of("numbers: " + one.orElse(NOT_STATED) + " against " + other.orElse(NOT_STATED));
    }

    private static Optional<String> type(Map<String, String> facts) {
        Matcher weights = WEIGHTS.matcher(facts.getOrDefault("model.weights", ""));
        return weights.find() ? Optional.of(weights.group(1)) : Optional.ofNullable(facts.get(DTYPE));
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
