package dev.langchain4j.model.embedding.onnx.allminilml6v2q;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.List;

public class AllMiniLmL6V2QuantizedEmbeddingModel implements EmbeddingModel {

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> texts) {
        throw new UnsupportedOperationException();
    }
}
