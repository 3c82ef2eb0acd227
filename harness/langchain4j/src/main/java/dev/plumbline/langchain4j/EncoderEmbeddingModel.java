package dev.plumbline.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingInputType;
import dev.langchain4j.model.embedding.request.EmbeddingParameter;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.library.ApplicationEncoder;
import dev.plumbline.tasks.Role;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An encoder that LangChain4j calls. */
final class EncoderEmbeddingModel implements EmbeddingModel {

    private final ApplicationEncoder encoder;

    EncoderEmbeddingModel(ApplicationEncoder encoder) {
        this.encoder = encoder;
    }

    @Override
    public EmbeddingResponse doEmbed(EmbeddingRequest request) {
        List<String> texts = request.inputs().stream().map(EmbeddingInput::text).toList();
        ApplicationEncoder.Embedded embedded;
        try {
            embedded = encoder.embed(texts, role(request.inputType()), width(request.dimensions()));
        } catch (PlumblineException e) {
            throw e.kind() == PlumblineException.Kind.USAGE
                    ? new InvalidRequestException(e.getMessage(), e)
                    : new NonRetriableException(e.getMessage(), e);
        }
        EmbeddingResponse.Builder response = EmbeddingResponse.builder()
                .embeddings(embedded.vectors().stream().map(Embedding::from).toList())
                .modelName(modelName());
        embedded.tokens().ifPresent(tokens -> response.tokenUsage(new TokenUsage(Math.toIntExact(tokens))));
        return response.build();
    }

    private static Optional<Role> role(@Nullable EmbeddingInputType type) {
        return Optional.ofNullable(type).map(side -> side == EmbeddingInputType.QUERY ? Role.QUERY : Role.DOCUMENT);
    }

    private static OptionalInt width(@Nullable Integer dimensions) {
        return dimensions == null ? OptionalInt.empty() : OptionalInt.of(dimensions);
    }

    @Override
    public Set<EmbeddingParameter<?>> supportedParameters() {
        return Set.of(EmbeddingRequestParameters.INPUT_TYPE, EmbeddingRequestParameters.DIMENSIONS);
    }

    @Override
    public int dimension() {
        return encoder.dimensions();
    }

    @Override
    public String modelName() {
        return encoder.card().name();
    }
}
