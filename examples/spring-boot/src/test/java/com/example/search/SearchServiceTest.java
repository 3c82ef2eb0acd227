package com.example.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.junit.EmbeddingRegression;
import dev.plumbline.junit.EmbeddingRegressionTest;
import dev.plumbline.springai.SpringAiModels;
import org.junit.jupiter.api.Test;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest
class SearchServiceTest {

    @Autowired
    private EmbeddingModel model;

    @Test
    void theModelIsThere() {
        assertThat(model.embed("a text")).hasSize(384);
    }

    /** What the application embeds with, as Spring wires it. Written by: mvn test -Dplumbline.update=true */
    @EmbeddingRegressionTest(
            tasks = {"MiniRetrieval.en", "MiniSTS.en"},
            baseline = "src/test/resources/embeddings/v1")
    void searchIsAsGoodAsItWas(EmbeddingRegression regression) {
        regression.check(SpringAiModels.encoder("search-service/model", model));
    }
}
