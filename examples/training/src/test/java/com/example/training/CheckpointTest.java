package com.example.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.plumbline.ModelRun;
import dev.plumbline.Plumbline;
import dev.plumbline.harness.select.TaskChoice;
import dev.plumbline.langchain4j.LangChain4jModels;
import dev.plumbline.models.library.ApplicationEncoder;
import dev.plumbline.tasks.Model;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is expected of the checkpoint before it is used. */
class CheckpointTest {

    private static final String CHECKPOINT = "target/training/pretrain/final";

    /** One of the example's own tasks, whose words the network has seen. */
    private static final TaskChoice TASK = new TaskChoice(
            List.of(), List.of("ExampleSTS.en"), List.of(), List.of(), List.of(), List.of(Path.of("../mini/tasks.json")));

    @Test
    void isBetterThanChance(@TempDir Path folder) {
        double trained = score(CHECKPOINT, folder.resolve("trained"));
        double random = score("random", folder.resolve("random"));
        assertTrue(trained > random + 0.1, trained + " after training, " + random + " by chance");
    }

    private static double score(String spec, Path folder) {
        try (Model model = Plumbline.model(spec)) {
            ModelRun run = Plumbline.evaluate(model, TASK, folder);
            assertEquals(List.of(), run.failures());
            return run.mainScores().get("ExampleSTS.en");
        }
    }

    @Test
    void goesStraightIntoAnApplication() {
        try (ApplicationEncoder encoder = ApplicationEncoder.open(CHECKPOINT)) {
            EmbeddingModel model = LangChain4jModels.embeddingModel(encoder);
            assertEquals(model.dimension(), model.embed("a text").content().dimension());
        }
    }
}
