package dev.plumbline.trainer.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.data.JsonValues;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExampleFieldsTest {

    private static TrainingExample parse(String json) {
        RowPlace place = new RowPlace(Path.of("train.jsonl"), true, 7);
        return ExampleFields.parse(JsonValues.object(json, place.toString()), place);
    }

    @Test
    void everythingARowCanHold() {
        TrainingExample example = parse("""
                {"query": "q", "pos": ["a", "b"], "neg": ["c"], "pos_scores": [1, 0.5], "neg_scores": [-0.25],
                 "score": 3, "label": 4, "task": "t", "other": [1]}""");
        assertThat(example.query()).isEqualTo("q");
        assertThat(example.positives()).containsExactly("a", "b");
        assertThat(example.negatives()).containsExactly("c");
        assertThat(example.teacher().orElseThrow().positives()).containsExactly(1.0, 0.5);
        assertThat(example.teacher().orElseThrow().negatives()).containsExactly(-0.25);
        assertThat(example.score()).hasValue(3);
        assertThat(example.label()).hasValue("4");
        assertThat(example.task()).hasValue("t");
    }

    @Test
    void onlyQueryAndPositivesAreNeeded() {
        TrainingExample example = parse("{\"query\": \"q\", \"pos\": [\"a\"], \"neg\": null, \"label\": null}");
        assertThat(example.negatives()).isEmpty();
        assertThat(example.teacher()).isEmpty();
        assertThat(example.score()).isEmpty();
        assertThat(example.label()).isEmpty();
        assertThat(parse("{\"query\": \"q\", \"pos\": [\"a\"], \"pos_scores\": [1]}")
                        .teacher())
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"pos\": [\"a\"]} | 'query' is missing",
                "{\"query\": 3, \"pos\": [\"a\"]} | 'query' must be a string",
                "{\"query\": \" \", \"pos\": [\"a\"]} | 'query' is empty",
                "{\"query\": \"q\"} | 'pos' is missing",
                "{\"query\": \"q\", \"pos\": []} | 'pos' is empty",
                "{\"query\": \"q\", \"pos\": \"a\"} | 'pos' must be a list",
                "{\"query\": \"q\", \"pos\": [\"a\", 1]} | 'pos[1]' must be a string",
                "{\"query\": \"q\", \"pos\": [\"a\"], \"neg\": [\"\"]} | 'neg[0]' is empty",
                "{\"query\": \"q\", \"pos\": [\"a\"], \"neg\": {}} | 'neg' must be a list",
                "{\"query\": \"q\", \"pos\": [\"a\"], \"pos_scores\": [1, 2]} | has 2 numbers for 1 texts",
                "{\"query\": \"q\", \"pos\": [\"a\"], \"pos_scores\": [NaN]} | 'pos_scores[0]' is NaN",
                "{\"query\": \"q\", \"pos\": [\"a\"], \"pos_scores\": [\"1\"]} | 'pos_scores[0]' must be a number",
                "{\"query\": \"q\", \"pos\": [\"a\"], \"neg\": [\"b\"], \"pos_scores\": [1]} | 'neg_scores' is missing",
                "{\"query\": \"q\", \"pos\": [\"a\"], \"neg_scores\": [1]} | 'pos_scores' is missing",
                "{\"query\": \"q\", \"pos\": [\"a\"], \"score\": Infinity} | 'score' is Infinity",
                "{\"query\": \"q\", \"pos\": [\"a\"], \"label\": 1.5} | 'label' must be",
                "{\"query\": \"q\", \"pos\": [\"a\"], \"task\": 1} | 'task' must be",
            })
    void mistakesAreNamedWithTheirPlace(String json, String message) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("train.jsonl, line 7: ")
                .hasMessageContaining(message);
    }

    @Test
    void equalTextsHaveEqualKeys() {
        assertThat(TextKey.of("Ｐａｒｉｓ,\t is\u3000 nice\n")).isEqualTo(TextKey.of(" paris, IS nice"));
        List<String> different = List.of("paris", "pari s", "paris!", "Pari", "巴黎", "");
        assertThat(different.stream().map(TextKey::of).distinct()).hasSameSizeAs(different);
        // stays what it is: ids of saved batches and random streams are made of it (SHA-256 of "paris", its first 8
        // bytes)
        assertThat(Long.toHexString(TextKey.of("Paris"))).isEqualTo("1670f2e42fefa504");
    }
}
