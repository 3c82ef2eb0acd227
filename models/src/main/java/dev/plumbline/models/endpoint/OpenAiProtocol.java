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
 * OpenAI's {@code POST /v1/embeddings}, as of its API reference of 2025, and those that imitate it.
 *
 * @param model its name there
 * @param dimensions to ask for
 * @param base64 whether to ask for float32 in base64, which is exact and short and what OpenAI's own client asks for;
 *     numbers are understood just as well
 */
record OpenAiProtocol(String model, OptionalInt dimensions, boolean base64) implements Protocol {

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    @Override
    public String path() {
        return "/embeddings";
    }

    @Override
    public String request(List<String> texts) {
        ObjectNode request = MAPPER.createObjectNode();
        request.put("model", model);
        texts.forEach(request.putArray("input")::add);
        if (base64) {
            request.put("encoding_format", "base64");
        }
        dimensions.ifPresent(width -> request.put("dimensions", width));
        return request.toString();
    }

    @Override
    public FloatMatrix read(byte[] answer, int texts) throws IOException {
        VectorRows rows = new VectorRows(texts);
        boolean found = false;
        try (JsonParser parser = VectorRows.JSON.createParser(answer)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadReplyException("a JSON object with 'data' was expected");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                if (field.equals("data") && parser.currentToken() == JsonToken.START_ARRAY) {
                    found = true;
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        entry(parser, rows);
                    }
                } else if (field.equals("error") && parser.currentToken() != JsonToken.VALUE_NULL) {
                    throw new BadReplyException("an error, " + MAPPER.readTree(parser));
                } else {
                    parser.skipChildren();
                }
            }
        }
        if (!found) {
            throw new BadReplyException("a JSON object without 'data'");
        }
        return rows.matrix();
    }

    private static void entry(JsonParser parser, VectorRows rows) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new BadReplyException("'data' holds " + parser.getText() + " where an object was expected");
        }
        long index = -1;
        float[] vector = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            if (field.equals("embedding")) {
                vector = VectorRows.vector(parser);
            } else if (field.equals("index") && parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                index = parser.getLongValue();
            } else {
                parser.skipChildren();
            }
        }
        if (index < 0 || vector == null) {
            throw new BadReplyException("an entry of 'data' lacks " + (vector == null ? "'embedding'" : "'index'"));
        }
        rows.put(index, vector);
    }
}
