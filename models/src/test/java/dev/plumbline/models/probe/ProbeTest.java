package dev.plumbline.models.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.TestTasks;
import dev.plumbline.models.batching.EncodeProgress;
import dev.plumbline.models.random.RandomEncoder;
import dev.plumbline.tasks.EncodeRequest;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.ModelCard;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Similarity;
import dev.plumbline.tasks.numeric.FloatMatrix;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProbeTest {

    private static final RandomEncoder RANDOM = RandomEncoder.open(UnaryOperator.identity(), EncodeProgress.NONE);
    private static final double SAME = 0.999;

    /** Vectors of a request's texts. */
    private interface Behaviour {
        FloatMatrix encode(List<String> texts);
    }

    private static Encoder encoder(int maxTokens, Behaviour behaviour) {
        return new Encoder() {
            @Override
            public ModelCard card() {
                return new ModelCard("test/model", "1", 64, maxTokens, 0, Similarity.COSINE);
            }

            @Override
            public FloatMatrix encode(EncodeRequest request) {
                return behaviour.encode(request.texts());
            }

            @Override
            public String prompt(TaskSpec task, Role role) {
                return "";
            }

            @Override
            public void close() {}
        };
    }

    private static FloatMatrix random(List<String> texts) {
        return RANDOM.encode(TestTasks.request(texts, Role.NONE));
    }

    private static ProbeReport probe(Encoder encoder) {
        return new Probe(encoder, TestTasks.retrieval("Some"), Role.QUERY, 2048).run(Optional.empty());
    }

    private static String words(String text, int count) {
        List<String> words = List.of(text.split(" ", -1));
        return String.join(" ", words.subList(0, Math.min(count, words.size())));
    }

    @Test
    void aModelThatReadsEverything() {
        ProbeReport report = probe(encoder(0, ProbeTest::random));
        assertThat(report.length()).isEqualTo(new ProbeReport.Length(ProbeReport.LongText.READ, 2048, 2048, ""));
        assertThat(report.repeated().greatestDifference()).isZero();
        assertThat(report.batched().greatestDifference()).isZero();
        assertThat(report.reordered().greatestDifference()).isZero();
        assertThat(report.norms().unit()).isFalse();
        assertThat(report.norms().mean()).isBetween(7.0, 9.0);
        assertThat(report.empty().norm()).isPresent();
        assertThat(report.holds(SAME)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 16, 17, 100, 127, 128, 129, 500, 2047})
    void aModelThatCutsIsFoundToOnePartInSixteen(int limit) {
        ProbeReport.Length length = probe(encoder(
                        0,
                        texts -> random(
                                texts.stream().map(text -> words(text, limit)).toList())))
                .length();
        assertThat(length.beyond()).isEqualTo(ProbeReport.LongText.CUT);
        // words up to the limit differ, the first that does not differ any more is the one after it
        assertThat(length.words()).isLessThanOrEqualTo(limit - 1);
        assertThat(length.limit()).isGreaterThanOrEqualTo(limit);
        assertThat(length.limit() - length.words()).isLessThanOrEqualTo(Math.max(16, limit / 12));
    }

    @Test
    void noTextIsTriedThatIsMuchLongerThanTheModelSays() {
        int[] longest = {0};
        Encoder encoder = encoder(100, texts -> {
            texts.forEach(text -> longest[0] =
                    Math.max(longest[0], words(text, Integer.MAX_VALUE).split(" ", -1).length));
            return random(texts);
        });
        assertThat(probe(encoder).length().words()).isEqualTo(200);
        assertThat(longest[0]).isEqualTo(232);
    }

    @Test
    void aModelThatRefusesLongAndEmptyTextsSaysSo() {
        ProbeReport report = probe(encoder(0, texts -> {
            for (String text : texts) {
                if (text.isEmpty() || text.split(" ", -1).length > 300) {
                    throw PlumblineException.endpoint("no " + (text.isEmpty() ? "empty" : "long") + " texts");
                }
            }
            return random(texts);
        }));
        assertThat(report.length().beyond()).isEqualTo(ProbeReport.LongText.REFUSED);
        assertThat(report.length().message()).isEqualTo("no long texts");
        assertThat(report.length().words()).isBetween(250, 268);
        assertThat(report.empty()).isEqualTo(new ProbeReport.Empty(Optional.empty(), "no empty texts"));
    }

    /** A little noise is no change of the text, and long texts are told apart all the same. */
    @Test
    void noiseIsSeenAndNotTakenForAnotherText() {
        float[] noise = {0};
        ProbeReport report = probe(encoder(0, texts -> {
            FloatMatrix vectors =
                    random(texts.stream().map(text -> words(text, 100)).toList());
            for (int i = 0; i < vectors.data().length; i++) {
                noise[0] = (noise[0] + 0.37f) % 1;
                vectors.data()[i] += 1e-3f * noise[0];
            }
            return vectors;
        }));
        assertThat(report.repeated().greatestDifference()).isBetween(1e-4, 1e-3);
        assertThat(report.repeated().leastCosine()).isGreaterThan(0.99999);
        assertThat(report.length().beyond()).isEqualTo(ProbeReport.LongText.CUT);
        assertThat(report.holds(SAME)).isTrue();
    }

    @Test
    void vectorsThatDependOnTheRequestDoNotHold() {
        ProbeReport byCompany = probe(encoder(
                0,
                texts -> random(texts.stream().map(text -> text + texts.size()).toList())));
        assertThat(byCompany.repeated().leastCosine()).isGreaterThan(SAME);
        assertThat(byCompany.batched().leastCosine()).isLessThan(0.9);
        assertThat(byCompany.holds(SAME)).isFalse();

        ProbeReport byOrder = probe(encoder(
                0,
                texts -> random(
                        texts.stream().map(text -> texts.indexOf(text) + text).toList())));
        assertThat(byOrder.reordered().leastCosine()).isLessThan(0.9);
        assertThat(byOrder.holds(SAME)).isFalse();

        int[] calls = {0};
        ProbeReport byTime = probe(encoder(
                0, texts -> random(texts.stream().map(text -> text + calls[0]++).toList())));
        assertThat(byTime.repeated().leastCosine()).isLessThan(0.9);
        assertThat(byTime.holds(SAME)).isFalse();
    }

    @Test
    void vectorsThatAreNoneEndIt() {
        assertThatThrownBy(() -> probe(encoder(0, texts -> FloatMatrix.zeros(texts.size(), 63))))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("1 x 63");
        assertThatThrownBy(() -> probe(encoder(0, texts -> {
                    FloatMatrix vectors = random(texts);
                    vectors.data()[5] = Float.NaN;
                    return vectors;
                })))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("NaN at position 5");
    }

    @Test
    void anotherModelIsComparedTextByText() {
        Probe probe = new Probe(encoder(0, ProbeTest::random), TestTasks.retrieval("Some"), Role.QUERY, 64);
        assertThat(probe.run(Optional.of(RANDOM)).holds(SAME)).isTrue();
        Encoder doubled = encoder(0, texts -> {
            FloatMatrix vectors = random(texts);
            for (int i = 0; i < vectors.data().length; i++) {
                vectors.data()[i] *= 2;
            }
            return vectors;
        });
        assertThat(probe.run(Optional.of(doubled)).holds(SAME)).isTrue();
        Encoder other = encoder(
                0, texts -> random(texts.stream().map(text -> text + ".").toList()));
        assertThat(probe.run(Optional.of(other)).holds(SAME)).isFalse();
    }
}
