package dev.plumbline.spark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A hub's cache with one model of a few kilobytes, {@code acme/letters}: a vector for each letter. Texts of the same letters have
 * the same vector, so that rankings are full of equal scores.
 */
final class HubCache {

    static final String MODEL = "acme/letters";

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int WIDTH = 16;

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private HubCache() {}

    /** The model's own folder. */
    static Path snapshot(Path cache) {
        return cache.resolve("models--acme--letters/snapshots").resolve(COMMIT);
    }

    /** @param seed of the table, so that two caches can hold two models of one name */
    static Path in(Path folder, long seed) throws IOException {
        return in(folder, seed, "");
    }

    /** @param poisonous letters whose vectors are no numbers */
    static Path in(Path folder, long seed, String poisonous) throws IOException {
        Path snapshot = Files.createDirectories(snapshot(folder));
        Path refs = folder.resolve("models--acme--letters/refs");
        Files.writeString(Files.createDirectories(refs).resolve("main"), COMMIT);
        Files.writeString(snapshot.resolve("config.json"), "{\"model_type\": \"model2vec\"}");
        StringBuilder vocabulary = new StringBuilder("\"[UNK]\": 0");
        for (int i = 0; i < LETTERS.length(); i++) {
            vocabulary.append(", \"").append(LETTERS.charAt(i)).append("\": ").append(i + 1);
        }
        Files.writeString(snapshot.resolve("tokenizer.json"), """
                {"version": "1.0", "truncation": {"direction": "Right", "max_length": 64, "strategy": "LongestFirst", "stride": 0}, "padding": null, "added_tokens": [], "normalizer": {"type": "Lowercase"},
                 "pre_tokenizer": {"type": "WhitespaceSplit"},
                 "post_processor": null, "decoder": null,
                 "model": {"type": "BPE", "vocab": {%s}, "merges": [], "unk_token": "[UNK]"}}
                """.formatted(vocabulary));
        int values = (LETTERS.length() + 1) * WIDTH;
        byte[] header = "{\"embeddings\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[0,%d]}}"
                .formatted(LETTERS.length() + 1, WIDTH, Float.BYTES * values)
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer weights = ByteBuffer.allocate(Long.BYTES + header.length + Float.BYTES * values)
                .order(ByteOrder.LITTLE_ENDIAN);
        weights.putLong(header.length).put(header);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < values; i++) {
            int row = i / WIDTH;
            boolean bad = row > 0 && poisonous.indexOf(LETTERS.charAt(row - 1)) >= 0;
            weights.putFloat(bad ? Float.NaN : (float) random.nextDouble(-1, 1));
        }
        Files.write(snapshot.resolve("model.safetensors"), weights.array());
        return folder;
    }
}
