package dev.plumbline.models.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.ReferenceModels;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.models.text.CrossEncoder;
import dev.plumbline.models.tokenize.PairTokens;
import dev.plumbline.models.tokenize.TextTokenizer;
import dev.plumbline.tasks.Ranking;
import dev.plumbline.tasks.SearchRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cross-encoders against sentence-transformers ({@code test/oracle/make_rerankers.py}). */
final class CrossEncoderDirectoryTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path RERANKERS = ReferenceModels.own("rerankers");

    @TempDir
    private Path temporary;

    private static JsonNode expected(String name) throws IOException {
        return JSON.readTree(RERANKERS.resolve(name).resolve("expected.json").toFile());
    }

    private static List<String> side(JsonNode expected, int side) {
        List<String> texts = new ArrayList<>();
        expected.get("pairs").forEach(pair -> texts.add(pair.get(side).asText()));
        return texts;
    }

    private static int[] numbers(JsonNode list) {
        int[] numbers = new int[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = list.get(i).intValue();
        }
        return numbers;
    }

    private static CrossEncoder open(Path folder, ModelOptions options) {
        return (CrossEncoder) Models.open(folder.toString(), options);
    }

    private static ModelOptions options() {
        return ModelOptions.defaults().withThreads(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "xlm-roberta", "roberta", "mpnet", "distilbert", "modernbert"})
    void tokensAndTypesOfPairsAreTransformers(String name) throws IOException {
        JsonNode expected = expected(name);
        ModelFolder folder = new ModelFolder(RERANKERS.resolve(name));
        TokenizerReader reader =
                new TokenizerReader(folder, TokenizerConfig.read(folder), SentenceBertConfig.readOfPairs(folder));
        assertThat(reader.givesTypes()).isEqualTo(!expected.get("types").isNull());
        try (TextTokenizer tokenizer = reader.readForPairs(NetworkConfig.read(folder), warning -> {})) {
            for (int i = 0; i < expected.get("pairs").size(); i++) {
                PairTokens pair = tokenizer.encode(
                        side(expected, 0).get(i), side(expected, 1).get(i));
                assertThat(pair.ids())
                        .as("pair %d", i)
                        .containsExactly(numbers(expected.get("tokens").get(i)));
                if (reader.givesTypes()) {
                    assertThat(pair.types())
                            .as("pair %d", i)
                            .containsExactly(numbers(expected.get("types").get(i)));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bert, 1",
        "bert, 8192",
        "bert-saved, 300",
        "xlm-roberta, 300",
        "roberta, 300",
        "mpnet, 300",
        "distilbert, 300",
        "modernbert, 300"
    })
    void scoresAreSentenceTransformers(String name, int batchTokens) throws IOException {
        JsonNode expected = expected(name);
        try (CrossEncoder encoder = open(RERANKERS.resolve(name), options().withBatchTokens(batchTokens))) {
            float[] scores = encoder.scores(TestTasks.retrieval("Test"), side(expected, 0), side(expected, 1));
            for (int i = 0; i < scores.length; i++) {
                assertThat(scores[i])
                        .as("pair %d", i)
                        .isCloseTo((float) expected.get("scores").get(i).doubleValue(), within(1e-5f));
            }
        }
    }

    @Test
    void halfPrecisionKeepsTheClassifierWhole() throws IOException {
        JsonNode expected = expected("bert");
        try (CrossEncoder encoder = open(RERANKERS.resolve("bert"), options().withDtype(DtypeChoice.BFLOAT16))) {
            float[] scores = encoder.scores(TestTasks.retrieval("Test"), side(expected, 0), side(expected, 1));
            for (int i = 0; i < scores.length; i++) {
                // eight bits, through two layers
                assertThat(scores[i])
                        .isCloseTo((float) expected.get("scores").get(i).doubleValue(), within(0.02f));
            }
        }
    }

    @Test
    void candidatesAreRankedBestFirst() throws IOException {
        JsonNode expected = expected("bert-saved");
        List<String> documents = side(expected, 1);
        List<String> queries = side(expected, 0).subList(6, 8);
        SearchRequest request = new SearchRequest(
                TestTasks.retrieval("Test"),
                List.of(),
                documents,
                documents,
                queries,
                Optional.of(List.of(new int[] {7, 3, 6}, new int[] {})),
                10);
        try (CrossEncoder encoder = open(RERANKERS.resolve("bert-saved"), options())) {
            List<Ranking> rankings = encoder.search(request);
            assertThat(rankings.get(1).size()).isZero();
            Ranking first = rankings.get(0);
            assertThat(first.size()).isEqualTo(3);
            assertThat(first.score(0)).isGreaterThanOrEqualTo(first.score(1));
            float own = (float) expected.get("scores").get(6).doubleValue();
            for (int rank = 0; rank < 3; rank++) {
                if (first.document(rank) == 6) {
                    assertThat(first.score(rank)).isCloseTo(own, within(1e-5f));
                }
            }
            SearchRequest whole = new SearchRequest(
                    TestTasks.retrieval("Test"), List.of(), documents, documents, queries, Optional.empty(), 10);
            assertThatThrownBy(() -> encoder.search(whole))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("--rerank-top");
        }
    }

    @Test
    void promptsMayBeSwitchedOff() throws IOException {
        JsonNode expected = expected("bert-saved");
        Path folder = RERANKERS.resolve("bert-saved");
        try (CrossEncoder with = open(folder, options());
                CrossEncoder without = open(folder, options().withPrompts(PromptRule.NONE))) {
            List<String> queries = side(expected, 0);
            List<String> documents = side(expected, 1);
            List<String> prompted = queries.stream().map("find: "::concat).toList();
            assertThat(with.scores(TestTasks.retrieval("Test"), queries, documents))
                    .containsExactly(without.scores(TestTasks.retrieval("Test"), prompted, documents), within(1e-6f));
        }
    }

    @Test
    void anotherNetworkIsRefusedByName() throws IOException {
        Path copy = copied("bert");
        ObjectNode config =
                (ObjectNode) JSON.readTree(copy.resolve("config.json").toFile());
        config.put("model_type", "deberta-v2");
        JSON.writeValue(copy.resolve("config.json").toFile(), config);
        assertThatThrownBy(() -> open(copy, options()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("deberta-v2")
                .hasMessageContaining("xlm-roberta");
    }

    @Test
    void whatIsNoCrossEncoderIsOpenedAsBefore() throws IOException {
        Path copy = copied("bert");
        ObjectNode config =
                (ObjectNode) JSON.readTree(copy.resolve("config.json").toFile());
        config.putArray("architectures").add("BertModel");
        JSON.writeValue(copy.resolve("config.json").toFile(), config);
        assertThat(CrossEncoderDirectory.isOne(copy)).isFalse();
        Files.writeString(copy.resolve("config_sentence_transformers.json"), "{\"model_type\": \"CrossEncoder\"}");
        assertThat(CrossEncoderDirectory.isOne(copy)).isTrue();
    }

    private Path copied(String name) throws IOException {
        Path copy = temporary.resolve(name);
        Files.createDirectories(copy);
        try (var files = Files.list(RERANKERS.resolve(name))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }
}
