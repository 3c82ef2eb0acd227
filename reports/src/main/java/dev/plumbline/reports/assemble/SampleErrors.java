package dev.plumbline.reports.assemble;

import dev.plumbline.reports.report.TaskSampleRows;
import dev.plumbline.tasks.sample.Sample;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How wrong a model is on each sample, from 0 (right) to 1. Pairs have no score of their own; their error is how far their
 * place among the pairs is from where it should be.
 */
final class SampleErrors {

    private static final int DOCUMENTS = 1;

    private SampleErrors() {}

    static TaskSampleRows.Measure measure(Sample sample) {
        if (sample instanceof Sample.Rated) {
            return TaskSampleRows.Measure.RANK;
        }
        return sample instanceof Sample.Labelled ? TaskSampleRows.Measure.PLACE : TaskSampleRows.Measure.SCORE;
    }

    /** By id. */
    static Map<String, Double> of(Collection<Sample> samples) {
        double[] similarities =
                samples.stream().mapToDouble(SampleErrors::similarity).sorted().toArray();
        double[] ratings =
                samples.stream().mapToDouble(SampleErrors::rating).sorted().toArray();
        Map<String, Double> errors = new LinkedHashMap<>();
        for (Sample sample : samples) {
            double place = place(similarities, similarity(sample));
            double error;
            if (sample instanceof Sample.Scored scored) {
                error = 1 - scored.score();
            } else if (sample instanceof Sample.Labelled labelled) {
                error = labelled.label() == 1 ? 1 - place : place;
            } else {
                error = Math.abs(place - place(ratings, rating(sample)));
            }
            errors.put(sample.id(), error);
        }
        return errors;
    }

    private static double similarity(Sample sample) {
        if (sample instanceof Sample.Rated rated) {
            return rated.similarity();
        }
        return sample instanceof Sample.Labelled labelled
                ? labelled.similarities().get(0)
                : 0;
    }

    private static double rating(Sample sample) {
        return sample instanceof Sample.Rated rated ? rated.gold() : 0;
    }

    /** The share of values below, equal ones counted by half. */
    private static double place(double[] sorted, double value) {
        int below = lower(sorted, value);
        int upTo = lower(sorted, Math.nextUp(value));
        return (below + upTo) / 2.0 / sorted.length;
    }

    private static int lower(double[] sorted, double value) {
        int at = Arrays.binarySearch(sorted, value);
        if (at < 0) {
            return -at - 1;
        }
        while (at > 0 && sorted[at - 1] == value) {
            at--;
        }
        return at;
    }

    /** Whether the truth is a number on a scale, of which there may be as many as samples. */
    static boolean isGraded(Sample sample) {
        return sample instanceof Sample.Rated;
    }

    /** @param names of classes by label */
    static Optional<String> truth(Sample sample, Map<String, String> names) {
        if (sample instanceof Sample.Rated rated) {
            return Optional.of(number(rated.gold()));
        }
        if (sample instanceof Sample.Labelled labelled) {
            return Optional.of(String.valueOf(labelled.label()));
        }
        return Optional.ofNullable(((Sample.Scored) sample).details().get("label"))
                .map(label -> named(label, names));
    }

    private static String named(Object label, Map<String, String> names) {
        String text = String.valueOf(label);
        return names.getOrDefault(text, text);
    }

    /** @param names of classes by label */
    static String said(Sample sample, Map<String, String> names) {
        if (sample instanceof Sample.Rated rated) {
            return number(rated.similarity());
        }
        if (sample instanceof Sample.Labelled labelled) {
            return number(labelled.similarities().get(0));
        }
        Sample.Scored scored = (Sample.Scored) sample;
        Object predicted = scored.details().get("predicted");
        return predicted instanceof Collection<?> labels
                ? labels.stream()
                        .map(label -> named(label, names))
                        .collect(Collectors.groupingBy(label -> label, LinkedHashMap::new, Collectors.counting()))
                        .entrySet()
                        .stream()
                        .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                        .collect(Collectors.joining(", "))
                : number(scored.score());
    }

    /** The best ranked documents of a query. */
    static List<String> documents(Sample sample) {
        if (sample instanceof Sample.Scored scored && scored.details().get("top") instanceof List<?> top) {
            return top.stream()
                    .limit(DOCUMENTS)
                    .map(entry -> entry instanceof List<?> list && !list.isEmpty() ? list.get(0) : entry)
                    .map(String::valueOf)
                    .toList();
        }
        return List.of();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
