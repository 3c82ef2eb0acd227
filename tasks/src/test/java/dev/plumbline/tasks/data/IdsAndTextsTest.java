package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.plumbline.ground.PlumblineException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids, texts of queries, code points, and what is said of odd ones. */
final class IdsAndTextsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a', 'b'       | a b          | ''",
                "1, 2           | 1 2          | ''",
                "1.0, 2.5       | 1 2.5        | 2 ids are floating-point numbers; 10.0 counts as \"10\"; the first: f, row 0, column '_id'",
                "1e10, -0.0     | 1e+10 -0     | 2 ids are floating-point numbers; 10.0 counts as \"10\"; the first: f, row 0, column '_id'",
                "true, false    | true false   | ''",
                "1, 'a'         | 1 \"a\"      | 1 ids are text among numbers; datasets keeps such a column as JSON, so they match with their quotes only; the first: f, row 1, column '_id'",
                "true, 'a'      | true \"a\"   | 1 ids are text among numbers; datasets keeps such a column as JSON, so they match with their quotes only; the first: f, row 1, column '_id'",
                "'1', 1         | \"1\" 1      | 1 ids are text among numbers; datasets keeps such a column as JSON, so they match with their quotes only; the first: f, row 0, column '_id'",
            },
            quoteCharacter = '`')
    void idsAreTextAsArrowCastsThem(String values, String ids, String said) {
        Table table = table("_id", parsed(values));

        assertThat(String.join(" ", TextIds.of(table, false))).isEqualTo(ids);
        assertThat(TextIds.oddities(table, "_id").stream().map(Oddity::text).collect(Collectors.joining("; ")))
                .isEqualTo(said.equals("''") ? "" : said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "_id | 'a', null    | an id must be a string or a number, not null (f, row 1, column '_id')",
                "_id | 'a', [1]     | an id must be a string or a number, not the list '[1]' (f, row 1, column '_id')",
                "_id | {\"a\": 1}   | an id must be a string or a number, not the structure '{a=1}' (f, row 0, column '_id')",
                "id  | 1, 2         | whole numbers in a column 'id' match no judgement in mteb; rename it to '_id' or store text (f, row 0",
                "id  | 'a', 2       | a string is wanted, not the whole number '2' (f, row 1, column 'id')",
                "id  | 'a', null    | a value is missing (null) (f, row 1, column 'id')",
                "x   | 'a'          | no column 'id', only [x]",
            },
            quoteCharacter = '`')
    void whatIsNoIdSaysWhere(String column, String values, String message) {
        assertThatThrownBy(() -> TextIds.of(table(column, parsed(values)), false))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(message);
    }

    @Test
    void idsMayBeMissingWhereThatIsSaid() {
        assertThat(TextIds.of(table("_id", parsed("1, null")), true)).containsExactly("1", null);
        assertThat(TextIds.of(table("id", parsed("'a', null")), true)).containsExactly("a", null);
        assertThat(TextIds.of(table("id", List.of()), false)).isEmpty();
        assertThat(TextIds.column(table("_id", List.of()))).isEqualTo("_id");
        assertThat(TextIds.column(table("id", List.of()))).isEqualTo("id");
    }

    @Test
    void twoColumnsOfIdsAreOneTooMany() {
        Table both = table("_id", parsed("'a'")).with("id", List.of("b"));

        assertThatThrownBy(() -> TextIds.of(both, false))
                .hasMessageContaining("there is a column _id as well; remove one of the two (f, row 0, column 'id')");
        assertThat(TextIds.of(both.select(new int[0]), false)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a b'                                        | a b",
                "''                                           | ''",
                "['a', 'b']                                   | a; b",
                "['a']                                        | a",
                "[{'role': 'user', 'content': 'a'}]           | user: a",
                "[{'content': 'a', 'role': 'user'}, 'b']      | user: a; b",
                "['']                                         | ''",
            },
            quoteCharacter = '`')
    void aConversationIsOneText(String value, String text) {
        Table table = table("text", parsed(value));

        assertThat(QueryText.of(table, 0, table.column("text").get(0))).isEqualTo(text.equals("''") ? "" : text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null                              | not null",
                "3                                 | not the whole number '3'",
                "[]                                | not the list '[]'",
                "['a', 3]                          | not the list '[a, 3]'",
                "['a', null]                       | not the list '[a, null]'",
                "[{'role': 'user'}]                | not the list '[{role=user}]'",
                "[{'role': 1, 'content': 'a'}]     | not the list '[{role=1, content=a}]'",
                "{'role': 'user', 'content': 'a'}  | not the structure '{role=user, content=a}'",
            },
            quoteCharacter = '`')
    void whatIsNoQuerySaysWhere(String value, String message) {
        for (String column : List.of("text", "query")) {
            Table table = table(column, parsed(value));
            assertThatThrownBy(() -> QueryText.of(table, 0, table.column(column).get(0)))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("a query must be a string, a list of strings or a list of turns")
                    .hasMessageContaining(message + " (f, row 0, column '" + column + "')");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void codePointsSortAsTheirUtf8(long seed) {
        Random random = new Random(seed);
        int[] alphabet = {
            'a', 'b', 'Z', 0x7F, 0xE9, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFF01, 0xFFFD, 0x10000, 0x1F600, 0x10FFFF
        };
        List<String> texts = new ArrayList<>(List.of(""));
        for (int i = 0; i < 300; i++) {
            texts.add(random.ints(random.nextInt(4), 0, alphabet.length)
                    .mapToObj(at -> Character.toString(alphabet[at]))
                    .collect(Collectors.joining()));
        }
        for (String a : texts) {
            for (String b : texts) {
                int bytes =
                        Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
                assertThat(Integer.signum(CodePoints.ORDER.compare(a, b))).isEqualTo(Integer.signum(bytes));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "' a '              | a",
                "'a'                | a",
                "''                 | ''",
                "'   '              | ''",
                "'\u3000a\u00a0'    | a",
                "'\u200ba'          | '\u200ba'",
                "'\ufeffa'          | '\ufeffa'",
                "'\u001c\u001fa\u0085' | a",
                "'a\u2028b\u2029'   | 'a\u2028b'",
                "'\u180ea'          | '\u180ea'",
            })
    void textsAreStrippedAsInPython(String text, String stripped) {
        assertThat(PythonText.strip(text)).isEqualTo(stripped);
    }

    @Test
    void blankTextsAreCountedAndTheFirstIsNamed() {
        Table table =
                table("a", Arrays.asList("x", " ", null, 3L, "\u3000")).with("b", List.of("", "x", "x", "x", "x"));

        assertThat(OddTexts.of(table, "b", "a"))
                .containsExactly(
                        new Oddity("texts are empty or white space; encoded as they are", 3, "f, row 0, column 'b'"));
        assertThat(OddTexts.of(table.select(new int[] {2, 3}), "b", "a")).isEmpty();
    }

    @Test
    void blankTextsInListsAndStringsForListsAreCounted() {
        Table table = table("a", List.of(List.of("x", "", " "), "ab", List.of(), 3L));

        assertThat(OddTexts.ofLists(table, "a"))
                .extracting(Oddity::count, Oddity::first)
                .containsExactly(tuple(2L, "f, row 0, column 'a'"), tuple(1L, "f, row 1, column 'a'"));
    }

    @Test
    void aTallyAsksForTheFirstPlaceOnly() {
        Oddity.Tally tally = new Oddity.Tally("are odd");
        assertThat(tally.found()).isEmpty();
        tally.add(() -> "here");
        tally.add(() -> {
            throw new IllegalStateException("not asked");
        });

        assertThat(tally.found()).containsExactly(new Oddity("are odd", 2, "here"));
        assertThat(tally.found().get(0).text()).isEqualTo("2 are odd; the first: here");
        assertThat(Oddity.found(new Oddity.Tally("none"), tally)).hasSize(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new Oddity("none", 0, "nowhere"));
    }

    private static Table table(String column, List<?> values) {
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        columns.put(column, new ArrayList<>(values));
        return Table.of("here", values.size(), columns, RowOrigin.rowsOf("f"));
    }

    private static List<Object> parsed(String values) {
        return new ArrayList<>((List<?>) JsonValues.object("{\"v\": [" + values.replace('\'', '"') + "]}", "test")
                .get("v"));
    }
}
