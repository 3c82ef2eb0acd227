package dev.langchain4j.store.embedding.inmemory;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchResult;
import java.util.List;

public class InMemoryEmbeddingStore<T> {

    public List<String> addAll(List<Embedding> vectors, List<T> embedded) {
        throw new UnsupportedOperationException();
    }

    public EmbeddingSearchResult<T> search(EmbeddingSearchRequest request) {
        throw new UnsupportedOperationException();
    }
}
