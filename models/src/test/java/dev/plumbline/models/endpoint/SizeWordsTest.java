package dev.plumbline.models.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.models.TestTasks;
import dev.plumbline.tasks.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A refusal for size is known whatever its status, and nothing else is taken for one. */
final class SizeWordsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // llama.cpp
                "input (60 tokens) is too large to process. increase the physical batch size (current batch size: 40)|TEXT",
                "input is too large to process. increase the physical batch size|TEXT",
                "the request exceeds the available context size. try increasing the context size|TEXT",
                // OpenAI, vLLM
                "This model's maximum context length is 8192 tokens, however you requested 9000 tokens|TEXT",
                "Invalid 'input[0]': maximum input length is 8192 tokens.|TEXT",
                "Invalid 'input': maximum request size is 300000 tokens per request.|REQUEST",
                "The decoder prompt (length 600) is longer than the maximum model length of 512.|TEXT",
                "Request too large for text-embedding-3-large on tokens per min (TPM): Limit 40000, Requested 63123|REQUEST",
                // text-embeddings-inference
                "Input validation error: `inputs` must have less than 512 tokens. Given: 601|TEXT",
                "batch size 40 > maximum allowed batch size 32|REQUEST",
                // Ollama, llama-cpp-python, LM Studio
                "the input length exceeds the context length|TEXT",
                "Requested tokens (600) exceed context window of 512|TEXT",
                // Gemini, Mistral, Cohere
                "The input token count (3000) exceeds the maximum number of tokens allowed (2048).|TEXT",
                "BatchEmbedContentsRequest.requests: at most 100 requests can be in one batch|REQUEST",
                "Input id 0 has 12000 tokens, exceeding max 8192 tokens.|TEXT",
                "Too many inputs in request, split into more batches.|REQUEST",
                "Too many tokens in batch. Max is 16384 got 20000|REQUEST",
                "invalid request: total number of texts must be at most 96 - received 100|REQUEST",
                "too many tokens: size limit exceeded by 300 tokens|TEXT",
                // Voyage, Jina, NIM
                "The example at index 0 in your batch has too many tokens and does not fit into the model's context window|TEXT",
                "The max allowed tokens per submitted batch is 120000. Your batch has 150000 tokens|REQUEST",
                "Single text cannot exceed 8194 tokens. 10000 tokens given.|TEXT",
                "Input length 530 exceeds maximum allowed token size 512|TEXT",
                "inference request batch-size must be <= 64 for 'model'|REQUEST",
                // Bedrock, web servers, PyTorch
                "Too many input tokens. Max input tokens: 8192, request input token count: 9000|TEXT",
                "413 Request Entity Too Large|REQUEST",
                "PayloadTooLargeError: request entity too large|REQUEST",
                "Failed to buffer the request body: length limit exceeded|REQUEST",
                "List should have at most 2048 items after validation, not 3000|REQUEST",
                "The size of tensor a (600) must match the size of tensor b (512) at non-singleton dimension 1|TEXT",
                // others
                "boom|NONE",
                "Internal Server Error|NONE",
                "the request took too long|NONE",
                "upstream took longer than 30 seconds|NONE",
                "Rate limit reached on tokens per min (TPM): Limit 1000000, Used 999000, Requested 5000|NONE",
                "The number of request tokens has exceeded your per-minute rate limit|NONE",
                "Too many requests|NONE",
                "Model is overloaded|NONE",
                "You exceeded your current quota, please check your plan|NONE",
            })
    void areKnownBeyondDoubt(String said, SizeWords.Size size) {
        assertThat(SizeWords.sure(said)).isEqualTo(size);
        if (size != SizeWords.Size.NONE) {
            assertThat(SizeWords.likely(said)).isEqualTo(size);
        }
    }

    /** Of five texts the third is too long: it is found in six requests, none sent twice. */
    @ParameterizedTest
    @ValueSource(ints = {200, 400, 401, 403, 404, 413, 422, 424, 429, 500, 501, 502, 503, 504})
    void underEveryStatusTheTextIsFoundAndTheOthersHandedOver(int status) {
        List<String> texts = new ArrayList<>(Asking.texts(5));
        texts.set(2, "A long story " + "and so on ".repeat(100));
        List<Integer> places = new ArrayList<>();
        List<String> bodies = new CopyOnWriteArrayList<>();
        Asking asking = new Asking();
        try (StubServer server = new StubServer((request, wire) -> {
                    bodies.add(request.body());
                    if (request.texts().stream().anyMatch(text -> text.length() > 500)) {
                        wire.answer(
                                status,
                                "{\"error\": {\"message\": \"input (600 tokens) is too large to process. increase the"
                                        + " physical batch size (current batch size: 512)\"}}");
                    } else {
                        wire.answer(200, Replies.openAi(request.texts()));
                    }
                });
                EndpointEncoder encoder =
                        asking.open(server, Asking.openAi().withBatchTexts(8).withConcurrency(1))) {
            assertThat(Asking.failure(() -> encoder.encode(TestTasks.request(texts, Role.NONE), (at, vectors) -> {
                        for (int place : at) {
                            places.add(place);
                        }
                    })))
                    .hasMessageContainingAll(
                            "1013 characters",
                            "A long story",
                            "too large to process",
                            "--api-max-chars",
                            "--api-max-tokens");
            assertThat(places).containsExactly(0, 1, 3, 4);
            assertThat(bodies).doesNotHaveDuplicates();
        }
    }

    /** A number in the body is no reason to overlook its words. */
    @Test
    void wordsUnderAnotherNameAreFound() {
        String body = "{\"code\": 500, \"reason\": \"input exceeds the maximum length of 512 tokens\"}";
        assertThat(SizeWords.sure(ServerMessage.whole(body.getBytes(java.nio.charset.StandardCharsets.UTF_8))))
                .isEqualTo(SizeWords.Size.TEXT);
        String other = "{\"code\": 500, \"cause\": \"input exceeds the maximum length of 512 tokens\"}";
        assertThat(SizeWords.sure(ServerMessage.whole(other.getBytes(java.nio.charset.StandardCharsets.UTF_8))))
                .isEqualTo(SizeWords.Size.TEXT);
    }
}
