package dev.plumbline.models.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.tasks.ModelCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * Says in a model's folder whose vectors these are, for people: {@code model.json}, whose time is that of the last use.
 *
 * @param name of the model when its first vector was kept
 */
record StoreLabel(String name, String revision, Instant lastUsed) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "model.json";

    /** Labels a folder, or notes that it is used again. */
    static void put(Path folder, ModelCard card) throws IOException {
        Path file = folder.resolve(FILE);
        if (Files.exists(file)) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            return;
        }
        ObjectNode label = JSON.createObjectNode();
        label.put("name", card.name()).put("revision", card.revision());
        AtomicFiles.write(file, label.toPrettyString() + "\n");
    }

    /** What a folder is labelled with; one of before there were labels is named by nothing but its folder. */
    static StoreLabel of(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return new StoreLabel(
                    "(not named)", "", Files.getLastModifiedTime(folder).toInstant());
        }
        Instant used = Files.getLastModifiedTime(file).toInstant();
        try {
            JsonNode label = JSON.readTree(file.toFile());
            return new StoreLabel(
                    label.path("name").asText(), label.path("revision").asText(), used);
        } catch (JsonProcessingException e) {
            return new StoreLabel("(not readable)", "", used);
        }
    }
}
