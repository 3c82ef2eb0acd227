package dev.plumbline.springai;

import dev.plumbline.models.library.ApplicationEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;

/** An encoder that Spring AI calls. */
final class EncoderSpringModel implements EmbeddingModel {

    private final ApplicationEncoder encoder;

    EncoderSpringModel(ApplicationEncoder encoder) {
        this.encoder = encoder;
    }

    @Override
    public EmbeddingResponse call(EmbeddingRequest request) {
        ApplicationEncoder.Embedded embedded =
                encoder.embed(request.getInstructions(), Optional.empty(), width(request.getOptions()));
        List<Embedding> results = new ArrayList<>();
        for (float[] vector : embedded.vectors()) {
            results.add(new Embedding(vector, results.size()));
        }
        EmbeddingResponseMetadata metadata = new EmbeddingResponseMetadata(
                encoder.card().name(),
                embedded.tokens().isPresent()
                        ? new DefaultUsage(Math.toIntExact(embedded.tokens().getAsLong()), 0)
                        : new EmptyUsage());
        return new EmbeddingResponse(results, metadata);
    }

    private static OptionalInt width(@Nullable EmbeddingOptions options) {
        Integer dimensions = options == null ? null : options.getDimensions();
        return dimensions == null ? OptionalInt.empty() : OptionalInt.of(dimensions);
    }

    @Override
    public float[] embed(Document document) {
        String text = document.getText();
        return embed(text == null ? "" : text);
    }

    @Override
    public int dimensions() {
        return encoder.dimensions();
    }
}
