package dev.plumbline.trainer.mine;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.store.KeyIndex;
import dev.plumbline.trainer.rows.ExampleFields;
import dev.plumbline.trainer.rows.RowErrors;
import dev.plumbline.trainer.rows.RowFile;
import dev.plumbline.trainer.rows.SourceRow;
import dev.plumbline.trainer.rows.TextKey;
import dev.plumbline.trainer.rows.TextStore;
import dev.plumbline.trainer.rows.TrainingExample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The texts that negatives are drawn from, each once, on disk. In memory a text takes 8 bytes and what finds it by its key. */
final class CandidatePool implements AutoCloseable {

    private static final String TEXT = "text";

    private final TextStore texts;
    private final long[] keys;
    private final TextLabels labels;

    private CandidatePool(TextStore texts, long[] keys, TextLabels labels) {
        this.texts = texts;
        this.keys = keys;
        this.labels = labels;
    }

    /** A pool without a text. */
    static CandidatePool empty() {
        return new CandidatePool(TextStore.create(), new long[0], new TextLabels());
    }

    /**
     * Reads a pool. A row's label is that of its query and positives, or of its {@code text}.
     *
     * @param files of training rows, whose labels are taken; told elsewhere of their errors
     * @param own whether their positives and negatives are candidates
     * @param pools of rows with a {@code text}, or of training rows
     * @param errors of the pools' rows
     */
    static CandidatePool read(List<Path> files, boolean own, List<Path> pools, RowErrors errors) {
        TextStore texts = TextStore.create();
        boolean done = false;
        try {
            Reading reading = new Reading(texts);
            pools.forEach(file -> reading.read(file, errors, true, CandidatePool::pooled));
            files.forEach(file -> reading.read(file, errors.silent(), own, CandidatePool::trained));
            if (texts.size() == 0) {
                throw PlumblineException.data("no text to draw negatives from in "
                        + Stream.concat(files.stream(), pools.stream())
                                .map(Path::toString)
                                .collect(Collectors.joining(", ")));
            }
            done = true;
            return new CandidatePool(texts, reading.keys.build().toArray(), reading.labels);
        } finally {
            if (!done) {
                texts.close();
            }
        }
    }

    /**
     * What a row has.
     *
     * @param labelled texts that its label is of
     */
    private record Found(List<String> candidates, Optional<String> label, List<String> labelled) {}

    private static final class Reading {

        private final TextStore texts;
        private final KeyIndex known = new KeyIndex();
        private final LongStream.Builder keys = LongStream.builder();
        private final TextLabels labels = new TextLabels();

        Reading(TextStore texts) {
            this.texts = texts;
        }

        void read(Path file, RowErrors errors, boolean candidates, Function<SourceRow, Found> content) {
            new RowFile(file)
                    .forEach(row -> errors.read(row, content).ifPresent(found -> {
                        if (candidates) {
                            found.candidates.forEach(this::add);
                        }
                        found.label.ifPresent(
                                label -> found.labelled.forEach(text -> labels.add(TextKey.of(text), label)));
                    }));
        }

        private void add(String text) {
            long key = TextKey.of(text);
            if (known.find(key) == KeyIndex.ABSENT) {
                known.put(key, texts.add(text));
                keys.add(key);
            }
        }
    }

    private static Found trained(SourceRow row) {
        TrainingExample example = ExampleFields.parse(row);
        List<String> candidates = new ArrayList<>(example.positives());
        candidates.addAll(example.negatives());
        List<String> labelled = new ArrayList<>(example.positives());
        labelled.add(example.query());
        return new Found(candidates, example.label(), labelled);
    }

    private static Found pooled(SourceRow row) {
        Object text = row.fields().get(TEXT);
        if (text == null) {
            return trained(row);
        }
        if (!(text instanceof String string) || string.isBlank()) {
            throw PlumblineException.data(row.place() + ": '" + TEXT + "' must be a string that is not empty");
        }
        return new Found(List.of(string), ExampleFields.label(row), List.of(string));
    }

    int size() {
        return keys.length;
    }

    String text(int number) {
        return texts.get(number);
    }

    long key(int number) {
        return keys[number];
    }

    TextLabels labels() {
        return labels;
    }

    List<String> texts() {
        return texts.asList();
    }

    @Override
    public void close() {
        texts.close();
    }
}
