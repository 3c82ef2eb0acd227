package dev.plumbline.models.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.ReferenceModels;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.export.OnnxExport;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A text's vector is the same to the last bit whatever is encoded beside it, in whatever order, batches and threads. */
final class BatchIndependenceTest {

    private static final List<String> WORDS =
            List.of("river", "stone", "market", "garden", "the", "of", "in", "a", "copperplate", "12", "!", "水", "é");

    @TempDir
    private Path temporary;

    static Stream<Path> directories() {
        return Stream.concat(
                FamilyDirectoriesTest.families().stream()
                        .map(family -> ReferenceModels.own("families").resolve(family)),
                Stream.of(ReferenceModels.own("bert-tiny"), ReferenceModels.own("qwen2-tiny")));
    }

    @ParameterizedTest
    @MethodSource("directories")
    void inLayersOfOurOwn(Path directory) {
        check(directory, WeightsForm.AUTO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen3", "modernbert", "mpnet", "distilbert"})
    void inAGraph(String family) throws IOException {
        Path copy = temporary.resolve("model");
        Path source = ReferenceModels.own("families").resolve(family);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(source.relativize(file).toString()));
            }
        }
        NativeSource weights = NativeSource.of(copy, Optional.empty());
        OnnxExport.write(weights.folder(), weights.attention(), copy.resolve("onnx/model.onnx"));
        check(copy, WeightsForm.ONNX);
    }

    private static void check(Path directory, WeightsForm weights) {
        List<String> texts = texts();
        ModelOptions options = ModelOptions.defaults()
                .withoutStore()
                .withPrompts(PromptRule.NONE)
                .withWeights(weights);
        FloatMatrix alone = encode(directory, options.withThreads(1).withBatchTokens(1), texts);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            order.add(i);
        }
        Random random = new Random(5);
        for (int tokens : List.of(1, 7, 64, 384, 5_000)) {
            Collections.shuffle(order, random);
            List<String> shuffled = order.stream().map(texts::get).toList();
            FloatMatrix together =
                    encode(directory, options.withThreads(1 + tokens % 3).withBatchTokens(tokens), shuffled);
            for (int i = 0; i < order.size(); i++) {
                assertThat(together.select(new int[] {i}).data())
                        .as("%s in batches of %d tokens", shuffled.get(i), tokens)
                        .isEqualTo(alone.select(new int[] {order.get(i)}).data());
            }
        }
    }

    private static FloatMatrix encode(Path directory, ModelOptions options, List<String> texts) {
        try (Encoder encoder = Models.openEncoder(directory.toString(), options)) {
            return encoder.encode(TestTasks.request(texts, Role.NONE));
        }
    }

    /** Of many lengths, several of each, among them such that are hardly a token long. */
    private static List<String> texts() {
        Random random = new Random(3);
        Set<String> texts = new LinkedHashSet<>(WORDS);
        while (texts.size() < 90) {
            StringBuilder text = new StringBuilder();
            int words = 1 + random.nextInt(1 + random.nextInt(30));
            for (int i = 0; i < words; i++) {
                text.append(i == 0 ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
            }
            texts.add(text.toString());
        }
        return List.copyOf(texts);
    }
}
