package dev.plumbline.models.endpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.tasks.Role;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * {@code POST /embed} of Hugging Face's text-embeddings-inference 1.x. Longer texts are cut by the server, as a local model
 * cuts them.
 *
 * @param normalise whether vectors are to have length one
 * @param dimensions to ask for
 * @param fields of requests besides
 */
record TeiProtocol(boolean normalise, OptionalInt dimensions, BodyFields fields) implements Protocol {

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    /**
     * The protocol that settings ask for.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind USAGE if they set fields that are not theirs to set
     */
    static TeiProtocol of(EndpointSettings settings) {
        BodyFields fields = settings.body();
        fields.refuse(Set.of("inputs"), "it holds the texts");
        fields.refuse(Set.of("normalize"), "--api-raw does");
        if (settings.dimensions().isPresent()) {
            fields.refuse(Set.of(DIMENSIONS), "--api-dimensions does");
        }
        return new TeiProtocol(settings.normalise(), settings.dimensions(), fields);
    }

    @Override
    public String path() {
        return "/embed";
    }

    @Override
    public String request(List<String> texts, Role role) {
        ObjectNode request = MAPPER.createObjectNode();
        texts.forEach(request.putArray("inputs")::add);
        request.put("truncate", true);
        request.put("normalize", normalise);
        dimensions.ifPresent(width -> request.put(DIMENSIONS, width));
        fields.into(request, role);
        return request.toString();
    }

    @Override
    public Answer read(byte[] answer, int texts) throws IOException {
        return VectorReply.read(answer, texts);
    }
}
