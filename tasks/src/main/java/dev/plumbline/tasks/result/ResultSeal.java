package dev.plumbline.tasks.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.OrdinaryFiles;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a result was made and a checksum of it, inside the result's own file under a key that mteb's reader passes over: so
 * the renaming that puts a result in its place puts its provenance there too. mteb drops the key when it rewrites a file,
 * and what then stands there is mteb's.
 *
 * @param provenance what was recorded, with the checksum under {@value #CHECKSUM}
 * @param intact whether the file is what was written
 */
public record ResultSeal(ObjectNode provenance, boolean intact) {

    /** The key in the result file ({@code TaskResult} of mteb 2.20.0 to 2.26.24 ignores what it does not know). */
    public static final String KEY = "plumbline";

    /** The checksum's name in the provenance: SHA-256 of the file's content without it, in sorted compact JSON. */
    public static final String CHECKSUM = "sha256";

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /**
     * The file's text of a result with its provenance.
     *
     * @param provenance gets the checksum
     */
    public static String seal(TaskResult result, ObjectNode provenance) {
        provenance.remove(CHECKSUM);
        try {
            JsonNode file = MAPPER.readTree(TaskResultWriter.toJson(result, provenance));
            provenance.put(CHECKSUM, checksum(file));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was just written can be read", e);
        }
        return TaskResultWriter.toJson(result, provenance);
    }

    /**
     * The seal of a file.
     *
     * @return empty if the file has none, as one by mteb or by an older Plumbline
     * @throws PlumblineException of kind RESULT if it is not readable JSON
     */
    public static Optional<ResultSeal> read(Path file) {
        try {
            JsonNode root = MAPPER.readTree(Files.readAllBytes(OrdinaryFiles.require(file)));
            if (!(root.get(KEY) instanceof ObjectNode provenance)
                    || !provenance.path(CHECKSUM).isTextual()) {
                return Optional.empty();
            }
            String said = provenance.path(CHECKSUM).textValue();
            return Optional.of(new ResultSeal(provenance, said.equals(checksum(root))));
        } catch (JsonProcessingException e) {
            throw PlumblineException.result("result file " + file + " is not readable JSON: " + JsonObjection.of(e), e);
        } catch (IOException e) {
            throw PlumblineException.result("result file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String checksum(JsonNode file) throws JsonProcessingException {
        ObjectNode all = file.deepCopy();
        ((ObjectNode) all.get(KEY)).remove(CHECKSUM);
        // a tree is not sorted when written, what it stands for is
        byte[] sorted =
                MAPPER.writeValueAsString(MAPPER.treeToValue(all, Object.class)).getBytes(StandardCharsets.UTF_8);
        return Sha256.hex(sorted);
    }
}
