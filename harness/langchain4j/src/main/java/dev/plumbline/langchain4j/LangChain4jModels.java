package dev.plumbline.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingInputType;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.library.ApplicationEncoder;
import dev.plumbline.models.library.LibraryEncoder;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Both directions between Plumbline and LangChain4j. */
public final class LangChain4jModels {

    private LangChain4jModels() {}

    /**
     * A model of LangChain4j's as an encoder named {@code langchain4j/<its name>}; it is asked for its width, which may be a
     * request. Models that take an input type are told which texts are queries and which documents. LangChain4j's own models
     * cut and repeat requests by themselves; {@link LibraryEncoder#withBatchTexts} says how many texts each call has.
     *
     * @throws PlumblineException of kind MODEL if it cannot say how wide its vectors are
     */
    public static LibraryEncoder encoder(EmbeddingModel model) {
        String name = "langchain4j/" + name(model.modelName(), model);
        int width;
        try {
            width = model.dimension();
        } catch (RuntimeException e) {
            // a library has exceptions of its own, and those of whatever it stands on
            throw PlumblineException.model(name + " cannot say how wide its vectors are: " + e.getMessage(), e);
        }
        boolean roles = model.supportedParameters().contains(EmbeddingRequestParameters.INPUT_TYPE);
        return LibraryEncoder.of(name, width, (texts, role) -> ask(model, texts, roles ? role : Role.NONE));
    }

    private static String name(@Nullable String said, EmbeddingModel model) {
        String name = said == null || said.isBlank() || said.equals("unknown")
                ? model.getClass().getSimpleName()
                : said;
        String safe = name.replaceAll("[^A-Za-z0-9._-]+", "-");
        return safe.isEmpty() ? "model" : safe;
    }

    private static LibraryEncoder.Answer ask(EmbeddingModel model, List<String> texts, Role role) {
        EmbeddingRequest.Builder request = EmbeddingRequest.builder().inputs(texts.toArray(String[]::new));
        if (role != Role.NONE) {
            request.inputType(role == Role.QUERY ? EmbeddingInputType.QUERY : EmbeddingInputType.DOCUMENT);
        }
        EmbeddingResponse response = model.embed(request.build());
        List<float @Nullable []> vectors = new ArrayList<>();
        for (Embedding embedding : response.embeddings()) {
            vectors.add(embedding.vector());
        }
        return new LibraryEncoder.Answer(vectors, tokens(response.tokenUsage()));
    }

    private static long tokens(@Nullable TokenUsage usage) {
        if (usage == null) {
            return 0;
        }
        Integer tokens = usage.inputTokenCount() == null ? usage.totalTokenCount() : usage.inputTokenCount();
        return tokens == null ? 0 : tokens;
    }

    /** An encoder as one of LangChain4j's models; the encoder stays its owner's to close. */
    public static EmbeddingModel embeddingModel(Encoder encoder) {
        return embeddingModel(ApplicationEncoder.of(encoder));
    }

    /**
     * The same with a usual role or task. It takes the parameters {@code inputType} and {@code dimensions} of a request and
     * counts tokens where the model shows them. What goes wrong is an {@code InvalidRequestException} where the request is to
     * blame and a {@code NonRetriableException} otherwise: what was worth repeating has been repeated.
     */
    public static EmbeddingModel embeddingModel(ApplicationEncoder encoder) {
        return new EncoderEmbeddingModel(encoder);
    }
}
