package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ParquetTablesTest {

    @TempDir
    private Path folder;

    @Test
    void scalarsOfEveryType() throws IOException {
        Table table = written(
                "optional binary s (STRING); optional int32 i; optional int64 l; optional int32 u (INTEGER(8, false));"
                        + "optional float f; optional double d; optional boolean b; optional int32 n (UNKNOWN);",
                row -> row.append("s", "\uD83D\uDE00")
                        .append("i", -1)
                        .append("l", Long.MAX_VALUE)
                        .append("u", 200)
                        .append("f", 0.1f)
                        .append("d", 0.1)
                        .append("b", true),
                row -> {});

        assertThat(table.column("s")).containsExactly("\uD83D\uDE00", null);
        assertThat(table.column("i")).containsExactly(-1L, null);
        assertThat(table.column("l")).containsExactly(Long.MAX_VALUE, null);
        assertThat(table.column("u")).containsExactly(200L, null);
        assertThat(table.column("f")).containsExactly((double) 0.1f, null);
        assertThat(table.column("d")).containsExactly(0.1, null);
        assertThat(table.column("b")).containsExactly(true, null);
        assertThat(table.column("n")).containsExactly(null, null);
    }

    @Test
    void listsOfListsWithNulls() throws IOException {
        Table table = written(
                "optional group v (LIST) { repeated group list { optional group element (LIST) {"
                        + " repeated group list { optional binary element (STRING); } } } }",
                row -> {
                    Group outer = row.addGroup("v");
                    Group inner = outer.addGroup("list").addGroup("element");
                    inner.addGroup("list").append("element", "a");
                    inner.addGroup("list");
                    outer.addGroup("list").addGroup("element");
                    outer.addGroup("list");
                },
                row -> row.addGroup("v"),
                row -> {});

        assertThat(table.column("v"))
                .containsExactly(Arrays.asList(Arrays.asList("a", null), List.of(), null), List.of(), null);
    }

    @Test
    void olderListForms() throws IOException {
        Table table = written(
                "optional group two (LIST) { repeated int64 element; } repeated binary bare (STRING);"
                        + "optional group rows (LIST) { repeated group array { required int64 a; } }",
                row -> {
                    row.addGroup("two").append("element", 1L).append("element", 2L);
                    row.append("bare", "x").append("bare", "y");
                    row.addGroup("rows").addGroup("array").append("a", 7L);
                },
                row -> {});

        assertThat(table.column("two")).containsExactly(List.of(1L, 2L), null);
        assertThat(table.column("bare")).containsExactly(List.of("x", "y"), List.of());
        assertThat(table.column("rows").get(0)).hasToString("[{a=7}]");
    }

    @Test
    void mapsAndStructures() throws IOException {
        Table table = written(
                "optional group m (MAP) { repeated group key_value { required binary key (STRING);"
                        + " optional int64 value; } } optional group s { optional int64 a; optional double b; }",
                row -> {
                    row.addGroup("m").addGroup("key_value").append("key", "k").append("value", 1L);
                    row.addGroup("s").append("b", 2.5);
                },
                row -> {});

        assertThat(table.column("m").get(0)).hasToString("{k=1}");
        assertThat(table.column("s").get(0)).hasToString("{a=null, b=2.5}");
        assertThat(table.column("s").get(1)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"float", "double"})
    void vectorsWithANullElementNameTheRow(String type) throws IOException {
        Table table = written(
                "optional group v (LIST) { repeated group list { optional " + type + " element; } }",
                row -> {
                    Group list = row.addGroup("v");
                    add(list, type, 0.5);
                    add(list, type, Double.NaN);
                },
                row -> {
                    Group list = row.addGroup("v");
                    add(list, type, 1.5);
                    list.addGroup("list");
                    add(list, type, 2.5);
                });

        assertThat(table.column("v").get(1)).isEqualTo(Arrays.asList(1.5, null, 2.5));
        assertThat(table.select(new int[] {0}).floatVectors("v")).containsExactly(new float[] {0.5f, Float.NaN});
        assertThatThrownBy(() -> table.floatVectors("v"))
                .hasMessageContaining("not null")
                .hasMessageContaining("row 1");
    }

    private static void add(Group list, String type, double value) {
        Group element = list.addGroup("list");
        if (type.equals("float")) {
            element.append("element", (float) value);
        } else {
            element.append("element", value);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"int32 c (DATE)", "int64 c (TIMESTAMP(MILLIS, true))", "fixed_len_byte_array(2) c", "int96 c"})
    void typesNoTaskUsesAreRefusedByName(String field) throws IOException {
        Path file =
                write("optional " + field + "; optional int64 other;", CompressionCodecName.UNCOMPRESSED, row -> {});

        assertThatThrownBy(() -> ParquetTables.read(file, Columns.of("c")))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("column 'c' has the Parquet type");
        assertThat(ParquetTables.read(file, Columns.of("other")).rows()).isEqualTo(1);
        assertThat(ParquetTables.read(file, Columns.of("nothing")).rows()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNCOMPRESSED", "SNAPPY", "ZSTD"})
    void damagedFilesAreErrorsWhateverTheDamage(CompressionCodecName codec) throws IOException {
        byte[] whole = Files.readAllBytes(someVectors(codec));
        Random random = new Random(7);
        Path file = folder.resolve("damaged.parquet");
        int refused = 0;
        for (int round = 0; round < 400; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i <= round % 4; i++) {
                damaged[4 + random.nextInt(damaged.length - 8)] = (byte) random.nextInt(256);
            }
            Files.write(file, damaged);
            for (Consumer<Path> reading : List.<Consumer<Path>>of(
                    path -> ParquetTables.read(path, Columns.all()), ParquetTablesTest::oneByOne)) {
                try {
                    reading.accept(file);
                } catch (PlumblineException e) {
                    assertThat(e.kind()).isEqualTo(PlumblineException.Kind.DATA);
                    assertThat(e).hasMessageContaining("damaged.parquet");
                    refused++;
                }
            }
        }
        assertThat(refused).isPositive();
    }

    private static List<Map<String, Object>> oneByOne(Path file) {
        List<Map<String, Object>> rows = new ArrayList<>();
        try (ParquetRecords records = ParquetRecords.open(file, Columns.all())) {
            for (Optional<Map<String, Object>> row = records.next(); row.isPresent(); row = records.next()) {
                rows.add(row.get());
            }
        }
        return rows;
    }

    @Test
    void rowsOneByOneAreTheTables() throws IOException {
        Path file = someVectors(CompressionCodecName.ZSTD);
        Table table = ParquetTables.read(file, Columns.all());
        List<Map<String, Object>> rows = oneByOne(file);
        assertThat(rows).hasSize(table.rows());
        for (String column : table.columns()) {
            assertThat(rows).extracting(row -> row.get(column)).isEqualTo(table.column(column));
        }
        assertThatThrownBy(() -> ParquetRecords.open(file, Columns.of("nothing")))
                .hasMessageContaining("has none of the columns wanted, only [text, v]");
    }

    @ParameterizedTest
    @CsvSource({"0, only 0 bytes", "11, only 11 bytes", "200, does not end with PAR1"})
    void truncatedFiles(int length, String message) throws IOException {
        byte[] whole = Files.readAllBytes(someVectors(CompressionCodecName.SNAPPY));
        Path file = folder.resolve("cut.parquet");
        Files.write(file, Arrays.copyOf(whole, length));

        assertThatThrownBy(() -> ParquetTables.read(file, Columns.all()))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("cut.parquet")
                .hasMessageContaining(message);
    }

    @Test
    void anotherFormatUnderTheName() throws IOException {
        Path file = folder.resolve("page.parquet");
        Files.writeString(file, "<!DOCTYPE html><html>not found</html>");

        assertThatThrownBy(() -> ParquetTables.read(file, Columns.all()))
                .hasMessageContaining("does not begin with PAR1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1 << 20, Integer.MAX_VALUE, -1})
    void impossibleFooterLengths(int footer) throws IOException {
        byte[] bytes = Files.readAllBytes(someVectors(CompressionCodecName.SNAPPY));
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - 8, footer);
        Path file = folder.resolve("footer.parquet");
        Files.write(file, bytes);

        assertThatThrownBy(() -> ParquetTables.read(file, Columns.all()))
                .hasMessageContaining("its footer would have " + Integer.toUnsignedString(footer) + " bytes");
    }

    private Path someVectors(CompressionCodecName codec) throws IOException {
        return write(
                "optional binary text (STRING); optional group v (LIST) { repeated group list { optional float element; } }",
                codec,
                row -> {
                    row.append("text", "some text");
                    add(row.addGroup("v"), "float", 0.25);
                },
                row -> row.append("text", "more text"));
    }

    @SafeVarargs
    private Table written(String fields, Consumer<Group>... rows) throws IOException {
        return ParquetTables.read(write(fields, CompressionCodecName.SNAPPY, rows), Columns.all());
    }

    @SafeVarargs
    private Path write(String fields, CompressionCodecName codec, Consumer<Group>... rows) throws IOException {
        Path file = folder.resolve("written-" + codec + ".parquet");
        Files.deleteIfExists(file);
        MessageType schema = MessageTypeParser.parseMessageType("message m { " + fields + " }");
        SimpleGroupFactory factory = new SimpleGroupFactory(schema);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(schema)
                .withConf(new PlainParquetConfiguration())
                .withCompressionCodec(codec)
                .build()) {
            for (Consumer<Group> fill : rows) {
                Group row = factory.newGroup();
                fill.accept(row);
                writer.write(row);
            }
        }
        return file;
    }
}
