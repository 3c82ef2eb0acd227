package dev.plumbline.tasks.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.tasks.data.Columns;
import dev.plumbline.tasks.data.DatasetDirectory;
import dev.plumbline.tasks.data.Oddity;
import dev.plumbline.tasks.data.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code numpy.asarray(labels, dtype=int64)} and scikit-learn's average precision take (OddDataTest asks them). */
final class PairLabelsTest {

    @TempDir
    private Path folder;

    /** Labels as JSON, what they are, and what is said of them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0, 1          | 0 1     | ''",
                "1, 0, 1       | 1 0 1   | ''",
                "true, false   | 1 0     | ''",
                "1.0, 0.0      | 1 0     | ''",
                "'1', '0'      | 1 0     | 2 labels are numbers stored as text; the first: a.jsonl, line 1, column 'l'",
                "' 1 ', '+0'   | 1 0     | 2 labels are numbers stored as text; the first: a.jsonl, line 1, column 'l'",
                "'0_1', '-0'   | 1 0     | 2 labels are numbers stored as text; the first: a.jsonl, line 1, column 'l'",
                "1.9, 0.9      | 1 0     | 2 labels have a fraction, which is cut off; the first: a.jsonl, line 1, column 'l'",
                "1, -0.9       | 1 0     | 1 labels have a fraction, which is cut off; the first: a.jsonl, line 2, column 'l'",
                "1, 2, 2       | 1 2 2   | 2 labels are neither 0 nor 1; only 1 counts as alike, and F1 and recall are no shares; the first: a.jsonl, line 2, column 'l'",
                "-1, 1         | -1 1    | 1 labels are neither 0 nor 1; only 1 counts as alike, and F1 and recall are no shares; the first: a.jsonl, line 1, column 'l'",
                "1, 1          | 1 1     | 2 pairs have all the same label, so average precision says nothing; the first: a.jsonl, line 1, column 'l'",
                "0, 0, 0       | 0 0 0   | 3 pairs have all the same label, so average precision says nothing; the first: a.jsonl, line 1, column 'l'",
                "1, 2147483647 | 1 2147483647 | 1 labels are neither 0 nor 1; only 1 counts as alike, and F1 and recall are no shares; the first: a.jsonl, line 2, column 'l'",
            },
            quoteCharacter = '`')
    void labelsThatMtebTakes(String labels, String values, String said) throws IOException {
        PairLabels found = PairLabels.of(column(labels), "l", false);

        assertThat(Arrays.stream(found.values()).mapToObj(String::valueOf).collect(Collectors.joining(" ")))
                .isEqualTo(values);
        assertThat(found.oddities().stream().map(Oddity::text).collect(Collectors.joining("; ")))
                .isEqualTo(said.equals("''") ? "" : said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1, null       | must be a whole number, 0 or 1, not null (a.jsonl, line 2, column 'l')",
                "'yes', 'no'   | must be a whole number, 0 or 1, not 'yes' (a.jsonl, line 1, column 'l')",
                "1, ''         | must be a whole number, 0 or 1, not '' (a.jsonl, line 2, column 'l')",
                "1, '1.0'      | must be a whole number, 0 or 1, not '1.0' (a.jsonl, line 2, column 'l')",
                "1, '1__0'     | must be a whole number, 0 or 1, not '1__0' (a.jsonl, line 2, column 'l')",
                "1, '0x1'      | must be a whole number, 0 or 1, not '0x1' (a.jsonl, line 2, column 'l')",
                "1, NaN        | must be a whole number, 0 or 1, not 'NaN' (a.jsonl, line 2, column 'l')",
                "1, Infinity   | must be a whole number, 0 or 1, not 'Infinity' (a.jsonl, line 2, column 'l')",
                "1, 2147483648 | must be a whole number, 0 or 1, not '2147483648' (a.jsonl, line 2, column 'l')",
                "1, [1]        | must be a whole number, 0 or 1, not '[1]' (a.jsonl, line 2, column 'l')",
                "0, 1, 2       | not [0, 1, 2]; mteb refuses them too (a.jsonl, line 3, column 'l')",
                "0, 2          | not [0, 2]; mteb refuses them too (a.jsonl, line 2, column 'l')",
                "-1, 0         | not [-1, 0]; mteb refuses them too (a.jsonl, line 2, column 'l')",
                "1, -1, 0      | not [-1, 0, 1]; mteb refuses them too (a.jsonl, line 3, column 'l')",
            },
            quoteCharacter = '`')
    void labelsThatMtebRefusesAreNamed(String labels, String message) {
        assertThatThrownBy(() -> PairLabels.of(column(labels), "l", false))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(message);
    }

    @Test
    void oneRowIsTheListOfAllLabels() throws IOException {
        Table packed = table("{\"l\": [1, 0, 1]}");

        assertThat(PairLabels.of(packed, "l", true).values()).containsExactly(1, 0, 1);
        assertThatThrownBy(() -> PairLabels.of(table("{\"l\": [1, null]}"), "l", true))
                .hasMessageContaining("0 or 1, not null, pair 1 (a.jsonl, line 1, column 'l')");
        assertThatThrownBy(() -> PairLabels.of(table("{\"l\": 1}"), "l", true))
                .hasMessageContaining("mteb takes a split of one row for lists of all pairs, and this is no list");
        assertThat(PairLabels.of(table("{\"l\": [\"1\", 0]}"), "l", true).oddities())
                .extracting(Oddity::first)
                .containsExactly("a.jsonl, line 1, column 'l', pair 0");
    }

    private Table column(String labels) throws IOException {
        return table(Arrays.stream(labels.split(", *"))
                .map(label -> "{\"l\": " + label.replace('\'', '"') + "}")
                .collect(Collectors.joining("\n")));
    }

    private Table table(String lines) throws IOException {
        Files.writeString(folder.resolve("a.jsonl"), lines);
        return DatasetDirectory.open("pairs", folder).read("default", "train", Columns.all());
    }
}
