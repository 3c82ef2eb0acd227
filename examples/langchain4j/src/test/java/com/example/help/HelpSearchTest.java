package com.example.help;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.plumbline.junit.EmbeddingRegression;
import dev.plumbline.junit.EmbeddingRegressionTest;
import dev.plumbline.langchain4j.LangChain4jModels;
import java.util.List;
import org.junit.jupiter.api.Test;

class HelpSearchTest {

    @Test
    void findsTheArticle() {
        List<String> articles = List.of("How to reset your password", "Where is my parcel?", "Opening hours of our shops");
        assertEquals(articles.get(1), new HelpSearch(HelpSearch.model(), articles).best("my order did not arrive"));
    }

    /** Tasks that come with Plumbline. Written by: mvn test -Dplumbline.update=true */
    @EmbeddingRegressionTest(
            tasks = {"MiniRetrieval.en", "MiniReranking.en", "MiniSTS.en"},
            baseline = "src/test/resources/embeddings/v1")
    void embeddingsAreAsGoodAsTheyWere(EmbeddingRegression regression) {
        regression.check(LangChain4jModels.encoder(HelpSearch.model()));
    }

    /** Rows of one's own, made a task by: plumbline task init questions.csv */
    @EmbeddingRegressionTest(
            taskFiles = "src/test/resources/questions/questions.json",
            baseline = "src/test/resources/embeddings/questions")
    void ourOwnQuestionsAreTold(EmbeddingRegression regression) {
        regression.check(LangChain4jModels.encoder(HelpSearch.model()));
    }
}
