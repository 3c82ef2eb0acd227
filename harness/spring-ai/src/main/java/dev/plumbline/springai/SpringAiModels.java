package dev.plumbline.springai;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.library.ApplicationEncoder;
import dev.plumbline.models.library.LibraryEncoder;
import dev.plumbline.tasks.Encoder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.BatchingStrategy;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;

/** Both directions between Plumbline and Spring AI. */
public final class SpringAiModels {

    private SpringAiModels() {}

    /**
     * A model of Spring AI's as an encoder; it is asked for its width, which may be a request. Calls have 64 texts at most;
     * {@link #batched} cuts them as the application does.
     *
     * @param name {@code org/name}, since Spring AI's models have none
     * @throws PlumblineException of kind MODEL if it cannot say how wide its vectors are
     */
    public static LibraryEncoder encoder(String name, EmbeddingModel model) {
        int width;
        try {
            width = model.dimensions();
        } catch (RuntimeException e) {
            // a library has exceptions of its own, and those of whatever it stands on
            throw PlumblineException.model(name + " cannot say how wide its vectors are: " + e.getMessage(), e);
        }
        EmbeddingOptions options = EmbeddingOptions.builder().build();
        return LibraryEncoder.of(name, width, (texts, role) -> ask(model, texts, options));
    }

    private static LibraryEncoder.Answer ask(EmbeddingModel model, List<String> texts, EmbeddingOptions options) {
        EmbeddingResponse response = model.call(new EmbeddingRequest(texts, options));
        // in the order of the results, as Spring AI itself reads them: not every model numbers them
        List<float @Nullable []> vectors = new ArrayList<>();
        for (Embedding embedding : response.getResults()) {
            vectors.add(embedding.getOutput());
        }
        return new LibraryEncoder.Answer(vectors, tokens(response));
    }

    private static long tokens(EmbeddingResponse response) {
        Usage usage =
                response.getMetadata() == null ? null : response.getMetadata().getUsage();
        if (usage == null) {
            return 0;
        }
        Integer prompt = usage.getPromptTokens();
        Integer tokens = prompt == null || prompt == 0 ? usage.getTotalTokens() : prompt;
        return tokens == null ? 0 : tokens;
    }

    /**
     * Requests as Spring AI's strategies cut them, such as {@code TokenCountBatchingStrategy}, which an application's vector
     * store has too.
     */
    public static LibraryEncoder.Batches batched(BatchingStrategy strategy) {
        return texts -> strategy.batch(texts.stream().map(Document::new).toList()).stream()
                .map(batch -> batch.stream().map(SpringAiModels::text).toList())
                .toList();
    }

    private static String text(Document document) {
        String text = document.getText();
        return text == null ? "" : text;
    }

    /** An encoder as one of Spring AI's models; the encoder stays its owner's to close. */
    public static EmbeddingModel embeddingModel(Encoder encoder) {
        return embeddingModel(ApplicationEncoder.of(encoder));
    }

    /**
     * The same with a usual role or task; a bean of it takes the place of any starter's. It takes the option {@code
     * dimensions} and counts tokens where the model shows them. What goes wrong is a {@link PlumblineException}, which Spring
     * AI does not repeat: what was worth repeating has been repeated.
     */
    public static EmbeddingModel embeddingModel(ApplicationEncoder encoder) {
        return new EncoderSpringModel(encoder);
    }
}
