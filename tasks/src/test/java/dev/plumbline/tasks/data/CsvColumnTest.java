package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Many cells lie in a file and few in memory: the column is the same. What types cells have, {@code ReadingOracleTest} holds. */
final class CsvColumnTest {

    private static final List<List<String>> KINDS = List.of(
            List.of("1", "-7", " 12 ", "+3"),
            List.of("1", "", "NA"),
            List.of("9223372036854775808", "1"),
            List.of("1.5", "inf", "-Infinity", "2e3", "4"),
            List.of("1.5", "", "null"),
            List.of("true", "FALSE", "True"),
            List.of("true", "", "no"),
            List.of("", "None", "nan"),
            List.of("a text", "another, with a comma", "12", "", "true"));

    @Test
    void aColumnIsTheSameInAFileAsInMemory() {
        Random random = new Random(5);
        for (List<String> kind : KINDS) {
            for (int round = 0; round < 20; round++) {
                CsvColumn memory = new CsvColumn();
                CsvColumn file = new CsvColumn(new ColumnValues(0));
                int rows = random.nextInt(30);
                for (int row = 0; row < rows; row++) {
                    String cell = kind.get(random.nextInt(kind.size()));
                    memory.add(cell);
                    file.add(cell);
                }
                assertThat(new ArrayList<>(file.typed())).as("%s", kind).isEqualTo(memory.typed());
            }
        }
    }

    @Test
    void manyTextsLieInAFileAndColumnsNobodyWantsNowhere() throws IOException {
        int rows = 20_000;
        String text = "some words ".repeat(160);
        StringBuilder csv = new StringBuilder("id,text,other\n");
        for (int row = 0; row < rows; row++) {
            csv.append(row)
                    .append(",\"")
                    .append(text)
                    .append(row)
                    .append("\",")
                    .append(row % 3 == 0 ? "" : "x")
                    .append('\n');
        }
        Table table = CsvTables.read(
                new RecordReader(new BufferedReader(new StringReader(csv.toString()))),
                "big.csv",
                Columns.of("id", "text"),
                ',');
        assertThat(table.columns()).containsExactly("id", "text");
        assertThat(table.column("text")).isInstanceOf(TextColumn.class);
        assertThat(table.doubles("id")[rows - 1]).isEqualTo(rows - 1.0);
        for (int row : Arrays.asList(0, 1, 9_999, rows - 1)) {
            assertThat(table.strings("text").get(row)).isEqualTo(text + row);
        }
    }
}
