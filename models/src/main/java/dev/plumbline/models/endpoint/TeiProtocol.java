package dev.plumbline.models.endpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/**
 * {@code POST /embed} of Hugging Face's text-embeddings-inference 1.x. Longer texts are cut by the server, as a local model
 * cuts them.
 *
 * @param normalise whether vectors are to have length one
 * @param dimensions to ask for
 */
record TeiProtocol(boolean normalise, OptionalInt dimensions) implements Protocol {

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    @Override
    public String path() {
        return "/embed";
    }

    @Override
    public String request(List<String> texts) {
        ObjectNode request = MAPPER.createObjectNode();
        texts.forEach(request.putArray("inputs")::add);
        request.put("truncate", true);
        request.put("normalize", normalise);
        dimensions.ifPresent(width -> request.put("dimensions", width));
        return request.toString();
    }

    @Override
    public FloatMatrix read(byte[] answer, int texts) throws IOException {
        VectorRows rows = new VectorRows(texts);
        try (JsonParser parser = VectorRows.JSON.createParser(answer)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new BadReplyException("a JSON list of vectors was expected");
            }
            for (int place = 0; parser.nextToken() != JsonToken.END_ARRAY; place++) {
                rows.put(place, VectorRows.vector(parser));
            }
        }
        return rows.matrix();
    }
}
