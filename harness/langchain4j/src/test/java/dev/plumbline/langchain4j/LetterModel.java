package dev.plumbline.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A model of LangChain4j's as most are written: counts letters, counts words as tokens, remembers what it was asked. */
class LetterModel implements EmbeddingModel {

    static final int WIDTH = 26;

    final List<List<String>> requests = new ArrayList<>();

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
        List<String> texts = segments.stream().map(TextSegment::text).toList();
        requests.add(texts);
        return Response.from(
                texts.stream().map(text -> Embedding.from(letters(text))).toList(),
                new TokenUsage(texts.stream().mapToInt(LetterModel::words).sum()));
    }

    @Override
    public int dimension() {
        return WIDTH;
    }

    @Override
    public String modelName() {
        return "letters v1";
    }

    static int words(String text) {
        return text.strip().split("\\s+").length;
    }

    static float[] letters(String text) {
        float[] counts = new float[WIDTH];
        text.toLowerCase(Locale.ROOT).chars().filter(c -> c >= 'a' && c <= 'z').forEach(c -> counts[c - 'a']++);
        return counts;
    }
}
