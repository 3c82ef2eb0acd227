package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Single values, columns and file names are read as the originals read them. Made by {@code test/oracle/make_reading.py} with
 * datasets 5.2.0, pyarrow 26.0.1, pandas 3.1.1, NumPy 2.4.6 and CPython 3.11.7.
 */
final class ReadingOracleTest {

    private static JsonNode oracle;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = new GZIPInputStream(
                Objects.requireNonNull(ReadingOracleTest.class.getResourceAsStream("/data/reading.json.gz")))) {
            oracle = JsonMapper.builder().build().readTree(in);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "string",
                "bool",
                "int8",
                "int16",
                "int32",
                "int64",
                "uint8",
                "uint16",
                "uint32",
                "uint64",
                "float16",
                "float32",
                "float64",
                "class_label"
            })
    void castsAreThoseOfArrow(String type) {
        DeclaredFeatures declared = declared(type);
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        for (JsonNode each : oracle.get("casts")) {
            if (each.get("type").asText().equals(type)) {
                tried++;
                Object value = plain(each.get("value"));
                // numbers beyond 64 bits with a sign are not held here
                boolean refused = each.has("raises") || each.get("is").isBigInteger();
                Object expected = refused ? "refused" : plain(each.get("is"));
                Table table = Table.of(
                        "here", 1, Map.of("x", Collections.singletonList(value)), RowOrigin.linesOf("a.csv", new int[] {
                            7
                        }));
                Object found;
                try {
                    found = declared.cast(table, Columns.all(), true)
                            .column("x")
                            .get(0);
                } catch (PlumblineException e) {
                    found = Objects.requireNonNull(e.getMessage()).contains("(a.csv, line 7, column 'x')")
                            ? "refused"
                            : e.getMessage();
                }
                if (!Objects.equals(found, expected)) {
                    wrong.add(Table.describe(value) + " is " + found + ", not " + expected);
                }
            }
        }
        assertThat(wrong).as("%s of %s", wrong.size(), tried).isEmpty();
        assertThat(tried).isGreaterThan(100);
    }

    private static DeclaredFeatures declared(String type) {
        ArrayNode features = JsonNodeFactory.instance.arrayNode();
        if (type.equals("class_label")) {
            features.addObject()
                    .put("name", "x")
                    .putObject("dtype")
                    .putObject("class_label")
                    .putArray("names")
                    .add("neg")
                    .add("pos");
        } else {
            features.addObject().put("name", "x").put("dtype", type);
        }
        return DeclaredFeatures.of(features);
    }

    @Test
    void columnsOfCsvAreThoseOfPandas() {
        List<String> wrong = new ArrayList<>();
        for (JsonNode each : oracle.get("columns")) {
            List<String> cells = new ArrayList<>();
            each.get("cells").forEach(cell -> cells.add(cell.asText()));
            List<Object> expected = new ArrayList<>();
            each.path("is").forEach(value -> expected.add(plain(value)));
            List<Object> found = typed(cells);
            if (!found.equals(expected)) {
                wrong.add(cells + " is " + found + ", not " + (each.has("is") ? expected : each.get("raises")));
            }
        }
        assertThat(wrong).as("%s wrong", wrong.size()).isEmpty();
    }

    /** NumPy has room for some of them, and the column would be one of text all the same where one has none. */
    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "123456789012345678901234567890"})
    void numbersBeyond64BitsStayText(String number) {
        assertThat(typed(List.of("1", number))).containsExactly("1", number);
    }

    @Test
    void patternsMatchWhatTheyMatchInDatasets() {
        List<String> wrong = new ArrayList<>();
        for (JsonNode each : oracle.get("patterns")) {
            TreeSet<String> expected = new TreeSet<>();
            each.get("is").forEach(path -> expected.add(path.asText()));
            String pattern = each.get("pattern").asText();
            TreeSet<String> found = new TreeSet<>();
            try {
                PathPattern compiled = PathPattern.of(pattern, "here");
                oracle.get("paths").forEach(path -> {
                    if (compiled.matches(path.asText())) {
                        found.add(path.asText());
                    }
                });
            } catch (PlumblineException e) {
                found.add(e.getMessage());
            }
            if (!found.equals(expected)) {
                wrong.add(pattern + " matches " + found + ", not " + expected);
            }
        }
        assertThat(wrong).as("%s wrong", wrong.size()).isEmpty();
    }

    @Test
    void splitsAreGuessedAsInDatasets() {
        List<String> wrong = new ArrayList<>();
        for (JsonNode each : oracle.get("splits")) {
            List<String> files = new ArrayList<>();
            each.get("files").forEach(file -> files.add(file.asText()));
            Map<String, List<String>> expected = new LinkedHashMap<>();
            each.path("is").properties().forEach(split -> {
                List<String> paths = new ArrayList<>();
                split.getValue().forEach(path -> paths.add(path.asText()));
                expected.put(split.getKey(), paths);
            });
            Map<String, List<String>> found = new LinkedHashMap<>();
            try {
                RepositoryLayout layout = RepositoryLayout.of("here", "", files);
                layout.splits("default").forEach(split -> found.put(split, layout.files("default", split)));
            } catch (PlumblineException e) {
                found.put(e.getMessage(), List.of());
            }
            if (!List.copyOf(found.entrySet()).equals(List.copyOf(expected.entrySet()))) {
                wrong.add(files + " are " + found + ", not " + (each.has("is") ? expected : each.get("raises")));
            }
        }
        assertThat(wrong).as("%s wrong", wrong.size()).isEmpty();
    }

    @Test
    void numbersAsTextAndAsHalves() {
        for (JsonNode each : oracle.get("doubles")) {
            double value = (Double) plain(each.get("value"));
            assertThat(ArrowText.of(value))
                    .as("%s", value)
                    .isEqualTo(each.get("text").asText());
            assertThat(Half.of(value))
                    .as("%s", value)
                    .isEqualTo(each.get("half").asInt());
        }
    }

    /** All of Python's white space is in the basic plane, and none of it is half of a pair. */
    @Test
    void whiteSpaceIsThatOfPython() {
        List<Integer> spaces = new ArrayList<>();
        oracle.get("spaces").forEach(code -> spaces.add(code.asInt()));

        assertThat(IntStream.range(0, 0x10000).filter(c -> PythonText.isSpace((char) c)))
                .containsExactlyElementsOf(spaces);
    }

    /** Numbers that JSON has not stand there by their names. */
    private static Object plain(JsonNode value) {
        if (value.isObject()) {
            return switch (value.get("number").asText()) {
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                case "nan" -> Double.NaN;
                default -> -0.0;
            };
        }
        if (value.isBigInteger()) {
            return value.bigIntegerValue();
        }
        return value.isIntegralNumber()
                ? (Object) value.longValue()
                : value.isNumber()
                        ? (Object) value.doubleValue()
                        : value.isBoolean() ? (Object) value.booleanValue() : value.textValue();
    }

    private static List<Object> typed(List<String> cells) {
        CsvColumn column = new CsvColumn();
        cells.forEach(column::add);
        return column.typed();
    }
}
