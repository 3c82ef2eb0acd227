package com.example.search;

import dev.plumbline.models.library.ApplicationEncoder;
import dev.plumbline.springai.SpringAiModels;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class SearchService {

    public static void main(String[] arguments) {
        SpringApplication.run(SearchService.class, arguments);
    }

    /** A checkpoint's folder, as plumbline train writes it, or a model that is fetched when it is first asked for. */
    @Bean
    ApplicationEncoder encoder(@Value("${search.model:embedded:all-MiniLM-L6-v2-q}") String model) {
        return ApplicationEncoder.open(model);
    }

    @Bean
    EmbeddingModel embeddingModel(ApplicationEncoder encoder) {
        return SpringAiModels.embeddingModel(encoder);
    }
}
