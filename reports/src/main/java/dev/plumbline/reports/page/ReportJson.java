package dev.plumbline.reports.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.plumbline.reports.report.Report;

/**
 * A report as JSON: the records' names in snake case, null for what is empty. {@code schema} comes first and changes with the
 * meaning of what is there: a field that goes or means something else makes it another, one that comes does not. Described in
 * {@code docs/report-json.md}.
 */
public final class ReportJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** Name and version. */
    static final String SCHEMA = "plumbline-report/1";

    private ReportJson() {}

    /** A part of a report in the same form. */
    public static JsonNode part(Object records) {
        return MAPPER.valueToTree(records);
    }

    public static ObjectNode of(Report report) {
        JsonNode tree = MAPPER.valueToTree(report);
        ObjectNode versioned = MAPPER.createObjectNode();
        versioned.put("schema", SCHEMA);
        versioned.setAll((ObjectNode) tree);
        return versioned;
    }
}
