package dev.plumbline.models.endpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.Role;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * OpenAI's {@code POST /v1/embeddings}, as of its API reference of 2025, and those that imitate it.
 *
 * @param model its name there
 * @param dimensions to ask for
 * @param base64 whether to ask for float32 in base64, which is exact and short and what OpenAI's own client asks for;
 *     numbers are understood just as well
 * @param fields of requests besides
 */
record OpenAiProtocol(String model, OptionalInt dimensions, boolean base64, BodyFields fields) implements Protocol {

    private static final String FORMAT = "encoding_format";

    /** Fields that ask for numbers of another type: in base64 their bytes could not be told from float32. */
    private static final List<String> OTHER_NUMBERS =
            List.of("output_dtype", "embedding_type", "embedding_types", "embed_dtype", "endianness");

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    /**
     * The protocol that settings ask for.
     *
     * @throws PlumblineException of kind USAGE if they set fields that are not theirs to set
     */
    static OpenAiProtocol of(String model, EndpointSettings settings) {
        BodyFields fields = settings.body();
        fields.refuse(Set.of("input"), "it holds the texts");
        fields.refuse(Set.of("model"), "--api-model names the model");
        if (settings.dimensions().isPresent()) {
            fields.refuse(Set.of(DIMENSIONS), "--api-dimensions does");
        }
        boolean otherNumbers = OTHER_NUMBERS.stream().anyMatch(fields::has);
        boolean chosen = fields.has(FORMAT);
        if (otherNumbers && Stream.of(Role.values()).anyMatch(role -> "base64".equals(fields.text(role, FORMAT)))) {
            throw PlumblineException.usage(
                    "--api-body cannot ask for base64 of another type of numbers than float32; leave " + FORMAT
                            + " out");
        }
        return new OpenAiProtocol(model, settings.dimensions(), !otherNumbers && !chosen, fields);
    }

    OpenAiProtocol withNumbers() {
        return new OpenAiProtocol(model, dimensions, false, fields);
    }

    @Override
    public String path() {
        return "/embeddings";
    }

    @Override
    public String request(List<String> texts, Role role) {
        ObjectNode request = MAPPER.createObjectNode();
        request.put("model", model);
        texts.forEach(request.putArray("input")::add);
        if (base64) {
            request.put(FORMAT, "base64");
        }
        dimensions.ifPresent(width -> request.put(DIMENSIONS, width));
        fields.into(request, role);
        return request.toString();
    }

    @Override
    public Answer read(byte[] answer, int texts) throws IOException {
        return VectorReply.read(answer, texts);
    }
}
