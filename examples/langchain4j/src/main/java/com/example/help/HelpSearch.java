package com.example.help;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.util.List;

/** Finds the help article that answers a question. */
public final class HelpSearch {

    private final EmbeddingModel model;
    private final InMemoryEmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();

    public HelpSearch(EmbeddingModel model, List<String> articles) {
        this.model = model;
        List<TextSegment> segments = articles.stream().map(TextSegment::from).toList();
        store.addAll(model.embedAll(segments).content(), segments);
    }

    /** The model that the application uses. A change here, of a version or of a prompt, is what the test is for. */
    public static EmbeddingModel model() {
        return new AllMiniLmL6V2QuantizedEmbeddingModel();
    }

    public String best(String question) {
        return store.search(EmbeddingSearchRequest.builder()
                        .queryEmbedding(model.embed(question).content())
                        .maxResults(1)
                        .build())
                .matches()
                .get(0)
                .embedded()
                .text();
    }
}
