package dev.plumbline.models.endpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.random.RandomEncoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a well-behaved server answers whose model is {@link RandomEncoder}. */
final class Replies {

    static final int WIDTH = 64;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final RandomEncoder MODEL = RandomEncoder.open(UnaryOperator.identity(), EncodeProgress.NONE);

    private Replies() {}

    static FloatMatrix vectors(List<String> texts) {
        return MODEL.encode(TestTasks.request(texts, Role.NONE));
    }

    /** OpenAI's answer with vectors in base64, last text first. */
    static String openAi(List<String> texts) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("object", "list");
        ArrayNode data = root.putArray("data");
        FloatMatrix vectors = vectors(texts);
        for (int row = texts.size() - 1; row >= 0; row--) {
            ByteBuffer bytes = ByteBuffer.allocate(WIDTH * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(vectors.data(), row * WIDTH, WIDTH);
            ObjectNode entry = data.addObject();
            entry.put("object", "embedding");
            entry.put("embedding", Base64.getEncoder().encodeToString(bytes.array()));
            entry.put("index", row);
        }
        root.putObject("usage").put("prompt_tokens", 7).put("total_tokens", 7);
        return root.toString();
    }

    /** OpenAI's answer with vectors as numbers. */
    static String openAiNumbers(List<String> texts) {
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode data = root.putArray("data");
        FloatMatrix vectors = vectors(texts);
        for (int row = 0; row < texts.size(); row++) {
            ObjectNode entry = data.addObject();
            entry.put("index", row);
            numbers(entry.putArray("embedding"), vectors, row);
        }
        return root.toString();
    }

    static String tei(List<String> texts) {
        ArrayNode root = MAPPER.createArrayNode();
        FloatMatrix vectors = vectors(texts);
        for (int row = 0; row < texts.size(); row++) {
            numbers(root.addArray(), vectors, row);
        }
        return root.toString();
    }

    private static void numbers(ArrayNode list, FloatMatrix vectors, int row) {
        for (int i = 0; i < WIDTH; i++) {
            list.add(vectors.get(row, i));
        }
    }

    static String info(int mostTexts) {
        return """
                {"model_id": "BAAI/bge-small-en-v1.5", "model_sha": "5c38ec7c", "model_dtype": "float32",
                 "model_type": {"embedding": {"pooling": "cls"}}, "max_concurrent_requests": 512,
                 "max_input_length": 512, "max_batch_tokens": 16384, "max_client_batch_size": %d,
                 "auto_truncate": false, "version": "1.7.2", "sha": "a69cc2ee285ba87f", "docker_label": null}
                """.formatted(mostTexts);
    }

    /** An OpenAI server without faults. */
    static void openAi(StubServer.Request request, StubServer.Wire wire) throws IOException {
        wire.answer(200, openAi(request.texts()));
    }
}
