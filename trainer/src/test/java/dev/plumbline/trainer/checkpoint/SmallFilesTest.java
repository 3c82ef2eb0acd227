package dev.plumbline.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.trainer.rows.DataCursor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands beside a checkpoint's weights: how far it is, what it was made with, which was the best. */
final class SmallFilesTest {

    private static final WeightFacts FACTS =
            WeightFacts.nothing().and("seed", 42).and("lora", Optional.empty()).and("peak", Optional.of(1e-5));

    @TempDir
    private Path folder;

    @Test
    void aStateComesBack() {
        TrainingState state = new TrainingState("finetune", 7, FACTS, new DataCursor(9, Map.of("d", "x")), null);

        assertThat(TrainingState.ofJson(state.toJson(), "there")).isEqualTo(state);
        assertThat(FACTS.facts()).isEqualTo(Map.of("seed", "42", "peak", "1.0E-5"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrainingState("s", -1, FACTS, new DataCursor(0, Map.of()), null))
                .withMessage("steps are at least 0, not -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DataCursor(-1, Map.of()))
                .withMessage("steps count from 0, not -1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "3", "{\"stage\": \"a\"}", "{\"stage\": \"a\", \"step\": -1}", "nonsense"})
    void aDamagedStateSaysWhereInPlainWords(String json) {
        assertThatThrownBy(() -> TrainingState.ofJson(json, "there"))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(PlumblineException.Kind.DATA))
                .hasMessageStartingWith("there is damaged: ")
                .hasMessageEndingWith("; delete the checkpoint to go on from the one before")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("jackson", "Source", "Exception", "java."));
        assertThatThrownBy(() -> DataCursor.ofJson(json))
                .isInstanceOf(PlumblineException.class)
                .hasMessageStartingWith("the saved state of the training data is unreadable: ")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("jackson", "Source", "Exception", "java."));
    }

    @Test
    void theBestCheckpointComesBack() throws IOException {
        BestCheckpoint best = new BestCheckpoint("step-4", 4, "mean", 0.1 + 0.2, 2);
        assertThat(BestCheckpoint.read(folder)).isEmpty();

        best.write(folder);

        assertThat(BestCheckpoint.read(folder)).contains(best);
        for (String damaged : new String[] {"", "{", "[]", "{\"step\": \"x\"}"}) {
            Files.writeString(folder.resolve("best.json"), damaged);
            assertThatThrownBy(() -> BestCheckpoint.read(folder))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageStartingWith(folder.resolve("best.json") + " is damaged: ")
                    .hasMessageEndingWith("; delete it")
                    .satisfies(
                            e -> assertThat(e.getMessage()).doesNotContain("jackson", "Source", "Exception", "java."));
        }
    }

    @Test
    void factsThatDifferAreNamed() {
        WeightFacts before = WeightFacts.nothing().and("a", 1).and("b", "x");
        WeightFacts now = WeightFacts.nothing().and("b", "y").and("c", true);

        assertThat(before.differences(now))
                .containsExactly("a was 1 and is nothing", "b was x and is y", "c was nothing and is true");
        assertThat(before.differences(before)).isEmpty();
        assertThat(WeightFacts.nothing()
                        .and("o", new BestCheckpoint("c", 4, "s", 0.5, 4))
                        .facts())
                .isEqualTo(
                        Map.of("o.step", "4", "o.risen", "4", "o.checkpoint", "c", "o.score", "s", "o.value", "0.5"));
    }
}
