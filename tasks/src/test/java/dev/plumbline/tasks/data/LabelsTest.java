package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LabelsTest {

    /** Labels as in JSON without quotes around keys, the classes in order, and the index of each row. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3, 1, 2, 1       | 1 2 3      | 2 0 1 0",
                "10, 9, -1        | -1 9 10    | 2 1 0",
                "true, false      | 0 1        | 1 0",
                "2.0, 1, 2        | 1 2        | 1 0 1",
                "-0.0, 0          | 0          | 0 0",
                "'b', 'a', 'b'    | a b        | 1 0 1",
                "'10', '9'        | 10 9       | 0 1",
                "'B', 'a', 'A'    | A B a      | 1 2 0",
                "'', 'a'          | ' a'       | 0 1",
                "'\uFF01', '\uD83D\uDE00' | '\uFF01 \uD83D\uDE00' | 0 1",
                "9223372036854775807, -9223372036854775808 | -9223372036854775808 9223372036854775807 | 1 0",
            },
            quoteCharacter = '`')
    void classesAreSortedAsNumPySortsThem(String values, String classes, String indices) {
        Labels labels = Labels.of(parsed(values), "here");

        List<String> names = new ArrayList<>();
        for (int i = 0; i < labels.classes(); i++) {
            names.add(labels.name(i));
            assertThat(labels.classAt(i)).hasToString(labels.name(i));
        }
        assertThat(String.join(" ", names)).isEqualTo(classes.replace("'", ""));
        assertThat(labels.indices())
                .containsExactly(Arrays.stream(indices.split(" "))
                        .mapToInt(Integer::parseInt)
                        .toArray());
        assertThat(labels.size()).isEqualTo(indices.split(" ").length);
        assertThat(Arrays.stream(labels.counts()).sum()).isEqualTo(labels.size());
        assertThat(labels.areStrings()).isEqualTo(values.startsWith("'"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1, null              | here, row 1: a label must be a whole number or a string, not null",
                "1.5                  | here, row 0: a label must be a whole number or a string, not the number '1.5'",
                "1, 9007199254740992.0 | here, row 1: a label must be a whole number or a string, not the number '9.007199254740992E15'",
                "1, 'a'               | here, row 1: labels mix whole numbers and strings: the string 'a' after the whole number '1'",
                "'a', 'b', true       | here, row 2: labels mix whole numbers and strings: the whole number '1' after the string 'a'",
            },
            quoteCharacter = '`')
    void whatIsNoLabelIsNamedByItsRow(String values, String message) {
        assertThatThrownBy(() -> Labels.of(parsed(values), "here"))
                .isInstanceOf(PlumblineException.class)
                .hasMessage(message);
    }

    /** Labels of any order: the classes are the same, and the indices go with their rows. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theOrderOfRowsDoesNotMatter(long seed) {
        Random random = new Random(seed);
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            values.add("l" + random.nextInt(30));
        }
        Labels labels = Labels.of(values, "here");
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);

        Labels shuffled = Labels.of(order.stream().map(values::get).toList(), "here");

        assertThat(shuffled.classes()).isEqualTo(labels.classes());
        for (int i = 0; i < order.size(); i++) {
            assertThat(shuffled.indices()[i]).isEqualTo(labels.indices()[order.get(i)]);
            assertThat(labels.classAt(labels.indices()[i])).isEqualTo(values.get(i));
        }
    }

    @Test
    void numbersAndStringsGivenAsSuch() {
        assertThat(Labels.ofNumbers(new long[] {5, -5, 5}).indices()).containsExactly(1, 0, 1);
        assertThat(Labels.ofStrings(List.of("b", "a")).indices()).containsExactly(1, 0);
        Labels none = Labels.ofStrings(List.of());
        assertThat(none.classes()).isZero();
        assertThat(none.areStrings()).isFalse();
        assertThat(none.counts()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.5, 1.5, 0.5    | 0 1 0",
                "2.5, 1, 2.5, -3  | 2 1 2 0",
                "-0.0, 0, 0.5     | 0 0 1",
                "1, 2, 1          | 0 1 0",
                "'a', 'b'         | 0 1",
                "1e300, 1e299     | 1 0",
            },
            quoteCharacter = '`')
    void namesOfClustersMayHaveFractions(String values, String indices) {
        assertThat(Labels.ofClusters(parsed(values), "here").indices())
                .containsExactly(Arrays.stream(indices.split(" "))
                        .mapToInt(Integer::parseInt)
                        .toArray());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.5, NaN      | not the number 'NaN'",
                "0.5, Infinity | not the number 'Infinity'",
                "0.5, null     | not null",
                "0.5, 'a'      | labels mix whole numbers and strings",
            },
            quoteCharacter = '`')
    void namesOfClustersAreFinite(String values, String message) {
        assertThatThrownBy(() -> Labels.ofClusters(parsed(values), "here"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("here, row 1: ")
                .hasMessageContaining(message);
    }

    static List<List<String>> casts() {
        return List.of(
                // of the training split, of the other, classes of all rows, how many are cast
                List.of("0, 1", "'1', '0'", "0 1 1 0", "2"),
                List.of("0, 1", "'01', '-0'", "0 1 1 0", "2"),
                List.of("'0', '1'", "1, 0", "0 1 1 0", "2"),
                List.of("'a', 'b'", "'b', 'c'", "a b b c", "0"),
                List.of("'a', 1", "2, 'a'", "a 1 2 a", "2"),
                List.of("'1.5', 'x'", "1.5, true", "1.5 x 1.5 true", "2"),
                List.of("'10', 'x'", "10.0, 1e10", "10 x 10 1e+10", "2"),
                List.of("1, 2", "2, 1.0", "1 2 2 1", "0"));
    }

    @ParameterizedTest
    @MethodSource("casts")
    void labelsBecomeThoseOfTheTrainingSplit(List<String> each) {
        Table train = table("train.jsonl", parsed(each.get(0)));
        Table test = table("test.jsonl", parsed(each.get(1)));

        Labels labels = Labels.of(train, test, "l");

        assertThat(Arrays.stream(labels.indices()).mapToObj(labels::name).toList())
                .containsExactly(each.get(2).split(" "));
        List<Oddity> casts = Labels.casts(train, test, "l");
        assertThat(casts.stream().mapToLong(Oddity::count).sum()).isEqualTo(Long.parseLong(each.get(3)));
    }

    @Test
    void aLabelThatCannotBeCastIsNamedInItsOwnFile() {
        Table train = table("train.jsonl", parsed("0, 1"));
        Table test = table("test.jsonl", parsed("0, 'x'"));

        assertThatThrownBy(() -> Labels.of(train, test, "l"))
                .hasMessageContaining("labels mix whole numbers and strings: the string 'x'")
                .hasMessageContaining("(test.jsonl, row 1, column 'l')");
        assertThatThrownBy(() -> Labels.of(table("train.jsonl", parsed("0, null")), test, "l"))
                .hasMessageContaining("(train.jsonl, row 1, column 'l')");
    }

    private static Table table(String file, List<Object> values) {
        return Table.of(file, values.size(), Map.of("l", values), RowOrigin.rowsOf(file));
    }

    private static List<Object> parsed(String values) {
        return new ArrayList<>((List<?>) JsonValues.object("{\"v\": [" + values.replace('\'', '"') + "]}", "test")
                .get("v"));
    }
}
