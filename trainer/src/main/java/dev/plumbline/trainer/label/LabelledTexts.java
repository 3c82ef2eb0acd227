package dev.plumbline.trainer.label;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.store.KeyIndex;
import dev.plumbline.trainer.rows.RowErrors;
import dev.plumbline.trainer.rows.RowFile;
import dev.plumbline.trainer.rows.SourceRow;
import dev.plumbline.trainer.rows.TextKey;
import dev.plumbline.trainer.rows.TextStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Texts with their classes; texts lie on disk, in memory a text takes 24 bytes and what finds it by its key. */
final class LabelledTexts implements AutoCloseable {

    private final TextStore texts;
    private final List<String> names;
    private final int[] classes;
    private final long[] keys;
    private final int[][] members;
    private final long conflicting;

    private LabelledTexts(TextStore texts, List<String> names, int[] classes, long[] keys, long conflicting) {
        this.texts = texts;
        this.names = names;
        this.classes = classes;
        this.keys = keys;
        this.conflicting = conflicting;
        int[] sizes = new int[names.size()];
        for (int of : classes) {
            sizes[of]++;
        }
        this.members = IntStream.of(sizes).mapToObj(int[]::new).toArray(int[][]::new);
        for (int text = classes.length - 1; text >= 0; text--) {
            int of = classes[text];
            members[of][--sizes[of]] = text;
        }
    }

    /** Reads files whose rows have a text and a label, or a list of texts and as many labels. */
    static LabelledTexts read(List<Path> files, LabelSettings settings, RowErrors errors) {
        TextStore texts = TextStore.create();
        boolean done = false;
        try {
            Reading reading = new Reading(texts);
            for (Path file : files) {
                new RowFile(file)
                        .forEach(row -> errors.read(row, known -> pairs(known, settings))
                                .ifPresent(pairs -> pairs.forEach(reading::add)));
            }
            LabelledTexts read = reading.finish();
            done = true;
            return read;
        } finally {
            if (!done) {
                texts.close();
            }
        }
    }

    private record Pair(String text, String label) {}

    private static final class Reading {

        private final TextStore texts;
        private final Map<String, Integer> numbers = new LinkedHashMap<>();
        private final IntStream.Builder classes = IntStream.builder();
        private final LongStream.Builder keys = LongStream.builder();
        private final KeyIndex classOfKey = new KeyIndex();
        private final BitSet conflicting = new BitSet();
        private final KeyIndex firstOfKey = new KeyIndex();

        Reading(TextStore texts) {
            this.texts = texts;
        }

        void add(Pair pair) {
            int number = texts.add(pair.text);
            int of = numbers.computeIfAbsent(pair.label, label -> numbers.size());
            long key = TextKey.of(pair.text);
            classes.add(of);
            keys.add(key);
            int before = classOfKey.find(key);
            if (before == KeyIndex.ABSENT) {
                classOfKey.put(key, of);
                firstOfKey.put(key, number);
            } else if (before != of) {
                conflicting.set(firstOfKey.find(key));
            }
        }

        LabelledTexts finish() {
            return new LabelledTexts(
                    texts,
                    List.copyOf(numbers.keySet()),
                    classes.build().toArray(),
                    keys.build().toArray(),
                    conflicting.cardinality());
        }
    }

    private static List<Pair> pairs(SourceRow row, LabelSettings settings) {
        Object text = field(row, settings.textField());
        Object label = field(row, settings.labelField());
        if (!(text instanceof List<?> list)) {
            return List.of(pair(row, settings, text, label));
        }
        if (!(label instanceof List<?> labels) || labels.size() != list.size()) {
            throw PlumblineException.data(row.place() + ": '" + settings.textField() + "' is a list of " + list.size()
                    + " texts, and '" + settings.labelField() + "' is no list of as many labels");
        }
        List<Pair> pairs = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            pairs.add(pair(row, settings, list.get(i), labels.get(i)));
        }
        return pairs;
    }

    private static Object field(SourceRow row, String name) {
        Object value = row.fields().get(name);
        if (value == null) {
            throw PlumblineException.data(row.place() + ": '" + name + "' is missing, there are "
                    + row.fields().keySet());
        }
        return value;
    }

    private static Pair pair(SourceRow row, LabelSettings settings, Object text, Object label) {
        if (!(text instanceof String string) || string.isBlank()) {
            throw PlumblineException.data(
                    row.place() + ": '" + settings.textField() + "' must be a string that is not empty");
        }
        if (!(label instanceof String || label instanceof Long || label instanceof Boolean)) {
            throw PlumblineException.data(
                    row.place() + ": '" + settings.labelField() + "' must be a string or a whole number");
        }
        return new Pair(string, label.toString());
    }

    int size() {
        return classes.length;
    }

    String text(int number) {
        return texts.get(number);
    }

    long key(int number) {
        return keys[number];
    }

    int classOf(int number) {
        return classes[number];
    }

    /** Labels as the files have them, in order of first appearance. */
    List<String> names() {
        return names;
    }

    int classSize(int of) {
        return members[of].length;
    }

    /** The number of the class's i-th text. */
    int member(int of, int i) {
        return members[of][i];
    }

    /** Texts that occur with several labels. */
    long conflicting() {
        return conflicting;
    }

    @Override
    public void close() {
        texts.close();
    }
}
