package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a table is put together from: lists without boxes, columns that fill up, types of numbers, origins of rows. */
final class ColumnPartsTest {

    @Test
    void numbersAreOneListWhateverArrayHoldsThem() {
        List<Object> floats = NumberList.of(new float[] {0.5f, -0.0f, Float.NaN, 0.1f});
        List<Object> doubles = NumberList.of(new double[] {0.5, -0.0, Double.NaN, 0.1f});

        assertThat(floats).isEqualTo(doubles).hasSameHashCodeAs(doubles);
        assertThat(floats.get(3)).isEqualTo((double) 0.1f).isNotEqualTo(0.1);
        assertThat(NumberList.of(new double[] {0.1}).toFloats()).containsExactly(0.1f);
        assertThat(NumberList.of(new float[] {0.1f}).toDoubles()).containsExactly(0.1f);
        float[] own = {1, 2};
        assertThat(NumberList.of(own).toFloats()).isSameAs(own);
        double[] copied = {1, 2};
        assertThat(NumberList.of(copied).toDoubles()).isNotSameAs(copied).containsExactly(1, 2);
        assertThatThrownBy(() -> floats.get(4)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** f a float, d a double, o anything else; whether the list has no boxes. */
    @ParameterizedTest
    @CsvSource({
        "fff, true",
        "ddd, true",
        "'', false",
        "o, false",
        "ffo, false",
        "ddod, false",
        "offd, false",
        "ofo, false",
    })
    void aListIsUnboxedAsLongAsAllAreOfOneKind(String kinds, boolean unboxed) {
        ElementBuffer buffer = new ElementBuffer();
        List<Object> expected = new ArrayList<>();
        for (int i = 0; i < kinds.length(); i++) {
            switch (kinds.charAt(i)) {
                case 'f' -> {
                    buffer.addFloat(i + 0.5f);
                    expected.add(i + 0.5);
                }
                case 'd' -> {
                    buffer.addDouble(i + 0.5);
                    expected.add(i + 0.5);
                }
                default -> {
                    buffer.add(null);
                    expected.add(null);
                }
            }
        }

        assertThat(buffer.size()).isEqualTo(kinds.length());
        assertThat(buffer.toList()).isEqualTo(expected);
        assertThat(buffer.toList() instanceof NumberList).isEqualTo(unboxed);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 32, 33, 1000})
    void buffersGrowAsLongAsTheyMust(int size) {
        ElementBuffer floats = new ElementBuffer();
        ElementBuffer doubles = new ElementBuffer();
        for (int i = 0; i < size; i++) {
            floats.addFloat(i);
            doubles.addDouble(i);
        }

        assertThat(floats.toList()).hasSize(size).isEqualTo(doubles.toList());
        for (int i = 0; i < size; i++) {
            assertThat(floats.toList().get(i)).isEqualTo((double) i);
        }
        List<Object> before = floats.toList();
        floats.clear();
        floats.addFloat(-1);
        assertThat(floats.toList()).containsExactly(-1.0);
        assertThat(before).hasSize(size);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1, 2               | 1, 2",
                "1, 2.5             | 1.0, 2.5",
                "1, null, 2.5       | 1.0, null, 2.5",
                "1, 'a'             | 1, a",
                "[1], [2.5]         | [1.0], [2.5]",
                "[1], 2.5           | [1], 2.5",
                "1, [2.5]           | 1, [2.5]",
                "1.5, [1], [2]      | 1.5, [1], [2]",
                "[[1], [2.5]], [3]  | [[1.0], [2.5]], [3]",
                "[1, 2.5, null]     | [1.0, 2.5, null]",
                "{'a': 1}, {'a': 2.5} | {a=1}, {a=2.5}",
                "[{'a': 1}], [2.5, 1] | [{a=1}], [2.5, 1.0]",
                "true, 2.5          | true, 2.5",
            },
            quoteCharacter = '`')
    void wholeNumbersBesideOthersBecomeFloatingPoint(String values, String unified) {
        List<Object> column =
                new ArrayList<>((List<?>) JsonValues.object("{\"v\": [" + values.replace('\'', '"') + "]}", "test")
                        .get("v"));

        assertThat(NumberTypes.unified(column)).hasToString("[" + unified + "]");
    }

