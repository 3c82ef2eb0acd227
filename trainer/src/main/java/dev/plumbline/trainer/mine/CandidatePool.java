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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The texts that negatives are drawn from, each once, on disk. In memory a text takes 8 bytes and what finds it by its key. */
final class CandidatePool implements AutoCloseable {

    private static final String TEXT = "text";

    private final TextStore texts;
    private final long[] keys;

    private CandidatePool(TextStore texts, long[] keys) {
        this.texts = texts;
        this.keys = keys;
    }

    /** A pool without a text. */
    static CandidatePool empty() {
        return new CandidatePool(TextStore.create(), new long[0]);
    }

    /**
     * Reads a pool.
     *
     * @param files of training rows, whose positives and negatives are taken; told elsewhere of their errors
     * @param pools of rows with a {@code text}, or of training rows
     * @param errors of the pools' rows
     */
    static CandidatePool read(List<Path> files, List<Path> pools, RowErrors errors) {
        TextStore texts = TextStore.create();
        boolean done = false;
        try {
            Reading reading = new Reading(texts);
            pools.forEach(file -> reading.read(file, errors, CandidatePool::pooled));
            files.forEach(file -> reading.read(file, errors.silent(), CandidatePool::trained));
            if (texts.size() == 0) {
                throw PlumblineException.data("no text to draw negatives from in "
                        + Stream.concat(files.stream(), pools.stream())
                                .map(Path::toString)
                                .collect(Collectors.joining(", ")));
            }
            done = true;
            return new CandidatePool(texts, reading.keys.build().toArray());
        } finally {
            if (!done) {
                texts.close();
            }
        }
    }

    private static final class Reading {

        private final TextStore texts;
        private final KeyIndex known = new KeyIndex();
        private final LongStream.Builder keys = LongStream.builder();

        Reading(TextStore texts) {
            this.texts = texts;
        }

        void read(Path file, RowErrors errors, Function<SourceRow, List<String>> content) {
            new RowFile(file).forEach(row -> errors.read(row, content).ifPresent(found -> found.forEach(this::add)));
        }

        private void add(String text) {
            long key = TextKey.of(text);
            if (known.find(key) == KeyIndex.ABSENT) {
                known.put(key, texts.add(text));
                keys.add(key);
            }
        }
    }

    private static List<String> trained(SourceRow row) {
        TrainingExample example = ExampleFields.parse(row);
        List<String> found = new ArrayList<>(example.positives());
        found.addAll(example.negatives());
        return found;
    }

    private static List<String> pooled(SourceRow row) {
        Object text = row.fields().get(TEXT);
        if (text == null) {
            return trained(row);
        }
        if (!(text instanceof String string) || string.isBlank()) {
            throw PlumblineException.data(row.place() + ": '" + TEXT + "' must be a string that is not empty");
        }
        return List.of(string);
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

    List<String> texts() {
        return texts.asList();
    }

    @Override
    public void close() {
        texts.close();
    }
}
