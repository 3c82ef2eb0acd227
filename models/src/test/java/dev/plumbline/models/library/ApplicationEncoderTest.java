package dev.plumbline.models.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.batching.IncrementalEncoder;
import dev.plumbline.models.explain.Explainable;
import dev.plumbline.models.explain.Explanation;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ApplicationEncoderTest {

    private static final String MINILM = "embedded:all-MiniLM-L6-v2";

    /** A model that says what it does to texts, and is listened to when it does. */
    private static final class Overheard implements IncrementalEncoder, Explainable {

        private final Encoder encoder;
        private int explained;
        private int handedOver = Integer.MAX_VALUE;

        Overheard(Encoder encoder) {
            this.encoder = encoder;
        }

        @Override
        public void encode(EncodeRequest request, Sink sink) {
            List<String> texts = request.texts();
            ((IncrementalEncoder) encoder)
                    .encode(
                            new EncodeRequest(
                                    texts.subList(0, Math.min(handedOver, texts.size())),
                                    request.role(),
                                    request.task()),
                            sink);
        }

        @Override
        public Explanation explain(TaskSpec task, Role role, String text) {
            explained++;
            return ((Explainable) encoder).explain(task, role, text);
        }

        @Override
        public ModelCard card() {
            return encoder.card();
        }

        @Override
        public String prompt(TaskSpec task, Role role) {
            return encoder.prompt(task, role);
        }

        @Override
        public void close() {
            encoder.close();
        }
    }

    @Test
    void tokensAreThoseThatWereEncodedAndNoTextIsCutTwice() {
        List<String> texts = new ArrayList<>(List.of("", "A cat sleeps.", "word ".repeat(400), "A cat sleeps."));
        for (int i = 0; i < 50; i++) {
            texts.add("text " + i);
        }
        Overheard model = new Overheard(Models.openEncoder(MINILM, ModelOptions.defaults()));
        try (ApplicationEncoder encoder = ApplicationEncoder.of(model)) {
            ApplicationEncoder.Embedded embedded = encoder.embed(texts, Optional.of(Role.QUERY), OptionalInt.empty());
            assertThat(model.explained).isZero();
            TaskSpec task = Manifest.bundled().task("MSMARCO");
            long tokens = texts.stream()
                    .mapToLong(text ->
                            model.explain(task, Role.QUERY, text).tokens().size())
                    .sum();
            assertThat(embedded.tokens()).hasValue(tokens);
            FloatMatrix vectors = model.encode(new EncodeRequest(texts, Role.QUERY, task));
            for (int i = 0; i < texts.size(); i++) {
                assertThat(embedded.vectors().get(i))
                        .isEqualTo(vectors.select(new int[] {i}).data());
            }
            assertThat(encoder.embed(List.of(), Optional.empty(), OptionalInt.empty())
                            .tokens())
                    .hasValue(0);
            model.handedOver = 2;
            assertThatThrownBy(() -> encoder.embed(texts, Optional.empty(), OptionalInt.empty()))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("returned 2 vectors for 54 texts");
        }
    }

    @Test
    void aModelThatShowsNoTokensHasNone() {
        try (ApplicationEncoder encoder =
                ApplicationEncoder.of(Models.openEncoder("random", ModelOptions.defaults()))) {
            ApplicationEncoder.Embedded embedded =
                    encoder.embed(List.of("a", "b"), Optional.empty(), OptionalInt.of(3));
            assertThat(embedded.tokens()).isEmpty();
            assertThat(embedded.vectors())
                    .hasSize(2)
                    .allSatisfy(vector -> assertThat(vector).hasSize(3));
        }
    }
}
