package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnValuesTest {

    private static final List<String> TEXTS = Arrays.asList(
            "",
            "plain",
            "Grüße",
            "模型",
            "😀 pair",
            "half \uD83D",
            "\uDE00 other half",
            "a\uD83Db",
            null,
            "x".repeat(300_000),
            "\0");

    private static ColumnValues column(long inMemory, List<?> values) {
        ColumnValues column = new ColumnValues(inMemory);
        column.addAll(values);
        return column;
    }

    @Test
    void textsComeBackAsTheyWereFromMemoryAndFromAFile() {
        assertThat(column(Long.MAX_VALUE, TEXTS).build())
                .isNotInstanceOf(TextColumn.class)
                .isEqualTo(TEXTS);
        for (long inMemory : new long[] {0, 200, 1000}) {
            ColumnValues values = column(inMemory, TEXTS);
            assertThat(values.size()).isEqualTo(TEXTS.size());
            List<Object> built = values.build();
            assertThat(built).isInstanceOf(TextColumn.class).isEqualTo(TEXTS);
            assertThat(((TextColumn) built).isComplete()).isFalse();
            assertThat(((TextColumn) built).texts()).isEqualTo(TEXTS);
        }
        List<String> complete = column(0, List.of("a", "b")).texts();
        assertThat(complete).containsExactly("a", "b");
        assertThat(TextColumn.immutable(complete)).isSameAs(complete);
        assertThat(TextColumn.immutable(new ArrayList<>(complete))).isEqualTo(complete);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 72, 256, 4096})
    void noTextLiesInTwoMappings(int segment) {
        Random random = new Random(segment);
        List<String> texts = IntStream.range(0, 5_000)
                .mapToObj(i -> "x".repeat(random.nextInt(segment - Integer.BYTES + 1)))
                .toList();
        TextColumn.Writer writer = new TextColumn.Writer(segment);
        texts.forEach(writer::add);
        assertThat(writer.done().texts()).isEqualTo(texts);
    }

    @Test
    void aTextLongerThanAMappingIsRefused() {
        assertThatThrownBy(() -> new TextColumn.Writer(64).add("x".repeat(61)))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("65 bytes");
    }

    /** Only JSON has such columns; nothing is lost where one begins with texts enough for a file. */
    @Test
    void aNumberAmongTextsBringsThemBackIntoMemory() {
        List<Object> mixed = new ArrayList<>(TEXTS);
        mixed.add(7L);
        mixed.add("after");
        assertThat(column(0, mixed).build()).isNotInstanceOf(TextColumn.class).isEqualTo(mixed);
        assertThat(column(0, List.of(1L, "text", "text")).build()).isNotInstanceOf(TextColumn.class);
    }

    @Test
    void manyThreadsReadAColumn() {
        Random random = new Random(3);
        List<String> texts = IntStream.range(0, 20_000)
                .mapToObj(i -> i + "é".repeat(random.nextInt(60)))
                .toList();
        List<String> column = column(0, texts).texts();
        assertThat(IntStream.range(0, texts.size())
                        .parallel()
                        .allMatch(i -> column.get(i).equals(texts.get(i))))
                .isTrue();
    }

    @Test
    void theRowOfAnIdIsTheFirstOrTheLast() {
        List<Integer> repeated = new ArrayList<>();
        List<String> ids = column(0, List.of("a", "b", "a", "c", "b", "a")).texts();
        RowsById first = RowsById.firstOf(ids, repeated::add);
        assertThat(repeated).containsExactly(2, 4, 5);
        assertThat(List.of(first.row("a"), first.row("b"), first.row("c"), first.row("d")))
                .containsExactly(0, 1, 3, RowsById.ABSENT);
        RowsById last = RowsById.lastOf(ids);
        assertThat(List.of(last.row("a"), last.row("b"), last.row("c"))).containsExactly(5, 4, 3);
        assertThat(first.contains("d")).isFalse();
        assertThat(RowsById.areUnique(ids)).isFalse();
        assertThat(RowsById.areUnique(List.of())).isTrue();
    }

    @Test
    void idsOfOneHashAreToldApart() {
        // "Aa" and "BB" have the same hash
        List<String> ids = IntStream.range(0, 1 << 10)
                .mapToObj(i -> IntStream.range(0, 10)
                        .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                        .reduce("", String::concat))
                .toList();
        RowsById rows = RowsById.firstOf(ids, row -> {
            throw new AssertionError("row " + row + " is not repeated");
        });
        assertThat(IntStream.range(0, ids.size()).allMatch(i -> rows.row(ids.get(i)) == i))
                .isTrue();
    }
}
