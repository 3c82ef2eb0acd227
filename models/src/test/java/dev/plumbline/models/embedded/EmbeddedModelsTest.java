package dev.plumbline.models.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class EmbeddedModelsTest {

    private static final String MINILM = "embedded:all-MiniLM-L6-v2";
    private static final String BGE_ZH = "embedded:bge-small-zh-v1.5";

    @Test
    void miniLmGivesSentenceTransformersVectors() throws IOException {
        JsonNode golden;
        try (InputStream in = getClass().getResourceAsStream("/golden/all-MiniLM-L6-v2.json")) {
            golden = new ObjectMapper().readTree(in);
        }
        List<String> texts = new ArrayList<>();
        golden.get("cases").forEach(node -> texts.add(node.get("text").textValue()));
        FloatMatrix vectors;
        try (Encoder encoder =
                Models.openEncoder(MINILM, ModelOptions.defaults().withThreads(2))) {
            vectors = encoder.encode(TestTasks.request(texts, Role.NONE));
        }
        assertThat(vectors.columns()).isEqualTo(384);
        for (int i = 0; i < texts.size(); i++) {
            JsonNode values = golden.get("cases").get(i).get("values");
            for (int k = 0; k < values.size(); k++) {
                assertThat((double) vectors.get(
                                i, golden.get("dimensions_shown").get(k).intValue()))
                        .as("text %d value %d", i, k)
                        .isCloseTo(values.get(k).doubleValue(), within(2e-6));
            }
        }
    }

    @Test
    void aVectorDoesNotDependOnItsBatch() {
        List<String> texts = new ArrayList<>(List.of("", "a", "你好，世界", "🙂👍🏽", "a"));
        Random random = new Random(7);
        for (int i = 0; i < 60; i++) {
            texts.add("word ".repeat(1 + random.nextInt(80)) + i);
        }
        try (Encoder one = Models.openEncoder(
                        MINILM, ModelOptions.defaults().withThreads(1).withBatchTokens(1));
                Encoder many = Models.openEncoder(
                        MINILM, ModelOptions.defaults().withThreads(3).withBatchTokens(700))) {
            FloatMatrix alone = one.encode(TestTasks.request(texts, Role.NONE));
            FloatMatrix together = many.encode(TestTasks.request(texts, Role.NONE));
            assertThat(together.data()).containsExactly(alone.data(), within(1e-5f));

            Collections.reverse(texts);
            FloatMatrix reversed = many.encode(TestTasks.request(texts, Role.NONE));
            for (int i = 0; i < texts.size(); i++) {
                assertThat(reversed.select(new int[] {i}).data())
                        .containsExactly(
                                alone.select(new int[] {texts.size() - 1 - i}).data(), within(1e-5f));
            }
        }
    }

    @Test
    void repeatedTextsAreEncodedOnce() {
        AtomicLong encoded = new AtomicLong();
        ModelOptions options = ModelOptions.defaults().withProgress((texts, tokens) -> encoded.addAndGet(texts));
        try (Encoder encoder = Models.openEncoder(MINILM, options)) {
            FloatMatrix vectors = encoder.encode(TestTasks.request(List.of("x", "y", "x", "x"), Role.NONE));
            assertThat(vectors.rows()).isEqualTo(4);
            assertThat(vectors.select(new int[] {2}).data())
                    .isEqualTo(vectors.select(new int[] {0}).data());
            assertThat(encoder.encode(TestTasks.request(List.of(), Role.NONE)).rows())
                    .isZero();
        }
        assertThat(encoded).hasValue(2);
    }

    @Test
    void bgePutsItsInstructionBeforeQueriesOnly() {
        String query = "法国的首都是哪里？";
        String prompted = "为这个句子生成表示以用于检索相关文章：" + query;
        try (Encoder own = Models.openEncoder(BGE_ZH, ModelOptions.defaults());
                Encoder bare =
                        Models.openEncoder(BGE_ZH, ModelOptions.defaults().withPrompts(PromptRule.NONE))) {
            assertThat(own.card().name()).isEqualTo("BAAI/bge-small-zh-v1.5");
            float[] literal = bare.encode(TestTasks.request(List.of(prompted), Role.QUERY))
                    .data();
            float[] plain =
                    bare.encode(TestTasks.request(List.of(query), Role.QUERY)).data();
            assertThat(own.encode(TestTasks.request(List.of(query), Role.QUERY)).data())
                    .containsExactly(literal, within(1e-6f));
            assertThat(own.encode(TestTasks.request(List.of(query), Role.DOCUMENT))
                            .data())
                    .containsExactly(plain, within(1e-6f));
            assertThat(own.encode(TestTasks.request(List.of(query), Role.NONE)).data())
                    .containsExactly(plain, within(1e-6f));
        }
    }

    @Test
    void cardsCarryThePublishedNameAndTheHashOfTheWeights() {
        try (Encoder encoder = Models.openEncoder(MINILM, ModelOptions.defaults())) {
            ModelCard card = encoder.card();
            assertThat(card.name()).isEqualTo("sentence-transformers/all-MiniLM-L6-v2");
            assertThat(card.revision()).matches("embedded-[0-9a-f]{12}");
            assertThat(card.maxTokens()).isEqualTo(256);
            assertThat(card.similarity()).isEqualTo(Similarity.COSINE);
        }
        ModelOptions renamed =
                ModelOptions.defaults().withName("me/mine").withRevision("r1").withSimilarity(Similarity.DOT);
        try (Encoder encoder = Models.openEncoder(MINILM, renamed)) {
            assertThat(encoder.card()).isEqualTo(new ModelCard("me/mine", "r1", 384, 256, 22_713_216L, Similarity.DOT));
        }
    }

    @Test
    void unknownNamesListWhatThereIs() {
        assertThatThrownBy(() -> Models.openEncoder("embedded:nothing", ModelOptions.defaults()))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.USAGE))
                .hasMessageContaining("all-MiniLM-L6-v2, bge-small-zh-v1.5");
        assertThatThrownBy(() -> Models.openEncoder("word2vec", ModelOptions.defaults()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("not supported")
                .hasMessageContaining("embedded:NAME");
    }
}