    @Test
    void keysThatARowLacksAreNull() {
        ColumnsBuilder columns = new ColumnsBuilder();
        assertThat(columns.put("a", 1L)).isTrue();
        assertThat(columns.put("a", 2L)).isFalse();
        columns.endRow();
        columns.endRow();
        assertThat(columns.put("b", null)).isTrue();
        assertThat(columns.put("b", "x")).isFalse();
        columns.endRow();
        columns.put("a", 3L);
        columns.endRow();
        columns.endRow();

        assertThat(columns.rows()).isEqualTo(5);
        assertThat(columns.build())
                .containsExactly(
                        Map.entry("a", Arrays.asList(1L, null, null, 3L, null)),
                        Map.entry("b", Arrays.asList(null, null, null, null, null)));
        assertThat(new ColumnsBuilder().build()).isEmpty();
    }

    @Test
    void rowsKnowWhereTheyCameFrom() {
        RowOrigin both = RowOrigin.concatenated(List.of(
                new RowOrigin.Part(0, RowOrigin.rowsOf("none")),
                new RowOrigin.Part(2, RowOrigin.linesOf("a", new int[] {3, 7})),
                new RowOrigin.Part(3, RowOrigin.rowsOf("b"))));

        assertThat(List.of(both.of(0), both.of(1), both.of(2), both.of(4)))
                .containsExactly("a, line 3", "a, line 7", "b, row 0", "b, row 2");
        assertThat(both.selected(new int[] {4, 0}).selected(new int[] {1, 1, 0}).of(2))
                .isEqualTo("b, row 2");
        assertThatThrownBy(() -> both.of(5)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void columnsAreWantedByName() {
        assertThat(Columns.all().includes("any")).isTrue();
        assertThat(Columns.of("a", "b").includes("b")).isTrue();
        assertThat(Columns.of(List.of("a")).includes("b")).isFalse();
    }

    @Test
    void tablesAreChangedInCopies() {
        Table table = table("t", 2, RowOrigin.rowsOf("t")).with("y", List.of("p", "q"));

        assertThat(table.without("x").columns()).containsExactly("y");
        assertThat(table.without("none").columns()).containsExactly("x", "y");
        assertThat(table.renamed(Map.of("x", "z")).columns()).containsExactly("z", "y");
        assertThat(table.with("x", List.of(7L, 8L)).column("x")).containsExactly(7L, 8L);
        assertThat(table.column("x")).containsExactly(0L, 1L);
        assertThat(table.at("there").place()).isEqualTo("there");
        assertThatThrownBy(() -> table.renamed(Map.of("x", "y")))
                .isInstanceOf(PlumblineException.class)
                .hasMessage("t would have two columns 'y' once 'y' is renamed; remove one of them");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table.with("z", List.of(1L)))
                .withMessage("z has 1 values, not 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null     | null",
                "'a'      | the string 'a'",
                "1        | the whole number '1'",
                "1.5      | the number '1.5'",
                "true     | the boolean 'true'",
                "[1]      | the list '[1]'",
                "{'a': 1} | the structure '{a=1}'",
                "'0123456789012345678901234567890123456789'  | the string '0123456789012345678901234567890123456789'",
                "'01234567890123456789012345678901234567890' | the string '0123456789012345678901234567890123456789...'",
            },
            quoteCharacter = '`')
    void valuesAreDescribedInWords(String value, String words) {
        Object parsed = JsonValues.object("{\"v\": " + value.replace('\'', '"') + "}", "test")
                .get("v");

        assertThat(Table.describe(parsed)).isEqualTo(words);
    }

    private static Table table(String place, int rows, RowOrigin origin) {
        List<Object> values = new ArrayList<>(Collections.nCopies(rows, 0L));
        for (int i = 0; i < rows; i++) {
            values.set(i, (long) i);
        }
        return Table.of(place, rows, Map.of("x", values), origin);
    }
}
