package dev.plumbline.spark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A hub's cache with one model of a few bytes, {@code acme/letters}: a table of three embeddings. */
final class HubCache {

    static final String MODEL = "acme/letters";

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private HubCache() {}

    /** The model's own folder. */
    static Path snapshot(Path cache) {
        return cache.resolve("models--acme--letters/snapshots").resolve(COMMIT);
    }

    /** @param value in the table, so that two caches can hold two models of one name */
    static Path in(Path folder, float value) throws IOException {
        Path snapshot = Files.createDirectories(snapshot(folder));
        Path refs = folder.resolve("models--acme--letters/refs");
        Files.writeString(Files.createDirectories(refs).resolve("main"), COMMIT);
        Files.writeString(snapshot.resolve("config.json"), "{\"model_type\": \"model2vec\"}");
        Files.writeString(snapshot.resolve("tokenizer.json"), """
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
                 "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
                 "model": {"type": "WordLevel", "vocab": {"[UNK]": 0, "a": 1, "b": 2}, "unk_token": "[UNK]"}}
                """);
        byte[] header = "{\"embeddings\":{\"dtype\":\"F32\",\"shape\":[3,2],\"data_offsets\":[0,24]}}    "
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer weights = ByteBuffer.allocate(8 + header.length + 24).order(ByteOrder.LITTLE_ENDIAN);
        weights.putLong(header.length).put(header);
        for (int i = 0; i < 6; i++) {
            weights.putFloat(value + i);
        }
        Files.write(snapshot.resolve("model.safetensors"), weights.array());
        return folder;
    }
}
