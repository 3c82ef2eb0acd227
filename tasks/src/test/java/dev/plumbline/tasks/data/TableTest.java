package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TableTest {

    @Test
    void wrongValuesNameFileRowAndColumn() {
        Table table = table("c", "x", null, 3L);

        assertThatThrownBy(() -> table.strings("c"))
                .isInstanceOf(PlumblineException.class)
                .hasMessageStartingWith("place: a value is missing (null) (file, row 1, column 'c'); correct");
        assertThatThrownBy(() -> table.nullableStrings("c")).hasMessageContaining("whole number '3' (file, row 2");
        assertThatThrownBy(() -> table.doubles("c")).hasMessageContaining("not the string 'x' (file, row 0");
        assertThatThrownBy(() -> table.lists("c")).hasMessageContaining("a list is wanted");
        assertThatThrownBy(() -> table.column("d")).hasMessageContaining("no column 'd', only [c]");
    }

    @Test
    void selectedRowsRememberWhereTheyCameFrom() {
        Table table = table("c", "x", null, "z").select(new int[] {2, 1, 2});

        assertThat(table.column("c")).containsExactly("z", null, "z");
        assertThatThrownBy(() -> table.strings("c")).hasMessageContaining("row 1,");
        assertThatThrownBy(() -> table.select(new int[] {1}).strings("c")).hasMessageContaining("row 1,");
    }

    @Test
    void numbersOfEveryKind() {
        assertThat(table("c", 1L, 2.5, true).doubles("c")).containsExactly(1, 2.5, 1);
        assertThat(table("c", List.of(1L, 2.5), NumberList.of(new float[] {0.5f}))
                        .doubleLists("c"))
                .containsExactly(new double[] {1, 2.5}, new double[] {0.5});
        assertThat(table("c", NumberList.of(new double[] {0.1}), List.of()).floatVectors("c"))
                .containsExactly(new float[] {0.1f}, new float[0]);
        assertThatThrownBy(() -> table("c", Arrays.asList(1.0, null)).floatVectors("c"))
                .hasMessageContaining("not null (file, row 0");
    }

    @Test
    void numericLabelsSortByValue() {
        Labels labels = table("c", 10L, -1L, 2.0, 10L).labels("c");

        assertThat(labels.indices()).containsExactly(2, 0, 1, 2);
        assertThat(labels.classAt(2)).isEqualTo(10L);
        assertThat(labels.areStrings()).isFalse();
        assertThat(labels.counts()).containsExactly(1, 1, 2);
    }

    @Test
    void textLabelsSortByCodePoint() {
        // as UTF-16 the surrogate D83D would come before FF01
        Labels labels = table("c", "\uD83D\uDE00", "\uFF01", "a").labels("c");

        assertThat(labels.indices()).containsExactly(2, 1, 0);
        assertThat(labels.areStrings()).isTrue();
    }

    @Test
    void mixedAndMissingLabels() {
        assertThatThrownBy(() -> table("c", 1L, "1").labels("c"))
                .hasMessageContaining("labels mix")
                .hasMessageContaining("row 1");
        assertThatThrownBy(() -> table("c", 1L, null).labels("c")).hasMessageContaining("not null");
        assertThatThrownBy(() -> table("c", 1.5).labels("c")).hasMessageContaining("'1.5'");
    }

    @Test
    void renamingOntoAnotherColumnIsAnError() {
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        columns.put("a", List.of(1L));
        columns.put("b", List.of(2L));
        Table table = Table.of("place", 1, columns, RowOrigin.rowsOf("file"));

        assertThat(table.renamed(Map.of("a", "x")).columns()).containsExactly("x", "b");
        assertThatThrownBy(() -> table.renamed(Map.of("a", "b"))).hasMessageContaining("two columns 'b'");
    }

    @Test
    void pythonsWhiteSpace() {
        assertThat(PythonText.strip("\u00A0\u2007\u202F\u0085\u001C\u3000 a b\t\u2029"))
                .isEqualTo("a b");
        assertThat(PythonText.strip("\u200Ba\uFEFF")).isEqualTo("\u200Ba\uFEFF");
        assertThat(PythonText.strip(" \u1680")).isEmpty();
    }

    private static Table table(String column, Object... values) {
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        columns.put(column, Arrays.asList(values));
        return Table.of("place", values.length, columns, RowOrigin.rowsOf("file"));
    }
}
