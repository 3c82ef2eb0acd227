package dev.plumbline.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingInputType;
import dev.langchain4j.model.embedding.request.EmbeddingParameter;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.Response;
import dev.plumbline.ModelRun;
import dev.plumbline.Plumbline;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.models.library.ApplicationEncoder;
import dev.plumbline.models.library.LibraryEncoder;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for a model on either side. */
class LangChain4jModelsTest {

    private static EncodeRequest request(Role role, String... texts) {
        return new EncodeRequest(List.of(texts), role, Manifest.bundled().task("MiniRetrieval.en"));
    }

    private static String[] texts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "text " + (char) ('a' + i % 26) + i)
                .toArray(String[]::new);
    }

    @Test
    void theirsScoresAsTheSameFunctionOfOurs(@TempDir Path folder) {
        LetterModel model = new LetterModel();
        LibraryEncoder theirs = LangChain4jModels.encoder(model).withBatchTexts(7);
        Encoder ours = Plumbline.encoder(
                "me/letters",
                "1",
                texts -> texts.stream().map(LetterModel::letters).toArray(float[][]::new));
        String[] tasks = {"MiniSTS.en", "MiniRetrieval.en"};
        ModelRun one = Plumbline.evaluate(theirs, Plumbline.tasks(tasks), folder.resolve("theirs"));
        ModelRun other = Plumbline.evaluate(ours, Plumbline.tasks(tasks), folder.resolve("ours"));
        assertThat(one.failures()).isEmpty();
        assertThat(one.mainScores()).isEqualTo(other.mainScores()).hasSize(2);
        assertThat(one.model().name()).isEqualTo("langchain4j/letters-v1");
        assertThat(model.requests).allSatisfy(texts -> assertThat(texts).hasSizeLessThanOrEqualTo(7));
        assertThat(theirs.tokens())
                .isEqualTo(model.requests.stream()
                        .flatMap(List::stream)
                        .mapToLong(LetterModel::words)
                        .sum());
    }

    @Test
    void eachTextIsAskedForOnceAndInItsPlace() {
        LetterModel model = new LetterModel();
        String[] texts = texts(150);
        texts[100] = texts[3];
        texts[149] = texts[3];
        FloatMatrix vectors = LangChain4jModels.encoder(model).encode(request(Role.NONE, texts));
        for (int row = 0; row < texts.length; row++) {
            assertThat(vectors.select(new int[] {row}).data()).containsExactly(LetterModel.letters(texts[row]));
        }
        List<String> asked = model.requests.stream().flatMap(List::stream).toList();
        assertThat(asked).hasSize(148).doesNotHaveDuplicates();
        assertThat(model.requests).allSatisfy(batch -> assertThat(batch.size()).isLessThanOrEqualTo(64));
    }

    @Test
    void blankTextsAreNotSentAndHaveAZeroVector() {
        LetterModel model = new LetterModel();
        FloatMatrix vectors = LangChain4jModels.encoder(model).encode(request(Role.NONE, "", "a", " \n"));
        assertThat(vectors.select(new int[] {0, 2}).data()).containsOnly(0f);
        assertThat(model.requests).containsExactly(List.of("a"));
    }

    @Test
    void aFailureKeepsTheLibrarysWordsAndWhatCameBefore() {
        EmbeddingModel model = new LetterModel() {
            @Override
            public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
                if (requests.size() == 2) {
                    throw new RateLimitException("HTTP 429: slow down\nat some place");
                }
                return super.embedAll(segments);
            }
        };
        List<Integer> handed = new ArrayList<>();
        LibraryEncoder encoder = LangChain4jModels.encoder(model).withBatchTexts(2);
        assertThatThrownBy(() -> encoder.encode(request(Role.NONE, texts(9)), (places, rows) -> {
                    for (int place : places) {
                        handed.add(place);
                    }
                }))
                .isInstanceOf(PlumblineException.class)
                .hasMessage("langchain4j/letters-v1 failed at a request of 2 texts, the first of them 'text e4':"
                        + " HTTP 429: slow down")
                .hasCauseInstanceOf(RateLimitException.class);
        assertThat(handed).containsExactly(0, 1, 2, 3);
    }

    @Test
    void whatIsNotOneVectorPerTextOfOneWidthIsAnError() {
        assertThatThrownBy(() -> LangChain4jModels.encoder(answering(List.of())).encode(request(Role.NONE, "a")))
                .hasMessageContaining("returned 0 vectors for 1 texts");
        assertThatThrownBy(() -> LangChain4jModels.encoder(answering(List.of(Embedding.from(new float[3]))))
                        .encode(request(Role.NONE, "a")))
                .hasMessageContaining("a vector of length 3 where 26 values were expected, for the text 'a'");
    }

    private static EmbeddingModel answering(List<Embedding> embeddings) {
        return new LetterModel() {
            @Override
            public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
                return Response.from(embeddings);
            }
        };
    }

    @Test
    void aModelThatTakesRolesIsToldAndAnotherIsNot() {
        List<EmbeddingInputType> told = new ArrayList<>();
        EmbeddingModel knowing = new LetterModel() {
            @Override
            public Set<EmbeddingParameter<?>> supportedParameters() {
                return Set.of(EmbeddingRequestParameters.INPUT_TYPE);
            }

            @Override
            public EmbeddingResponse doEmbed(EmbeddingRequest request) {
                told.add(request.inputType());
                return super.doEmbed(request);
            }
        };
        LibraryEncoder encoder = LangChain4jModels.encoder(knowing);
        encoder.encode(request(Role.QUERY, "a"));
        encoder.encode(request(Role.DOCUMENT, "a"));
        encoder.encode(request(Role.NONE, "a"));
        assertThat(told).containsExactly(EmbeddingInputType.QUERY, EmbeddingInputType.DOCUMENT, null);
        // would refuse a parameter that it does not support
        LangChain4jModels.encoder(new LetterModel()).encode(request(Role.QUERY, "a"));
    }

    @Test
    void oursIsOneOfTheirs() {
        try (ApplicationEncoder encoder = ApplicationEncoder.open("embedded:all-MiniLM-L6-v2")) {
            EmbeddingModel model = LangChain4jModels.embeddingModel(encoder);
            Response<List<Embedding>> response =
                    model.embedAll(List.of(TextSegment.from("A cat sleeps."), TextSegment.from("Stocks fell.")));
            assertThat(model.dimension()).isEqualTo(384);
            assertThat(model.modelName()).isEqualTo("sentence-transformers/all-MiniLM-L6-v2");
            assertThat(response.content())
                    .hasSize(2)
                    .allSatisfy(vector -> assertThat(vector.dimension()).isEqualTo(384));
            // [CLS] a cat sleeps . [SEP] and [CLS] stocks fell . [SEP]
            assertThat(response.tokenUsage().inputTokenCount()).isEqualTo(11);
            assertThat(model.embed("A cat sleeps.").content())
                    .isEqualTo(response.content().get(0));
            Embedding cut = model.embed(EmbeddingRequest.builder()
                            .input("A cat sleeps.")
                            .dimensions(64)
                            .inputType(EmbeddingInputType.QUERY)
                            .build())
                    .embeddings()
                    .get(0);
            assertThat(cut.dimension()).isEqualTo(64);
            double length = 0;
            for (float value : cut.vector()) {
                length += (double) value * value;
            }
            assertThat(length).isBetween(1 - 1e-6, 1 + 1e-6);
            assertThatThrownBy(() -> model.embed(EmbeddingRequest.builder()
                            .input("a")
                            .dimensions(1000)
                            .build()))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("has vectors of 384 dimensions, not of 1000");
        }
    }

    @Test
    void ourFailureIsTheirsThatIsNotRepeated() {
        EmbeddingModel model = LangChain4jModels.embeddingModel(Plumbline.encoder(
                "me/broken", "1", texts -> texts.contains("text") ? new float[1][4] : new float[0][]));
        assertThatThrownBy(() -> model.embed("a"))
                .isInstanceOf(NonRetriableException.class)
                .hasMessageContaining("me/broken returned no vectors for 1 texts");
    }

    @Test
    void thereAndBackAgainIsTheSame() {
        Encoder ours = Plumbline.encoder(
                "me/letters",
                "1",
                texts -> texts.stream().map(LetterModel::letters).toArray(float[][]::new));
        Encoder back = LangChain4jModels.encoder(LangChain4jModels.embeddingModel(ours));
        String[] texts = texts(200);
        assertThat(new HashSet<>(List.of(texts))).hasSize(200);
        assertThat(back.encode(request(Role.QUERY, texts)).data())
                .containsExactly(ours.encode(request(Role.QUERY, texts)).data());
    }
}
