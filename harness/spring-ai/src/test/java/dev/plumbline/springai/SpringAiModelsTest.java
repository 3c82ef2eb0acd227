package dev.plumbline.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.knuddels.jtokkit.api.EncodingType;
import dev.plumbline.ModelRun;
import dev.plumbline.Plumbline;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.models.library.ApplicationEncoder;
import dev.plumbline.models.library.LibraryEncoder;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.BatchingStrategy;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;
import org.springframework.ai.embedding.TokenCountBatchingStrategy;

/** What holds for a model on either side. */
class SpringAiModelsTest {

    /** Counts letters, and words as tokens; refuses more than so many tokens at once, as services do. */
    private static class LetterModel implements EmbeddingModel {

        private final List<List<String>> requests = new ArrayList<>();
        private final int most;

        LetterModel(int most) {
            this.most = most;
        }

        @Override
        public EmbeddingResponse call(EmbeddingRequest request) {
            List<String> texts = request.getInstructions();
            int words = texts.stream().mapToInt(LetterModel::words).sum();
            if (words > most) {
                throw new IllegalArgumentException("HTTP 400: " + words + " tokens, the limit is " + most);
            }
            requests.add(texts);
            List<Embedding> results = new ArrayList<>();
            texts.forEach(text -> results.add(new Embedding(letters(text), results.size())));
            return new EmbeddingResponse(results, new EmbeddingResponseMetadata("letters", new DefaultUsage(words, 0)));
        }

        @Override
        public float[] embed(Document document) {
            return letters(document.getText());
        }

        @Override
        public int dimensions() {
            return 26;
        }

        static int words(String text) {
            return text.strip().split("\\s+").length;
        }

        static float[] letters(String text) {
            float[] counts = new float[26];
            text.toLowerCase(Locale.ROOT)
                    .chars()
                    .filter(c -> c >= 'a' && c <= 'z')
                    .forEach(c -> counts[c - 'a']++);
            return counts;
        }
    }

    private static EncodeRequest request(List<String> texts) {
        return new EncodeRequest(texts, Role.NONE, Manifest.bundled().task("MiniSTS.en"));
    }

    private static Encoder ours() {
        return Plumbline.encoder(
                "me/letters",
                "1",
                texts -> texts.stream().map(LetterModel::letters).toArray(float[][]::new));
    }

    @Test
    void theirsScoresAsTheSameFunctionOfOurs(@TempDir Path folder) {
        LetterModel model = new LetterModel(Integer.MAX_VALUE);
        LibraryEncoder theirs = SpringAiModels.encoder("spring/letters", model);
        String[] tasks = {"MiniSTS.en", "MiniRetrieval.en"};
        ModelRun one = Plumbline.evaluate(theirs, Plumbline.tasks(tasks), folder.resolve("theirs"));
        ModelRun other = Plumbline.evaluate(ours(), Plumbline.tasks(tasks), folder.resolve("ours"));
        assertThat(one.failures()).isEmpty();
        assertThat(one.mainScores()).isEqualTo(other.mainScores()).hasSize(2);
        assertThat(theirs.tokens())
                .isEqualTo(model.requests.stream()
                        .flatMap(List::stream)
                        .mapToLong(LetterModel::words)
                        .sum());
    }

    @Test
    void requestsAreCutAsTheApplicationCutsThem() {
        List<String> texts = IntStream.range(0, 60)
                .mapToObj(i -> "word ".repeat(1 + i % 9) + i)
                .toList();
        LetterModel model = new LetterModel(40);
        BatchingStrategy strategy = new TokenCountBatchingStrategy(EncodingType.CL100K_BASE, 40, 0.1);
        LibraryEncoder encoder =
                SpringAiModels.encoder("spring/letters", model).withBatches(SpringAiModels.batched(strategy));
        assertThat(encoder.encode(request(texts)).data())
                .containsExactly(ours().encode(request(texts)).data());
        assertThat(model.requests).hasSizeGreaterThan(8);
    }

    @Test
    void aLimitThatIsNotKeptIsAFailureInTheServicesWords() {
        LibraryEncoder encoder = SpringAiModels.encoder("spring/letters", new LetterModel(3));
        assertThatThrownBy(() -> encoder.encode(request(List.of("two words", "and three more"))))
                .isInstanceOf(PlumblineException.class)
                .hasMessage("spring/letters failed at a request of 2 texts, the first of them 'two words':"
                        + " HTTP 400: 5 tokens, the limit is 3");
    }

    @Test
    void aStrategyThatLosesTextsIsAnError() {
        LibraryEncoder encoder = SpringAiModels.encoder("spring/letters", new LetterModel(100))
                .withBatches(SpringAiModels.batched(documents -> List.of(documents.subList(1, documents.size()))));
        assertThatThrownBy(() -> encoder.encode(request(List.of("a", "b"))))
                .hasMessageContaining("its batching strategy changes them");
    }

    @Test
    void oursIsOneOfTheirs() {
        try (ApplicationEncoder encoder = ApplicationEncoder.open("embedded:all-MiniLM-L6-v2")) {
            EmbeddingModel model = SpringAiModels.embeddingModel(encoder);
            EmbeddingResponse response = model.embedForResponse(List.of("A cat sleeps.", "Stocks fell."));
            assertThat(response.getResults()).hasSize(2);
            assertThat(response.getResults().get(1).getIndex()).isEqualTo(1);
            // [CLS] a cat sleeps . [SEP] and [CLS] stocks fell . [SEP]
            assertThat(response.getMetadata().getUsage().getPromptTokens()).isEqualTo(11);
            assertThat(response.getMetadata().getModel()).isEqualTo("sentence-transformers/all-MiniLM-L6-v2");
            assertThat(model.dimensions()).isEqualTo(384);
            assertThat(model.embed(new Document("A cat sleeps.")))
                    .containsExactly(response.getResults().get(0).getOutput());
            EmbeddingOptions narrow = EmbeddingOptions.builder().dimensions(32).build();
            assertThat(model.call(new EmbeddingRequest(List.of("a"), narrow))
                            .getResult()
                            .getOutput())
                    .hasSize(32);
            EmbeddingOptions wide = EmbeddingOptions.builder().dimensions(385).build();
            assertThatThrownBy(() -> model.call(new EmbeddingRequest(List.of("a"), wide)))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("384 dimensions, not of 385");
        }
    }

    @Test
    void thereAndBackAgainIsTheSame() {
        List<String> texts = IntStream.range(0, 200)
                .mapToObj(i -> "text " + i + (char) ('a' + i % 26))
                .toList();
        Encoder back = SpringAiModels.encoder("back/letters", SpringAiModels.embeddingModel(ours()));
        assertThat(back.encode(request(texts)).data())
                .containsExactly(ours().encode(request(texts)).data());
    }
}
