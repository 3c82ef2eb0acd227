package dev.plumbline.trainer.mine;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import dev.plumbline.trainer.rows.ExampleFields;
import dev.plumbline.trainer.rows.RowErrors;
import dev.plumbline.trainer.rows.RowFile;
import dev.plumbline.trainer.rows.TextKey;
import dev.plumbline.trainer.rows.TextStore;
import dev.plumbline.trainer.rows.TextVectors;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The texts of a training file, each once and by its side, and their vectors by a model. */
public final class RowTexts {

    private RowTexts() {}

    /**
     * Writes the vectors of a file's texts.
     *
     * @param symmetric whether passages are encoded as queries are
     * @param errors what becomes of rows with errors
     * @param target the file of vectors
     * @return texts encoded
     * @throws PlumblineException of kind DATA for rows, of kind MODEL if a vector is not finite
     */
    public static long write(RowFile file, Encoder encoder, boolean symmetric, RowErrors errors, Path target) {
        try (TextStore store = TextStore.create()) {
            Map<Long, Integer> queries = new HashMap<>();
            Map<Long, Integer> passages = new HashMap<>();
            file.forEach(row -> errors.read(row, ExampleFields::parse).ifPresent(example -> {
                add(example.query(), queries, store);
                example.positives().forEach(text -> add(text, passages, store));
                example.negatives().forEach(text -> add(text, passages, store));
            }));
            TextVectors.write(target, texts(queries, store), texts(passages, store), (side, texts) -> {
                boolean query = symmetric || side == TextVectors.Side.QUERY;
                return encoded(encoder, texts, query ? Role.QUERY : Role.DOCUMENT);
            });
            return (long) queries.size() + passages.size();
        }
    }

    private static void add(String text, Map<Long, Integer> known, TextStore store) {
        known.computeIfAbsent(TextKey.of(text), key -> store.add(text));
    }

    private static TextVectors.Texts texts(Map<Long, Integer> known, TextStore store) {
        long[] keys = known.keySet().stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(keys);
        int[] numbers = Arrays.stream(keys).mapToInt(known::get).toArray();
        return new TextVectors.Texts(keys, new AbstractList<>() {
            @Override
            public String get(int index) {
                return store.get(numbers[index]);
            }

            @Override
            public int size() {
                return numbers.length;
            }
        });
    }

    private static FloatMatrix encoded(Encoder encoder, List<String> texts, Role role) {
        FloatMatrix vectors = encoder.encode(new EncodeRequest(List.copyOf(texts), role, Miner.TASK));
        if (vectors.rows() != texts.size()) {
            throw PlumblineException.model(
                    encoder.card().name() + " returned " + vectors.rows() + " vectors for " + texts.size() + " texts");
        }
        for (int i = 0; i < vectors.data().length; i++) {
            if (!Float.isFinite(vectors.data()[i])) {
                throw PlumblineException.model(encoder.card().name() + " returned " + vectors.data()[i]
                        + " in the vector of \"" + texts.get(i / vectors.columns()) + "\"");
            }
        }
        return vectors;
    }
}
