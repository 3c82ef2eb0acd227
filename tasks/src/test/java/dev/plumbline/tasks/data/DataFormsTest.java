package dev.plumbline.tasks.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Repositories in many forms are read as {@code datasets} reads them. The cases are made by
 * {@code test/oracle/data_forms.py} with datasets 5.2.0 and pyarrow 26.0.1; {@code -Dplumbline.forms=FILE} takes others.
 */
class DataFormsTest {

    @TempDir
    Path folder;

    @Test
    void rowsAreThoseOfDatasets() throws IOException {
        List<String> wrong = new ArrayList<>();
        int number = 0;
        JsonNode cases = cases();
        for (JsonNode each : cases) {
            String name = each.get("name").asText();
            String found = outcome(each, folder.resolve("r" + number++));
            String expected = each.has("rows") ? each.get("rows").toString() : "error";
            boolean same = each.has("unusable")
                    || found.equals(expected)
                    || (expected.equals("error") && found.startsWith("error"));
            if (!same) {
                wrong.add(name + "\n    datasets: " + shortened(expected) + "\n    here: " + shortened(found));
            }
        }
        assertThat(wrong).as("%s of %s", wrong.size(), cases.size()).isEmpty();
        assertThat(cases.size()).isGreaterThan(200);
    }

    private static String shortened(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "..." : text;
    }

    private static JsonNode cases() throws IOException {
        String other = System.getProperty("plumbline.forms");
        try (InputStream in = new GZIPInputStream(
                other == null
                        ? Objects.requireNonNull(DataFormsTest.class.getResourceAsStream("/data/forms.json.gz"))
                        : Files.newInputStream(Path.of(other)))) {
            return new ObjectMapper().readTree(in).get("cases");
        }
    }

    private static String outcome(JsonNode each, Path repository) throws IOException {
        for (Map.Entry<String, JsonNode> file : each.get("files").properties()) {
            Path path = repository.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, Base64.getDecoder().decode(file.getValue().asText()));
        }
        if (!each.get("readme").asText().isEmpty()) {
            Files.writeString(
                    repository.resolve("README.md"), each.get("readme").asText());
        }
        try {
            DatasetDirectory directory = DatasetDirectory.open("r", repository);
            return rows(directory.read(directory.defaultConfig(), "test", Columns.all()));
        } catch (PlumblineException e) {
            assertThat(e.getMessage())
                    .as(each.get("name").asText())
                    .doesNotContain("Exception", "Error", "java.", "org.apache");
            return "error: " + e.getMessage();
        }
    }

    private static String rows(Table table) throws IOException {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            Map<String, Object> fields = new LinkedHashMap<>();
            for (String column : table.columns()) {
                fields.put(column, plain(table.column(column).get(row)));
            }
            rows.add(fields);
        }
        return new ObjectMapper().valueToTree(rows).toString();
    }

    private static Object plain(Object value) {
        if (value instanceof Double number && !Double.isFinite(number)) {
            return Map.of("float", ArrowText.of(number.doubleValue()));
        }
        if (value instanceof List<?> values) {
            return values.stream().map(DataFormsTest::plain).toList();
        }
        return value;
    }
}
