package dev.plumbline.tasks.check;

import dev.plumbline.tasks.data.PythonText;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Collects what is odd about one split and subset. */
final class Findings {

    private static final double LARGE_OVERLAP = 0.1;
    private static final double IMBALANCE = 10;

    private final String task;
    private final String split;
    private final String subset;
    private final List<DataFinding> found = new ArrayList<>();

    Findings(String task, String split, String subset) {
        this.task = task;
        this.split = split;
        this.subset = subset;
    }

    List<DataFinding> found() {
        return List.copyOf(found);
    }

    /** Nothing if {@code count} is 0. */
    void add(Issue issue, String what, long count, long of, String example) {
        if (count > 0) {
            found.add(new DataFinding(task, split, subset, issue, what, count, of, example));
        }
    }

    /** Empty and repeated texts; those equal after {@link #plain} count as repeated. */
    void texts(String what, List<String> texts) {
        long empty =
                texts.stream().filter(text -> PythonText.strip(text).isEmpty()).count();
        add(Issue.EMPTY_TEXT, what, empty, texts.size(), "");
        Set<String> seen = new HashSet<>();
        long repeated = 0;
        String first = "";
        for (String text : texts) {
            if (!PythonText.strip(text).isEmpty() && !seen.add(plain(text))) {
                first = repeated++ == 0 ? text : first;
            }
        }
        add(Issue.DUPLICATE_TEXT, what, repeated, texts.size(), first);
    }

    /** Ids that occur again. */
    void ids(String what, List<String> ids, List<String> texts) {
        Map<String, String> textOf = new LinkedHashMap<>();
        Set<String> repeated = new LinkedHashSet<>();
        Set<String> clashing = new LinkedHashSet<>();
        for (int i = 0; i < ids.size(); i++) {
            String other = textOf.putIfAbsent(ids.get(i), texts.get(i));
            if (other != null) {
                (other.equals(texts.get(i)) ? repeated : clashing).add(ids.get(i));
            }
        }
        add(Issue.REPEATED_ID, what, repeated.size(), ids.size(), first(repeated));
        add(Issue.CLASHING_ID, what, clashing.size(), ids.size(), first(clashing));
    }

    /** Texts with several labels, and one label far commoner than another. */
    void labels(List<String> texts, List<?> labels) {
        Map<String, Object> labelOf = new LinkedHashMap<>();
        Set<String> conflicting = new LinkedHashSet<>();
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < texts.size(); i++) {
            Object label = labels.get(i);
            Object other = labelOf.putIfAbsent(plain(texts.get(i)), label);
            if (other != null && !other.equals(label)) {
                conflicting.add(texts.get(i));
            }
            counts.merge(String.valueOf(label), 1, Integer::sum);
        }
        add(Issue.CONFLICTING_LABEL, "texts", conflicting.size(), labelOf.size(), first(conflicting));
        if (counts.size() < 2) {
            return;
        }
        // the first of several
        Map.Entry<String, Integer> most = Collections.max(counts.entrySet(), Map.Entry.comparingByValue());
        Map.Entry<String, Integer> fewest = Collections.min(counts.entrySet(), Map.Entry.comparingByValue());
        if (most.getValue() > IMBALANCE * fewest.getValue()) {
            add(
                    Issue.LABEL_IMBALANCE,
                    "rows",
                    most.getValue(),
                    texts.size(),
                    "label " + most.getKey() + ", and " + fewest.getValue() + " have " + fewest.getKey());
        }
    }

    /** Texts of a test split that training saw. */
    void overlap(List<String> texts, List<String> training) {
        Set<String> trained = new HashSet<>();
        training.forEach(text -> trained.add(plain(text)));
        long both = 0;
        String first = "";
        for (String text : texts) {
            if (!PythonText.strip(text).isEmpty() && trained.contains(plain(text))) {
                first = both++ == 0 ? text : first;
            }
        }
        Issue issue = both > LARGE_OVERLAP * texts.size() ? Issue.LARGE_TRAIN_OVERLAP : Issue.TRAIN_OVERLAP;
        add(issue, "texts", both, texts.size(), first);
    }

    /** Case, width and the length of white space set aside. */
    static String plain(String text) {
        return PythonText.strip(Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\s+", " "));
    }

    private static String first(Set<String> texts) {
        return texts.isEmpty() ? "" : texts.iterator().next();
    }
}
