package dev.plumbline.models.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** What a server says about an error, fit to be shown: one short line, without control characters and without the key. */
final class ServerMessage {

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();
    private static final int SHOWN = 300;
    private static final Pattern LETTER = Pattern.compile("\\p{L}");
    private static final List<String> FIELDS =
            List.of("message", "Message", "error", "errors", "detail", "msg", "reason", "description", "title", "code");

    private ServerMessage() {}

    /**
     * The message in a body: the texts of {@code error}, {@code message} or {@code detail} of JSON, or the body itself.
     *
     * @return empty text if the body says nothing
     */
    static String of(byte[] body, ApiKey key) {
        return clean(whole(body), key);
    }

    /** The same in full, not fit to be shown. */
    static String whole(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        String said = text;
        try {
            JsonNode root = MAPPER.readTree(text);
            if (root != null && root.isContainerNode()) {
                StringBuilder found = new StringBuilder();
                collect(root, found);
                // a number alone says nothing
                said = LETTER.matcher(found).find() ? found.toString() : text;
            }
        } catch (JsonProcessingException e) {
            // then it is plain text, or a proxy's page
            said = text.replaceAll("(?s)<(script|style)\\b.*?</\\1>|<[^>]*>", " ");
        }
        return said;
    }

    /** One short line of a text from outside. */
    static String clean(String text, ApiKey key) {
        String line =
                text.replaceAll("\\s+", " ").replaceAll("[\\p{Cc}\\p{Cf}]", "").strip();
        String masked = key.mask(line);
        return masked.length() <= SHOWN ? masked : masked.substring(0, SHOWN) + "...";
    }

    private static void collect(JsonNode node, StringBuilder found) {
        if (node.isTextual() || node.isNumber()) {
            found.append(found.length() == 0 ? "" : ", ").append(node.asText());
        } else if (node.isArray()) {
            node.forEach(entry -> collect(entry, found));
        } else if (node.isObject()) {
            for (String field : FIELDS) {
                if (node.has(field)) {
                    collect(node.get(field), found);
                }
            }
        }
    }
}
