package dev.plumbline.trainer.decontaminate;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.trainer.rows.ExampleFields;
import dev.plumbline.trainer.rows.RowErrors;
import dev.plumbline.trainer.rows.RowFile;
import dev.plumbline.trainer.rows.RowPlace;
import dev.plumbline.trainer.rows.SourceRow;
import dev.plumbline.trainer.rows.TrainingExample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Goes through training files and tells which rows hold test texts. A query that begins with an instruction, as in
 * {@code "Instruct: ... Query: ..."}, is looked at without it. Not safe from several threads; it uses several itself.
 */
public final class Decontamination {

    private static final int SHOWN = 20;
    private static final Pattern INSTRUCTION = Pattern.compile("^Instruct: .*?\\n ?Query: ?", Pattern.DOTALL);

    private final TestTexts tests;
    private final Settings settings;
    private final OverlapSearch search;
    private final RowErrors errors;
    private final Map<OverlapSummary.Count, Long> counts = new LinkedHashMap<>();
    private final List<Overlap> first = new ArrayList<>();
    private long rows;
    private long overlappingRows;

    /**
     * What counts as an overlap.
     *
     * @param threshold part of a test text's 13-grams from which on a training text is near it; above 0, at most 1
     * @param negatives whether the negatives of training rows are looked at too
     * @param fields of rows that are no training rows, such as {@code text}; training rows if there are none
     */
    public record Settings(double threshold, boolean negatives, List<String> fields) {

        /** Half of the 13-grams, in any text of a training row. */
        public static final Settings DEFAULT = new Settings(0.5, true, List.of());

        public Settings {
            fields = List.copyOf(fields);
            if (!(threshold > 0 && threshold <= 1)) {
                throw new IllegalArgumentException("the threshold must be above 0 and at most 1, not " + threshold);
            }
        }
    }

    /** Told of every good row in the file's order. */
    @FunctionalInterface
    public interface Listener {
        /**
         * A row that was looked at.
         *
         * @param overlaps none for a clean row
         */
        void row(SourceRow row, List<Overlap> overlaps);
    }

    /** Compares in this process. */
    public Decontamination(TestTexts tests, Settings settings, Parallel parallel, RowErrors errors) {
        this(tests, settings, OverlapSearch.local(tests, parallel), errors);
    }

    /** @param search looks texts up among the same test texts */
    public Decontamination(TestTexts tests, Settings settings, OverlapSearch search, RowErrors errors) {
        this.tests = Objects.requireNonNull(tests, "tests");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.search = Objects.requireNonNull(search, "search");
        this.errors = Objects.requireNonNull(errors, "errors");
    }

    /**
     * Looks at a file.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind DATA if it is missing or damaged, or a row has an error where
     *     that is to stop
     */
    public void check(Path file, Listener listener) {
        Batch batch = new Batch();
        new RowFile(file).forEach(source -> {
            errors.read(source, row -> new Row(row, texts(row))).ifPresent(batch::add);
            if (batch.texts.size() >= search.batch()) {
                compare(batch, listener);
                batch.clear();
            }
        });
        compare(batch, listener);
    }

    /**
     * Looks at a text that is in no file of rows, such as one of a training split.
     *
     * @return the test texts that it is, or nearly is
     */
    public List<Overlap> check(RowPlace place, String part, String text) {
        List<Overlap> overlaps = new ArrayList<>();
        add(place, part, tests.matches(text, settings.threshold()), overlaps);
        count(overlaps);
        return overlaps;
    }

    /** Several files one after the other, and what has been found. */
    public OverlapSummary check(List<Path> files, Listener listener) {
        files.forEach(file -> check(file, listener));
        return summary();
    }

    /** Texts of a row by the names of its parts. */
    private record Row(SourceRow source, Map<String, String> texts) {}

    private Map<String, String> texts(SourceRow row) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (!settings.fields().isEmpty()) {
            settings.fields().forEach(field -> put(row, field, texts));
            return texts;
        }
        TrainingExample example = ExampleFields.parse(row);
        texts.put("query", INSTRUCTION.matcher(example.query()).replaceFirst(""));
        put("pos", example.positives(), texts);
        if (settings.negatives()) {
            put("neg", example.negatives(), texts);
        }
        return texts;
    }

    private static void put(SourceRow row, String field, Map<String, String> texts) {
        Object value = row.fields().get(field);
        if (value instanceof String text) {
            texts.put(field, text);
        } else if (value instanceof List<?> list) {
            put(field, list, texts);
        } else {
            throw PlumblineException.data(row.place() + ": '" + field
                    + "' must be a string or a list of strings; there are "
                    + row.fields().keySet());
        }
    }

    private static void put(String field, List<?> list, Map<String, String> texts) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof String text) {
                texts.put(field + "[" + i + "]", text);
            }
        }
    }

    /** Rows that wait to be compared, and all their texts in order. */
    private static final class Batch {

        private final List<Row> rows = new ArrayList<>();
        private final List<String> texts = new ArrayList<>();

        void add(Row row) {
            rows.add(row);
            texts.addAll(row.texts.values());
        }

        void clear() {
            rows.clear();
            texts.clear();
        }
    }

    private void compare(Batch batch, Listener listener) {
        List<List<TestTexts.Match>> found = search.matches(batch.texts, settings.threshold());
        int next = 0;
        for (Row row : batch.rows) {
            List<Overlap> overlaps = new ArrayList<>();
            for (String part : row.texts.keySet()) {
                add(row.source.place(), part, found.get(next++), overlaps);
            }
            count(overlaps);
            listener.row(row.source, overlaps);
        }
    }

    private void count(List<Overlap> overlaps) {
        rows++;
        overlappingRows += overlaps.isEmpty() ? 0 : 1;
        for (Overlap overlap : overlaps) {
            counts.merge(new OverlapSummary.Count(overlap.test(), overlap.kind(), 0), 1L, Long::sum);
            if (first.size() < SHOWN) {
                first.add(overlap);
            }
        }
    }

    private void add(RowPlace place, String part, List<TestTexts.Match> matches, List<Overlap> into) {
        for (TestTexts.Match match : matches) {
            into.add(new Overlap(
                    place,
                    part,
                    tests.source(match.entry()),
                    match.kind(),
                    match.similarity(),
                    tests.text(match.entry())));
        }
    }

    /** What has been found in all files so far. */
    public OverlapSummary summary() {
        List<OverlapSummary.Count> sorted = new ArrayList<>();
        counts.forEach((count, number) -> sorted.add(new OverlapSummary.Count(count.test(), count.kind(), number)));
        sorted.sort(Comparator.<OverlapSummary.Count, String>comparing(
                        count -> count.test().toString())
                .thenComparing(OverlapSummary.Count::kind));
        return new OverlapSummary(tests.size(), tests.tooShort(), rows, errors.count(), overlappingRows, sorted, first);
    }
}
