package dev.plumbline.reports.figure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The main score of one subset of one split, with what it was measured on.
 *
 * @param split its name
 * @param subset its name
 * @param score a fraction of 1, NaN where it is undefined
 * @param datasetRevision empty if it is not known
 * @param mtebVersion the release that scored it; empty if it is not known
 * @param selfReported taken from a model's own page rather than from a run
 * @param measures what is known by name, in today's names ({@link Measures#canonical}); may be empty
 */
public record Figure(
        String split,
        String subset,
        double score,
        Optional<String> datasetRevision,
        Optional<String> mtebVersion,
        boolean selfReported,
        Map<String, Double> measures) {
    public Figure {
        Objects.requireNonNull(split, "split");
        Objects.requireNonNull(subset, "subset");
        Objects.requireNonNull(datasetRevision, "datasetRevision");
        Objects.requireNonNull(mtebVersion, "mtebVersion");
        measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
    }

    /** Where it is, as {@code split/subset}. */
    public String place() {
        return split + "/" + subset;
    }

    /**
     * The measures whose value the score is; several where they agree, as cosine and dot product do on vectors of length 1.
     * Empty if none is known.
     */
    public SortedSet<String> measured() {
        SortedSet<String> names = new TreeSet<>();
        measures.forEach((name, value) -> {
            if (value == score) {
                names.add(name);
            }
        });
        return names;
    }

    /** The same place with another score of the same measure, such as of a part of its samples. */
    public Figure scored(double other) {
        Map<String, Double> only = new LinkedHashMap<>();
        measured().forEach(name -> only.put(name, other));
        return new Figure(split, subset, other, datasetRevision, mtebVersion, selfReported, only);
    }

    /** The same place scored by another measure; empty if its value is not known. */
    public Optional<Figure> by(String measure) {
        return Optional.ofNullable(measures.get(measure))
                .map(value -> new Figure(split, subset, value, datasetRevision, mtebVersion, selfReported, measures));
    }
}
