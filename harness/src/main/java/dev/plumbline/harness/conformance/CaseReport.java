package dev.plumbline.harness.conformance;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a case came out.
 *
 * @param name the case's folder name
 * @param keys every compared key
 * @param error why it could not be run, or null
 */
public record CaseReport(
        String name,
        Map<String, CaseComparison.Key> keys,
        @Nullable String error) {

    private static final ObjectMapper MAPPER =
            JsonMapper.builder().disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();

    public boolean pass() {
        return error == null && !keys.isEmpty() && keys.values().stream().allMatch(CaseComparison.Key::pass);
    }

    /** One line for a person: the first difference, or how many keys agree. */
    public String summary() {
        if (error != null) {
            return error;
        }
        Optional<Map.Entry<String, CaseComparison.Key>> first =
                keys.entrySet().stream().filter(key -> !key.getValue().pass()).findFirst();
        if (first.isEmpty()) {
            return keys.size() + " keys agree";
        }
        long differing = keys.values().stream().filter(key -> !key.pass()).count();
        CaseComparison.Key key = first.get().getValue();
        return differing + " of " + keys.size() + " keys differ, first "
                + first.get().getKey() + ": expected " + key.expected() + ", got " + key.got() + ", allowed "
                + key.allowed();
    }

    /** The machine-readable form of a list of reports. */
    public static String toJson(List<CaseReport> reports) {
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode cases = root.putArray("cases");
        for (CaseReport report : reports) {
            ObjectNode node = cases.addObject();
            node.put("case", report.name);
            node.put("pass", report.pass());
            node.put("error", report.error);
            ObjectNode keys = node.putObject("keys");
            report.keys.forEach((name, key) -> {
                ObjectNode entry = keys.putObject(name);
                entry.set("expected", MAPPER.valueToTree(key.expected()));
                entry.set("got", MAPPER.valueToTree(key.got()));
                entry.put("allowed", key.allowed());
                entry.put("pass", key.pass());
            });
        }
        return root.toPrettyString() + "\n";
    }
}
